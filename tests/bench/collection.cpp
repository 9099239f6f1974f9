// Messages per second of a first collection, beside a bare client that asks for the same: pages,
// messages, MIME, attachments, and the markers if there are any. They take turns.
#include <fmt/core.h>

#include "tests/bench/bare_client.hpp"
#include "tests/bench/durable_writes.hpp"
#include "tests/bench/mail.hpp"
#include "tests/bench/report.hpp"

namespace relais::bench {
namespace {

constexpr int kMailboxes = 4;  // as many as the engine works on at a time
constexpr std::int64_t kAttachment = 100'000;

/// Active accounts, and since then a message each second in each mailbox; one in four has an
/// attachment.
std::unique_ptr<testbed::MailFirm> waiting_firm(const EmulatorProcess& emulator,
                                                const std::string& keys, int each) {
  auto firm = make_mail_firm(emulator, kMailboxes, keys);
  for (const auto& code : handler_codes(kMailboxes)) firm->activate(code);
  const Millis from = firm->clock().now() + 1000;
  for (const auto& code : handler_codes(kMailboxes))
    for (int i = 0; i < 4; ++i)
      fill(*firm, code,
           {.count = each / 4,
            .from = from + i * 1000,
            .every_s = 4,
            .attachment = i == 0 ? kAttachment : 0});
  firm->clock().advance(testbed::kHour);
  return firm;
}

struct Round {
  double engine_s = 0;
  double engine_cpu_s = 0;
  double fsyncs = 0;
  Replay bare;
};

/// The bare client asks the mailboxes that the engine has just read.
Round play(const EmulatorProcess& emulator, const std::string& keys, int each, int latency_ms) {
  const auto firm = waiting_firm(emulator, keys, each);
  must(firm->graph().settings({{"latency_ms", latency_ms}, {"log_limit", 1'000'000}}));
  MailEngine engine(*firm, firm->clock());
  firm->requests();
  Round round;
  const auto durable = durable_writes();
  const double cpu = cpu_seconds();
  const Stopwatch watch;
  const auto collected = engine.poll();
  round.engine_s = watch.seconds();
  round.engine_cpu_s = cpu_seconds() - cpu;
  round.fsyncs = static_cast<double>(durable_writes() - durable);
  if (collected != kMailboxes * each) throw std::runtime_error("not all was collected");
  const auto scripts = whole_scripts_of(firm->requests());
  round.bare = replay(emulator.url(), fetch_token(emulator.url()), scripts);
  return round;
}

void compare(const EmulatorProcess& emulator, const std::string& keys, int each, int latency_ms,
             int rounds, Report& report) {
  const double messages = kMailboxes * each;
  std::vector<double> engine, bare, ratio, engine_cpu, bare_cpu, fsyncs;
  Replay last;
  for (int i = 0; i < rounds; ++i) {
    const auto round = play(emulator, keys, each, latency_ms);
    engine.push_back(messages / round.engine_s);
    bare.push_back(messages / round.bare.writes_s);
    ratio.push_back(round.bare.writes_s / round.engine_s);
    engine_cpu.push_back(round.engine_cpu_s / messages * 1e6);
    bare_cpu.push_back(round.bare.cpu_s / messages * 1e6);
    fsyncs.push_back(round.fsyncs / messages);
    last = round.bare;
  }
  const std::string where =
      fmt::format("{} ms latency{}", latency_ms, keys.empty() ? "" : ", without markers");
  report.add("first collection, " + where + ": ratio", median(ratio), "",
             fmt::format("engine {:.0f}/s : bare client {:.0f}/s; {} messages, {} mailboxes; aim "
                         "0.8 from 5 ms on",
                         median(engine), median(bare), messages, kMailboxes));
  report.add("requests per message, " + where, static_cast<double>(last.requests) / messages, "",
             fmt::format("{:.0f} kB", static_cast<double>(last.bytes) / messages / 1000));
  report.add("CPU per message, " + where, median(engine_cpu), "us",
             fmt::format("bare client {:.0f} us", median(bare_cpu)));
  report.add("fsyncs per message, " + where, median(fsyncs), "", "");
}

}  // namespace

void collection(const Scale& scale, Report& report) {
  const EmulatorProcess emulator;
  for (const char* keys : {"", "marker: none"}) {
    compare(emulator, keys, scale.of(400, 20), 0, scale.of(3, 1), report);
    compare(emulator, keys, scale.of(240, 20), 5, scale.of(3, 1), report);
    compare(emulator, keys, scale.of(100, 8), 25, scale.of(3, 1), report);
  }
}

}  // namespace relais::bench
