#include "tests/bench/memory.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <fstream>
#include <optional>
#include <stdexcept>

#include "engine/base/log.hpp"
#include "engine/collect/service.hpp"
#include "engine/config/load.hpp"
#include "engine/sync/engine.hpp"
#include "tests/bench/durable_writes.hpp"
#include "tests/bench/firm.hpp"

namespace relais::bench {
namespace {

/// A line of /proc/self/status, in MB.
double status_mb(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(name + ":")) return std::stod(line.substr(name.size() + 1)) / 1024;
  return 0;
}

class StandingClock final : public Clock {
 public:
  explicit StandingClock(Millis now) : now_(now) {}
  Millis now() override { return now_; }
  void sleep(std::chrono::milliseconds duration) override { now_ += duration.count(); }

 private:
  std::atomic<Millis> now_;
};

}  // namespace

namespace {

/// What was done; nothing if something was amiss.
std::optional<std::int64_t> sync_all(sync::Engine& engine, bool audit) {
  const auto outcome = engine.sync({}, audit, 3'600'000);
  if (!outcome || sync::exit_code(*outcome) != 0) return std::nullopt;
  const auto actions = actions_done(*outcome);
  return audit && actions != 0 ? std::nullopt : std::optional(actions);
}

std::optional<std::int64_t> poll_all(sync::Engine& engine) {
  const auto service = collect::Service::open(engine);
  if (!service) return std::nullopt;
  const auto outcome = (*service)->poll({});
  if (!outcome || collect::exit_code(*outcome) != 0) return std::nullopt;
  std::int64_t collected = 0;
  for (const auto& account : outcome->accounts) collected += account.counts.collected;
  return collected;
}

}  // namespace

int child_main(std::span<const std::string> arguments) {
  log::start(log::Level::off);
  const std::string& verb = arguments[0];
  const Millis began = std::stoll(arguments[2]);
  StandingClock clock(began);
  auto config = config::load(arguments[1]);
  if (!config) return 2;
  StepCounter steps;
  auto engine = sync::Engine::open(std::move(*config), {.clock = &clock, .steps = &steps});
  if (!engine) return 1;
  const double before = status_mb("VmRSS");
  const double cpu = cpu_seconds();
  const Stopwatch watch;
  const auto actions = verb == "poll" ? poll_all(**engine) : sync_all(**engine, verb == "audit");
  const double seconds = watch.seconds();
  if (!actions) return 1;
  fmt::print("{} {} {} {} {} {} {}\n", before, status_mb("VmHWM"), seconds, cpu_seconds() - cpu,
             static_cast<double>(clock.now() - began) / 60'000, steps.commits.load(), *actions);
  return 0;
}

namespace {

ChildRun run_in_child(const char* verb, const std::filesystem::path& config, Millis now) {
  const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
  const std::string command =
      fmt::format("'{}' --child {} '{}' {}", program, verb, config.string(), now);
  std::FILE* out = ::popen(command.c_str(), "r");
  if (out == nullptr) throw std::runtime_error("cannot start the child");
  ChildRun run;
  long commits = 0, actions = 0;
  const int read = std::fscanf(out, "%lf %lf %lf %lf %lf %ld %ld", &run.before_mb, &run.peak_mb,
                               &run.seconds, &run.cpu_s, &run.minutes, &commits, &actions);
  run.commits = commits;
  run.actions = actions;
  if (::pclose(out) != 0 || read != 7)
    throw std::runtime_error(fmt::format("the {} in the child failed", verb));
  return run;
}

}  // namespace

ChildRun audit_in_child(const std::filesystem::path& config, Millis now) {
  return run_in_child("audit", config, now);
}

ChildRun sync_in_child(const std::filesystem::path& config, Millis now) {
  return run_in_child("sync", config, now);
}

ChildRun poll_in_child(const std::filesystem::path& config, Millis now) {
  return run_in_child("poll", config, now);
}

}  // namespace relais::bench
