#include "tests/bench/firm.hpp"

#include <fmt/core.h>
#include <time.h>

#include "engine/config/load.hpp"

namespace relais::bench {

double cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

std::vector<std::string> handler_codes(int count) {
  std::vector<std::string> codes;
  for (int i = 1; i <= count; ++i) codes.push_back(fmt::format("H{:03}", i));
  return codes;
}

std::unique_ptr<testbed::Testbed> make_firm(const EmulatorProcess& emulator, int handlers,
                                            const std::string& safety) {
  auto firm = std::make_unique<testbed::Testbed>(testbed::Options{
      .handlers = handler_codes(handlers), .safety = safety, .emulator_url = emulator.url()});
  must(firm->graph().settings({{"budget", 0}, {"log_limit", 0}}));
  return firm;
}

std::unique_ptr<sync::Engine> open_engine(const testbed::Testbed& firm,
                                          sync::EngineOptions options) {
  auto config = config::load(firm.config_path());
  if (!config) throw std::runtime_error(config.error().front().text());
  return must(sync::Engine::open(std::move(*config), options));
}

sync::Outcome sync(sync::Engine& engine, bool audit) {
  auto outcome = must(engine.sync({}, audit, 120'000));
  if (sync::exit_code(outcome) == 0) return outcome;
  std::string why = "the sync ended with exit code " + std::to_string(sync::exit_code(outcome));
  for (const auto& problem : outcome.problems) why += "\n" + problem.error.text;
  for (const auto& mailbox : outcome.report.mailboxes)
    if (!mailbox.outcome) why += "\n" + mailbox.outcome.error().text;
  throw std::runtime_error(why);
}

std::int64_t actions_done(const sync::Outcome& outcome) {
  std::int64_t sum = 0;
  for (const auto& mailbox : outcome.report.mailboxes) sum += mailbox.applied.done;
  return sum;
}

std::map<std::string, std::int64_t> take_methods(testbed::Testbed& firm) {
  std::map<std::string, std::int64_t> methods;
  const auto stats = must(firm.graph().stats());
  for (const auto& [method, count] : stats.at("methods").as_object())
    methods[std::string(method)] = count.to_number<std::int64_t>();
  must(firm.graph().clear_stats());
  return methods;
}

}  // namespace relais::bench
