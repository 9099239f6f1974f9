#include "tests/bench/memory.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "engine/base/log.hpp"
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

int child_main(std::span<const std::string> arguments) {
  log::start(log::Level::off);
  const bool audit = arguments[0] == "audit";
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
  const auto outcome = (*engine)->sync({}, audit, 3'600'000);
  const double seconds = watch.seconds();
  if (!outcome || sync::exit_code(*outcome) != 0) return 1;
  const auto actions = actions_done(*outcome);
  if (audit && actions != 0) return 1;
  fmt::print("{} {} {} {} {} {} {}\n", before, status_mb("VmHWM"), seconds, cpu_seconds() - cpu,
             static_cast<double>(clock.now() - began) / 60'000, steps.commits.load(), actions);
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

}  // namespace relais::bench
