// The planner: the pure function alone, and a plan of a whole mailbox from store to actions.
#include <fmt/core.h>

#include "engine/sync/plan.hpp"
#include "tests/bench/firm.hpp"
#include "tests/bench/report.hpp"

namespace relais::bench {
namespace {

/// Of eight rows four are as they should be; the others are a create, an update, a repair, a
/// delete.
std::vector<sync::Row> make_rows(int count) {
  std::vector<sync::Row> rows;
  for (int i = 0; i < count; ++i) {
    sync::Row row;
    row.kind = "contact";
    row.item = fmt::format("a{:06}", i);
    row.key = fmt::format("00000000-1111-4222-8333-444444444444:contact:{}", row.item);
    row.home = 1;
    const int which = i % 8;
    if (which != 0) row.desired = sync::Desired{std::string(40, 'w'), 2};
    if (which != 1) {
      ledger::Link link;
      link.key = row.key;
      link.kind = row.kind;
      link.item = row.item;
      link.stream = 1;
      link.written = std::string(40, which == 2 ? 'o' : 'w');
      if (which == 3) link.seen = ledger::Seen::edited;
      row.links.push_back(std::move(link));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void decisions(const Scale& scale, Report& report) {
  const auto rows = make_rows(scale.of(100'000, 1'000));
  sync::Policy policy;
  policy.now = 1'790'000'000'000;
  std::vector<double> speeds;
  std::size_t actions = 0;
  for (int i = 0; i < 5; ++i) {
    const Stopwatch watch;
    for (const auto& row : rows) actions += sync::decide(row, policy).size();
    speeds.push_back(static_cast<double>(rows.size()) / watch.seconds());
  }
  if (actions != rows.size() * 5) throw std::runtime_error("one action per row was expected");
  report.add("decisions", median(speeds), "rows/s", "half of them as they should be");
}

double plan_time(const EmulatorProcess& emulator, int keys) {
  auto firm = make_firm(emulator, 1);
  firm->add_addresses("H001", 1, keys);
  auto engine = open_engine(*firm);
  const Stopwatch watch;
  const auto outcome = must(engine->plan({}, false));
  const double time = watch.seconds();
  std::size_t planned = 0;
  for (const auto& mailbox : outcome.report.mailboxes) planned += mailbox.planned.size();
  if (planned != static_cast<std::size_t>(keys)) throw std::runtime_error("the plan is incomplete");
  return time;
}

}  // namespace

void planner(const Scale& scale, Report& report) {
  decisions(scale, report);
  const EmulatorProcess emulator;
  const int few = scale.of(5'000, 50);
  const int many = scale.of(50'000, 500);
  const double few_time = plan_time(emulator, few);
  const double many_time = plan_time(emulator, many);
  report.add(fmt::format("whole plan of {} keys", few), few / few_time, "keys/s",
             "read, rendered, decided");
  report.add(fmt::format("whole plan of {} keys", many), many / many_time, "keys/s",
             fmt::format("{:.2f} times the time per key of the small one; linear is 1",
                         (many_time / many) / (few_time / few)));
}

}  // namespace relais::bench
