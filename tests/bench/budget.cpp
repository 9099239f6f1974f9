// More to write than a mailbox's budget of requests allows in one go: what waiting for it costs.
#include <fmt/core.h>

#include "tests/bench/firm.hpp"
#include "tests/bench/report.hpp"

namespace relais::bench {
namespace {

class PlanCounter final : public sync::Progress {
 public:
  void planned(std::int64_t) override { ++plans; }
  void done(std::int64_t) override {}
  void waiting(Millis) override {}
  int plans = 0;
};

/// A mailbox of its own on the virtual clock: nobody really waits.
void export_some(const EmulatorProcess& emulator, int items, Report& report) {
  auto firm = make_firm(emulator, 1);
  firm->add_addresses("H001", 1, items);
  PlanCounter counter;
  auto engine = open_engine(*firm, {.clock = &firm->clock(), .progress = &counter});
  const double cpu = cpu_seconds();
  const Millis began = firm->clock().now();
  const auto outcome = must(engine->sync({}, false, 3'600'000));
  const double spent = cpu_seconds() - cpu;
  const double minutes = static_cast<double>(firm->clock().now() - began) / 60'000;
  const std::string of = fmt::format(" of {} items", items);
  report.add("created in one sync" + of, static_cast<double>(actions_done(outcome)), "",
             fmt::format("in {:.1f} minutes, not really waited", minutes));
  report.add("plans made" + of, counter.plans, "", "");
  report.add("CPU per created item" + of, spent / items * 1e6, "us");
}

}  // namespace

void budget(const Scale& scale, Report& report) {
  const EmulatorProcess emulator;
  export_some(emulator, scale.of(7'000, 20), report);
  export_some(emulator, scale.of(12'000, 40), report);
}

}  // namespace relais::bench
