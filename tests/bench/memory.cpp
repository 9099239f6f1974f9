#include "tests/bench/memory.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <fstream>
#include <stdexcept>

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

int audit_main(const std::string& config_file, const std::string& now) {
  StandingClock clock(std::stoll(now));
  auto config = config::load(config_file);
  if (!config) return 2;
  StepCounter steps;
  auto engine = sync::Engine::open(std::move(*config), {.clock = &clock, .steps = &steps});
  if (!engine) return 1;
  const double before = status_mb("VmRSS");
  const Stopwatch watch;
  const auto outcome = (*engine)->sync({}, true, 120'000);
  if (!outcome || sync::exit_code(*outcome) != 0 || actions_done(*outcome) != 0) return 1;
  fmt::print("{} {} {} {}\n", before, status_mb("VmHWM"), watch.seconds(), steps.commits.load());
  return 0;
}

Memory audit_in_child(const std::filesystem::path& config, Millis now) {
  const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
  const std::string command = fmt::format("'{}' --audit '{}' {}", program, config.string(), now);
  std::FILE* out = ::popen(command.c_str(), "r");
  if (out == nullptr) throw std::runtime_error("cannot start the audit");
  Memory memory;
  long commits = 0;
  const int read = std::fscanf(out, "%lf %lf %lf %ld", &memory.before_mb, &memory.peak_mb,
                               &memory.seconds, &commits);
  memory.commits = commits;
  if (::pclose(out) != 0 || read != 4) throw std::runtime_error("the audit failed");
  return memory;
}

}  // namespace relais::bench
