// What a mailbox costs in which nothing happens, and the activation of one that is full of old
// messages.
#include <fmt/core.h>

#include <numeric>

#include "tests/bench/durable_writes.hpp"
#include "tests/bench/mail.hpp"
#include "tests/bench/report.hpp"

namespace relais::bench {
namespace {

constexpr const char* kCode = "H001";
constexpr int kPolls = 50;

double take_requests(testbed::Testbed& firm) {
  const auto methods = take_methods(firm);
  return static_cast<double>(
      std::accumulate(methods.begin(), methods.end(), std::int64_t{0},
                      [](std::int64_t sum, const auto& method) { return sum + method.second; }));
}

/// A mailbox with folders of its owner's, and old messages in all of them: one a minute, up to now.
std::unique_ptr<testbed::MailFirm> old_mailbox(const EmulatorProcess& emulator, int folders,
                                               int old) {
  auto firm = make_mail_firm(emulator, 1);
  must(firm->graph().settings({{"log_limit", 100'000}}));
  const Millis from = firm->clock().now() - old * testbed::kMinute;
  for (int i = 0; i < folders; ++i) {
    Mails mails{.count = old / folders,
                .from = from + i * testbed::kMinute,
                .every_s = std::int64_t{60} * folders};
    if (i > 0)
      mails.folder = must(firm->graph().owner_create_mail_folder(
          testbed::kTenant, testbed::Testbed::user(kCode), fmt::format("F{}", i), {}));
    fill(*firm, kCode, mails);
  }
  return firm;
}

struct Costs {
  double activation = 0;  ///< requests
  double polls = 0;       ///< requests of kPolls, a minute apart
  double cpu_ms = 0;      ///< of one
  double fsyncs = 0;      ///< of all
};

Costs measure(const EmulatorProcess& emulator, int folders, int old) {
  const auto firm = old_mailbox(emulator, folders, old);
  Costs costs;
  take_requests(*firm);
  firm->activate(kCode);
  costs.activation = take_requests(*firm);
  must(firm->graph().deliver(testbed::kTenant, testbed::Testbed::user(kCode),
                             {.received = format_utc(firm->clock().now())}));
  firm->clock().advance(testbed::kMinute);
  MailEngine engine(*firm, firm->clock());
  if (engine.poll() != 1) throw std::runtime_error("not exactly the new message was collected");
  take_requests(*firm);
  const auto durable = durable_writes();
  const double cpu = cpu_seconds();
  for (int i = 0; i < kPolls; ++i) {
    firm->clock().advance(testbed::kMinute);
    if (engine.poll() != 0) throw std::runtime_error("an idle poll collected something");
  }
  costs.cpu_ms = (cpu_seconds() - cpu) / kPolls * 1000;
  costs.fsyncs = static_cast<double>(durable_writes() - durable);
  costs.polls = take_requests(*firm);
  return costs;
}

}  // namespace

void polls(const Scale& scale, Report& report) {
  const EmulatorProcess emulator;
  const std::vector<int> sizes{scale.of(10'000, 2'000), scale.of(100'000, 4'000),
                               scale.of(1'000'000, 6'000)};
  for (const int folders : {1, 30, scale.of(300, 60)}) {
    std::vector<Costs> costs;
    for (const int old : sizes) {
      costs.push_back(measure(emulator, folders, old));
      if (costs.back().activation != costs.front().activation ||
          costs.back().polls != costs.front().polls)
        throw std::runtime_error(
            fmt::format("old messages cost requests: {} and {} to activate, {} and {} for polls",
                        costs.front().activation, costs.back().activation, costs.front().polls,
                        costs.back().polls));
    }
    const std::string of = fmt::format(", {} folders", folders);
    const auto alike =
        fmt::format("alike with {}, {} and {} old messages", sizes[0], sizes[1], sizes[2]);
    report.add("requests per idle poll" + of, costs.front().polls / kPolls, "",
               "aim 1.20; " + alike);
    report.add("CPU per idle poll" + of, costs.front().cpu_ms, "ms",
               fmt::format("{:.2f} ms with {} old messages", costs.back().cpu_ms, sizes.back()));
    report.add("fsyncs per idle poll" + of, costs.front().fsyncs / kPolls, "",
               "when Sent Items were looked at is kept");
    report.add("requests of an activation" + of, costs.front().activation, "", alike);
  }
}

}  // namespace relais::bench
