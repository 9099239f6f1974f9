#include "tests/bench/firm.hpp"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <set>

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

const char* name_of(Copies copies) {
  switch (copies) {
    case Copies::contacts:
      return "contacts";
    case Copies::events:
      return "events";
    case Copies::tasks:
      return "tasks";
    case Copies::appointments:
      return "appointments";
  }
  return "";
}

testbed::Options options_for(std::initializer_list<Copies> copies) {
  testbed::Options options;
  std::set<std::string> addins{"A04"};
  for (const Copies each : copies) {
    if (each == Copies::events || each == Copies::tasks) addins.insert("B08");
    if (each == Copies::appointments) addins.insert("B09");
    if (each == Copies::tasks)
      options.addins = "      B08: {deadline: {target: tasks}, reminder: {target: tasks}}\n";
  }
  options.subscription = fmt::format("[{}]", fmt::join(addins, ", "));
  return options;
}

std::unique_ptr<testbed::Testbed> make_firm(const EmulatorProcess& emulator, int handlers,
                                            std::initializer_list<Copies> copies,
                                            const std::string& safety) {
  auto options = options_for(copies);
  options.safety = safety;
  options.handlers = handler_codes(handlers);
  options.emulator_url = emulator.url();
  auto firm = std::make_unique<testbed::Testbed>(options);
  must(firm->graph().settings({{"budget", 0}, {"log_limit", 0}}));
  if (std::find(copies.begin(), copies.end(), Copies::contacts) == copies.end())
    firm->sql("UPDATE handler SET sync_addresses = 0");
  return firm;
}

void add_items(testbed::Testbed& firm, Copies copies, const std::string& handler, int from,
               int to) {
  if (copies == Copies::contacts) return firm.add_addresses(handler, from, to);
  const bool meeting = copies == Copies::appointments;
  const std::string kind = meeting ? "appointment" : "deadline";
  const std::string numbers = fmt::format(
      "WITH RECURSIVE n(i) AS (SELECT {} UNION ALL SELECT i + 1 FROM n WHERE i < {}) ", from, to);
  const std::string day = "date('2027-01-04', printf('+%d days', i % 300))";
  std::string text;
  if (meeting)
    text =
        "INSERT INTO appointment(id, entity_id, subject, starts_at, ends_at, time_zone, location, "
        "description) " +
        numbers + "SELECT printf('x%06d', i), 'zurich', printf('Besprechung %d', i), " + day +
        " || 'T09:00', " + day +
        " || 'T10:00', 'Europe/Zurich', 'Sitzungszimmer', 'Unterlagen mitnehmen' FROM n;";
  else
    text = "INSERT INTO deadline(id, entity_id, name, due_date, description) " + numbers +
           "SELECT printf('x%06d', i), 'zurich', printf('Klageantwort %d', i), " + day +
           ", 'Beilagen nummerieren' FROM n;";
  firm.sql(text + fmt::format("INSERT INTO {0}_assignee({0}_id, handler_id) {1}"
                              "SELECT printf('x%06d', i), 'h-{2}' FROM n",
                              kind, numbers, handler));
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
