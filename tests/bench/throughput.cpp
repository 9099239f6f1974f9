// Creates per second beside a bare client that sends the same requests to the same emulator. They
// take turns, so that whatever else the machine does hits both.
#include <fmt/core.h>

#include "tests/bench/bare_client.hpp"
#include "tests/bench/durable_writes.hpp"
#include "tests/bench/firm.hpp"
#include "tests/bench/report.hpp"

namespace relais::bench {
namespace {

constexpr int kMailboxes = 4;  // as many as the engine works on at a time

/// How long the creates took, from the plan to the last link.
class CreateWatch final : public sync::Progress {
 public:
  void planned(std::int64_t) override {
    if (seconds_ == 0) watch_ = Stopwatch();
  }
  void done(std::int64_t) override { seconds_ = watch_.seconds(); }
  void waiting(Millis) override {}
  double seconds() const { return seconds_; }

 private:
  Stopwatch watch_;
  std::atomic<double> seconds_{0};
};

std::unique_ptr<testbed::Testbed> unsynced_firm(const EmulatorProcess& emulator, Copies copies,
                                                int each) {
  auto firm = make_firm(emulator, kMailboxes, {copies});
  int from = 1;
  for (const auto& code : handler_codes(kMailboxes)) {
    add_items(*firm, copies, code, from, from + each - 1);
    from += each;
  }
  return firm;
}

std::vector<Script> record(const EmulatorProcess& emulator, Copies copies, int each) {
  auto firm = unsynced_firm(emulator, copies, each);
  must(firm->graph().settings({{"log_limit", 1'000'000}}));
  firm->requests();
  sync(*open_engine(*firm));
  return scripts_of(firm->requests());
}

struct Turn {
  double sync_s = 0;     ///< the whole of Engine::sync
  double creates_s = 0;  ///< of it, from the plan to the last link
  double cpu_s = 0;
  double fsyncs = 0;
};

Turn engine_turn(const EmulatorProcess& emulator, Copies copies, int each, int latency_ms) {
  auto firm = unsynced_firm(emulator, copies, each);
  must(firm->graph().settings({{"latency_ms", latency_ms}}));
  CreateWatch creates;
  auto engine = open_engine(*firm, {.progress = &creates});
  const auto before = durable_writes();
  const double cpu_before = cpu_seconds();
  const Stopwatch watch;
  const auto outcome = sync(*engine);
  const Turn turn{watch.seconds(), creates.seconds(), cpu_seconds() - cpu_before,
                  static_cast<double>(durable_writes() - before)};
  if (actions_done(outcome) != kMailboxes * each) throw std::runtime_error("not all was created");
  return turn;
}

Replay bare_turn(const EmulatorProcess& emulator, std::vector<Script> scripts, int latency_ms) {
  auto firm = make_firm(emulator, kMailboxes);
  aim_at_lists(scripts, *firm);
  must(firm->graph().settings({{"latency_ms", latency_ms}}));
  return replay(emulator.url(), fetch_token(emulator.url()), scripts);
}

void compare(const EmulatorProcess& emulator, Copies copies, int each, int latency_ms, int rounds,
             Report& report) {
  const auto scripts = record(emulator, copies, each);
  const double items = kMailboxes * each;
  std::vector<double> engine, bare, sync_ratio, create_ratio, engine_cpu, bare_cpu, fsyncs;
  for (int i = 0; i < rounds; ++i) {
    const auto replayed = bare_turn(emulator, scripts, latency_ms);
    const auto turn = engine_turn(emulator, copies, each, latency_ms);
    engine.push_back(items / turn.sync_s);
    bare.push_back(items / replayed.all_s);
    sync_ratio.push_back(replayed.all_s / turn.sync_s);
    create_ratio.push_back(replayed.writes_s / turn.creates_s);
    engine_cpu.push_back(turn.cpu_s / items * 1e6);
    bare_cpu.push_back(replayed.cpu_s / items * 1e6);
    fsyncs.push_back(turn.fsyncs / items);
  }
  const std::string where = fmt::format("{} ms latency", latency_ms);
  report.add("cold export, " + where + ": ratio", median(sync_ratio), "",
             fmt::format("engine {:.0f}/s : bare client {:.0f}/s; {} items, {} mailboxes",
                         median(engine), median(bare), items, kMailboxes));
  report.add("creates alone, " + where + ": ratio", median(create_ratio), "",
             "intents, requests, links : requests; aim 0.8");
  report.add("CPU per created item, " + where, median(engine_cpu), "us",
             fmt::format("bare client {:.0f} us", median(bare_cpu)));
  report.add("fsyncs per created item, " + where, median(fsyncs), "", "");
}

/// From answers that take no time to such as take 25 ms.
void compare_all(Copies copies, const Scale& scale, Report& report) {
  const EmulatorProcess emulator;
  compare(emulator, copies, scale.of(2000, 50), 0, scale.of(5, 1), report);
  compare(emulator, copies, scale.of(1000, 25), 5, scale.of(3, 1), report);
  compare(emulator, copies, scale.of(600, 10), 25, scale.of(3, 1), report);
}

}  // namespace

void throughput(const Scale& scale, Report& report) {
  const EmulatorProcess emulator;
  compare(emulator, Copies::contacts, scale.of(2000, 100), 0, scale.of(5, 1), report);
}

void latency(const Scale& scale, Report& report) {
  const EmulatorProcess emulator;
  compare(emulator, Copies::contacts, scale.of(1000, 50), 5, scale.of(3, 1), report);
  compare(emulator, Copies::contacts, scale.of(600, 20), 25, scale.of(3, 1), report);
}

void events(const Scale& scale, Report& report) { compare_all(Copies::events, scale, report); }

void tasks(const Scale& scale, Report& report) { compare_all(Copies::tasks, scale, report); }

}  // namespace relais::bench
