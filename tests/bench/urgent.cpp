// A deadline that changes while its mailbox is being filled with contacts: from the commit in the
// practice store to the request that writes it.
#include <fmt/core.h>

#include <algorithm>
#include <mutex>

#include "tests/bench/firm.hpp"
#include "tests/bench/report.hpp"

namespace relais::bench {
namespace {

constexpr int kLatency = 25;
constexpr const char* kCode = "H001";

/// Changes one deadline after the other while the run goes on, and notes when.
class Changes final : public sync::Progress {
 public:
  Changes(testbed::Testbed& firm, int every, int count)
      : firm_(firm), every_(every), count_(count) {}

  void planned(std::int64_t) override {}
  void waiting(Millis) override {}
  void done(std::int64_t actions) override {
    const std::lock_guard lock(guard_);
    done_ += actions;
    const auto changed = static_cast<int>(at_.size());
    if (changed == count_ || done_ < every_ * (changed + 1)) return;
    firm_.sql(fmt::format("UPDATE deadline SET due_date = '2028-01-10' WHERE id = 'x{:06}'",
                          changed + 1));
    at_.push_back(SystemClock().now());
  }
  /// When deadline 1, 2... was committed.
  const std::vector<Millis>& at() const { return at_; }

 private:
  testbed::Testbed& firm_;
  const int every_;
  const int count_;
  std::mutex guard_;
  std::int64_t done_ = 0;
  std::vector<Millis> at_;
};

/// From each change to its first PATCH, in seconds.
std::vector<double> waits(testbed::Testbed& firm, const std::vector<Millis>& changed) {
  std::vector<double> waits;
  const auto log = firm.requests();
  for (std::size_t i = 0; i < changed.size(); ++i) {
    std::string id(firm.event(kCode, fmt::format("x{:06}", i + 1)).at("id").as_string());
    id.erase(std::min(id.find('='), id.size()));  // the rest is escaped in the path
    const auto sent = std::find_if(log.begin(), log.end(), [&](const json::value& request) {
      return request.at("method").as_string() == "PATCH" &&
             std::string_view(request.at("path").as_string()).find(id) != std::string_view::npos;
    });
    if (sent == log.end()) throw std::runtime_error("a changed deadline was not written");
    const Millis at = must(parse_utc(std::string_view(sent->at("at").as_string())));
    waits.push_back(static_cast<double>(at - changed[i]) / 1000);
  }
  return waits;
}

}  // namespace

void urgent_deadline(const Scale& scale, Report& report) {
  const EmulatorProcess emulator;
  const int contacts = scale.of(4000, 60);
  const int deadlines = scale.of(20, 4);
  auto firm = make_firm(emulator, 1, {Copies::contacts, Copies::events});
  add_items(*firm, Copies::events, kCode, 1, deadlines);
  sync(*open_engine(*firm));
  must(firm->graph().settings({{"latency_ms", kLatency}, {"log_limit", 1'000'000}}));

  firm->sql("UPDATE deadline SET due_date = '2028-01-03' WHERE id = 'x000001'");
  const Millis alone_from = SystemClock().now();
  firm->requests();
  sync(*open_engine(*firm));
  const double alone = waits(*firm, {alone_from}).front();

  add_items(*firm, Copies::contacts, kCode, 1, contacts);
  Changes changes(*firm, contacts / (deadlines + 1), deadlines);
  firm->requests();
  const Stopwatch watch;
  sync(*open_engine(*firm, {.progress = &changes}));
  const double all = watch.seconds();
  auto waited = waits(*firm, changes.at());
  std::sort(waited.begin(), waited.end());
  const std::string beside =
      fmt::format("{:.2f} s in an idle mailbox; the whole export takes {:.1f} s, {} ms latency",
                  alone, all, kLatency);
  report.add("changed deadline under a bulk export, p50", median(waited), "s", beside);
  report.add("changed deadline under a bulk export, p95",
             waited[static_cast<std::size_t>(static_cast<double>(waited.size() - 1) * 0.95)], "s");
}

}  // namespace relais::bench
