// A line of configuration moves all deadlines from the calendar to the task list: each copy is
// created there, then deleted here.
#include <fmt/core.h>

#include <algorithm>

#include "tests/bench/bare_client.hpp"
#include "tests/bench/firm.hpp"
#include "tests/bench/memory.hpp"
#include "tests/bench/report.hpp"

namespace relais::bench {
namespace {

struct Spread {
  int mailboxes;
  int each;
  int copies() const { return mailboxes * each; }
};

constexpr int kStep = 7000;          // below four fifths of a mailbox's budget
constexpr Millis kBudget = 600'000;  // until it is whole again

/// Exports the deadlines to the calendars, at the end with whole budgets.
void export_events(testbed::Testbed& firm, const Spread& spread) {
  for (int done = 0; done < spread.each; done += kStep) {
    const int some = std::min(kStep, spread.each - done);
    int from = done + 1;
    for (const auto& code : handler_codes(spread.mailboxes)) {
      add_items(firm, Copies::events, code, from, from + some - 1);
      from += spread.each;
    }
    sync(*firm.engine());
    firm.clock().advance(kBudget);
  }
}

struct Scripts {
  std::vector<Script> events;
  std::vector<Script> tasks;
};

Scripts record(const EmulatorProcess& emulator, const Spread& spread) {
  auto firm = make_firm(emulator, spread.mailboxes, {Copies::events});
  must(firm->graph().settings({{"log_limit", 1'000'000}}));
  firm->requests();
  Scripts scripts;
  export_events(*firm, spread);
  scripts.events = scripts_of(firm->requests());
  firm->write_config(options_for({Copies::tasks}));
  sync(*firm->engine());
  scripts.tasks = scripts_of(firm->requests());
  return scripts;
}

/// The same posts, then a delete for each event; the events are there before time is taken.
Replay bare_turn(const EmulatorProcess& emulator, const Scripts& scripts, const Spread& spread) {
  auto firm = make_firm(emulator, spread.mailboxes);
  const std::string token = fetch_token(emulator.url());
  const auto events = replay(emulator.url(), token, scripts.events);
  auto moves = scripts.tasks;
  aim_at_lists(moves, *firm);
  for (std::size_t i = 0; i < moves.size(); ++i) {
    const Recorded& created = scripts.events[i].writes.front();
    if (moves[i].mailbox != scripts.events[i].mailbox)
      throw std::runtime_error("a mailbox was not moved");
    for (const auto& id : events.ids[i]) {
      Recorded remove{"DELETE", created.target + '/' + id, created.headers, ""};
      std::erase_if(remove.headers,
                    [](const auto& line) { return line.starts_with("Content-Type"); });
      moves[i].writes.push_back(std::move(remove));
    }
  }
  return replay(emulator.url(), token, moves);
}

struct Turn {
  ChildRun run;
  std::map<std::string, std::int64_t> methods;
};

Turn engine_turn(const EmulatorProcess& emulator, const Spread& spread) {
  auto firm = make_firm(emulator, spread.mailboxes, {Copies::events});
  export_events(*firm, spread);
  firm->write_config(options_for({Copies::tasks}));
  take_methods(*firm);
  Turn turn;
  turn.run = sync_in_child(firm->config_path(), firm->clock().now());
  turn.methods = take_methods(*firm);
  if (turn.run.actions != 2 * spread.copies()) throw std::runtime_error("not all was moved");
  return turn;
}

void report_turn(const Turn& turn, const Spread& spread, Report& report) {
  const double copies = spread.copies();
  std::int64_t writes = 0;
  for (const auto& [method, n] : turn.methods) writes += method == "GET" ? 0 : n;
  const std::string in = spread.mailboxes == 1 ? "" : "es";
  const std::string of = fmt::format(", {} in {} mailbox{}", copies, spread.mailboxes, in);
  report.add("switch: writes per copy" + of, static_cast<double>(writes) / copies, "requests",
             "aim 2.00: a create, a delete");
  const auto reads = static_cast<double>(turn.methods.at("GET"));
  report.add("switch: reads" + of, reads, "requests",
             fmt::format("{:.3f} per copy", reads / copies));
  report.add("switch: CPU per copy" + of, turn.run.cpu_s / copies * 1e6, "us");
  report.add("switch: peak memory" + of, turn.run.peak_mb, "MB",
             fmt::format("{:.0f} MB before it began", turn.run.before_mb));
}

/// Mailboxes with budgets for it: how fast.
void spread_out(const EmulatorProcess& emulator, const Scale& scale, Report& report) {
  const Spread spread{scale.of(100, 6), scale.of(140, 10)};
  const auto scripts = record(emulator, spread);
  std::vector<double> ratio, engine_s, bare_s, bare_cpu;
  Turn best;
  for (int i = 0; i < scale.of(3, 1); ++i) {
    const auto replayed = bare_turn(emulator, scripts, spread);
    const auto turn = engine_turn(emulator, spread);
    ratio.push_back(replayed.writes_s / turn.run.seconds);
    engine_s.push_back(turn.run.seconds);
    bare_s.push_back(replayed.writes_s);
    bare_cpu.push_back(replayed.cpu_s / spread.copies() * 1e6);
    if (i == 0 || turn.run.cpu_s < best.run.cpu_s) best = turn;
  }
  report.add("switch: ratio", median(ratio), "",
             fmt::format("{} copies, {} mailboxes; bare client {:.0f} copies/s with {:.0f} us each",
                         spread.copies(), spread.mailboxes, spread.copies() / median(bare_s),
                         median(bare_cpu)));
  report.add("switch: time", median(engine_s), "s",
             fmt::format("{:.0f} copies/s", spread.copies() / median(engine_s)));
  report_turn(best, spread, report);
}

/// All in one: what its budget of requests, the engine's own, makes of it.
void in_one_mailbox(const EmulatorProcess& emulator, const Scale& scale, Report& report) {
  const Spread spread{1, scale.of(14'000, 60)};
  const Turn turn = engine_turn(emulator, spread);
  report_turn(turn, spread, report);
  report.add("switch: paced time in one mailbox", turn.run.minutes, "minutes",
             fmt::format("not really waited; {:.1f} s of work", turn.run.seconds));
}

}  // namespace

void target_switch(const Scale& scale, Report& report) {
  const EmulatorProcess emulator;
  spread_out(emulator, scale, report);
  in_one_mailbox(emulator, scale, report);
}

}  // namespace relais::bench
