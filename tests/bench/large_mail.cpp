// What a large message needs: the engine in a process of its own, beside the same process with a
// small one.
#include <fmt/core.h>

#include "tests/bench/mail.hpp"
#include "tests/bench/memory.hpp"
#include "tests/bench/report.hpp"

namespace relais::bench {
namespace {

ChildRun collect_one_each(const EmulatorProcess& emulator, int mailboxes, std::int64_t size) {
  const auto firm = make_mail_firm(emulator, mailboxes);
  must(firm->graph().settings({{"mime_limit", 0}}));
  for (const auto& code : handler_codes(mailboxes)) {
    firm->activate(code);
    fill(*firm, code, {.count = 1, .from = firm->clock().now() + 1000, .attachment = size});
  }
  firm->clock().advance(testbed::kHour);
  const auto run = poll_in_child(firm->config_path(), firm->clock().now());
  if (run.actions != mailboxes) throw std::runtime_error("not all was collected");
  const auto stored = firm->rows(
      fmt::format("SELECT 1 FROM communicator_attachment WHERE size = {} AND ref IS NOT NULL AND "
                  "message_id IN (SELECT id FROM communicator_message WHERE mime_ref IS NOT NULL)",
                  size));
  if (stored.size() != static_cast<std::size_t>(mailboxes))
    throw std::runtime_error("a message was stored without its attachment or its MIME");
  return run;
}

}  // namespace

void large_mail(const Scale& scale, Report& report) {
  const EmulatorProcess emulator;
  const std::int64_t size = scale.of(150'000'000, 5'000'000);
  const auto small = collect_one_each(emulator, 1, 1000);
  const std::string mb = fmt::format("{} MB", size / 1'000'000);
  report.add("peak memory, a message of 1 kB", small.peak_mb, "MB",
             fmt::format("{:.0f} MB before it began", small.before_mb));
  for (const int mailboxes : {1, 4}) {
    const auto run = collect_one_each(emulator, mailboxes, size);
    const std::string of = mailboxes == 1
                               ? "a message of " + mb
                               : fmt::format("{} mailboxes with one of {}", mailboxes, mb);
    report.add("peak memory, " + of, run.peak_mb, "MB",
               fmt::format("aim below 64; {:+.1f} MB beside 1 kB; {:.0f} MB before it began",
                           run.peak_mb - small.peak_mb, run.before_mb));
    const double read = static_cast<double>(size) * mailboxes * (1 + 78.0 / 57) / 1e6;
    report.add("speed, " + of, read / run.seconds, "MB/s",
               fmt::format("attachment and MIME of it, {:.1f} s, {:.1f} s of CPU", run.seconds,
                           run.cpu_s));
  }
}

}  // namespace relais::bench
