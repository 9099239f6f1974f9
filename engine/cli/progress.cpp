#include "engine/cli/progress.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <ostream>

#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

constexpr std::chrono::milliseconds kRedraw{200};
constexpr std::chrono::seconds kLine{10};

}  // namespace

std::string progress_line(const ProgressState& state) {
  std::string line;
  if (state.total == 0) {
    line = "looking";
  } else {
    line = fmt::format("{} of {} actions", state.done, state.total);
    const double seconds = static_cast<double>(state.working_for) / 1000.0;
    if (state.done > 0 && seconds >= 0.5) {
      const double rate = static_cast<double>(state.done) / seconds;
      line += rate < 10 ? fmt::format(", {:.1f}/s", rate) : fmt::format(", {:.0f}/s", rate);
      const auto left = static_cast<double>(std::max<std::int64_t>(state.total - state.done, 0));
      if (left > 0) line += ", " + span_text(static_cast<Millis>(left / rate * 1000)) + " left";
    }
  }
  if (state.waiting_for > 0)
    line += fmt::format("; asked to wait {}", span_text(state.waiting_for));
  return line;
}

ProgressDisplay::ProgressDisplay(Terminal& terminal, bool quiet)
    : terminal_(terminal), live_(terminal.err_is_terminal) {
  if (quiet) return;
  ticker_ = std::thread([this] {
    std::unique_lock lock(guard_);
    const std::chrono::milliseconds pause = live_ ? kRedraw : kLine;
    while (!wake_.wait_for(lock, pause, [this] { return stopping_; })) show();
  });
}

ProgressDisplay::~ProgressDisplay() { stop(); }

void ProgressDisplay::stop() {
  {
    const std::lock_guard lock(guard_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (ticker_.joinable()) ticker_.join();
  if (drawn_ && live_) terminal_.err << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

void ProgressDisplay::planned(std::int64_t actions) {
  const std::lock_guard lock(guard_);
  if (began_ == 0 && actions > 0) began_ = clock_.now();
  total_ = done_ + actions;
  if (live_ && ticker_.joinable() && !stopping_) show();
}

void ProgressDisplay::done(std::int64_t actions) {
  const std::lock_guard lock(guard_);
  done_ += actions;
  wait_until_ = 0;
}

void ProgressDisplay::waiting(Millis until) {
  const std::lock_guard lock(guard_);
  wait_until_ = until;
}

ProgressState ProgressDisplay::state_now() const {
  const Millis now = clock_.now();
  return {std::max(total_, done_), done_, began_ == 0 ? 0 : now - began_,
          std::max<Millis>(wait_until_ - now, 0)};
}

void ProgressDisplay::show() {
  const std::string line = progress_line(state_now());
  if (live_) {
    terminal_.err << '\r' << line << "\x1b[K" << std::flush;
  } else {
    terminal_.err << "relais: " << line << '\n' << std::flush;
  }
  drawn_ = true;
}

}  // namespace relais::cli
