// One mailbox that grows: what a sync costs that has nothing to do, and what an audit costs.
#include <fmt/core.h>

#include <algorithm>

#include "tests/bench/durable_writes.hpp"
#include "tests/bench/firm.hpp"
#include "tests/bench/memory.hpp"
#include "tests/bench/report.hpp"

namespace relais::bench {
namespace {

constexpr int kStep = 7000;          // below four fifths of the mailbox's budget
constexpr Millis kBudget = 600'000;  // until it is whole again
constexpr const char* kCode = "H001";

class GrowingMailbox {
 public:
  explicit GrowingMailbox(Report& report) : report_(report), firm_(make_firm(emulator_, 1)) {}

  void grow_to(int contacts) {
    while (size_ < contacts) {
      const int next = std::min(contacts, size_ + kStep);
      firm_->add_addresses(kCode, size_ + 1, next);
      sync(*firm_->engine());
      firm_->clock().advance(kBudget);
      size_ = next;
    }
    sync(*firm_->engine());  // reads the echo of what was written last
  }

  double measure_noop(double flat) {
    StepCounter steps;
    auto engine = firm_->engine(&steps);
    sync(*engine);  // a token, and warm caches, as in a service
    std::vector<double> times, requests, commits, durable;
    for (int i = 0; i < 15; ++i) {
      steps.requests = steps.commits = steps.before_first_request = 0;
      const auto before = durable_writes();
      const double cpu = cpu_seconds();
      if (actions_done(sync(*engine)) != 0) throw std::runtime_error("there was something to do");
      times.push_back((cpu_seconds() - cpu) * 1000);
      durable.push_back(static_cast<double>(durable_writes() - before));
      requests.push_back(static_cast<double>(steps.requests));
      commits.push_back(static_cast<double>(steps.commits) - 1);  // the end of the run
    }
    const std::string of = fmt::format(" with {} contacts", size_);
    report_.add("no-op: requests" + of, median(requests), "", "aim 1");
    report_.add("no-op: commits of the mailbox's cycle" + of, median(commits), "", "aim 0");
    report_.add("no-op: fsyncs of the whole run" + of, median(durable), "",
                "lock, begin and end of the run");
    const double time = *std::min_element(times.begin(), times.end());
    report_.add("no-op: processor time" + of, time, "ms",
                flat == 0 ? "" : fmt::format("{:.2f} times the first; flat is 1", time / flat));
    return time;
  }

  void measure_audit() {
    const auto memory = audit_in_child(firm_->config_path(), firm_->clock().now());
    report_.add(fmt::format("audit: peak memory, {} links", size_), memory.peak_mb, "MB",
                fmt::format("aim below 64; {:.0f} MB before it began", memory.before_mb));
    report_.add(fmt::format("audit: keys per second, {} links", size_), size_ / memory.seconds,
                "keys/s", fmt::format("listing, stamping, planning; {:.1f} s", memory.seconds));
  }

 private:
  Report& report_;
  const EmulatorProcess emulator_;
  std::unique_ptr<testbed::Testbed> firm_;
  int size_ = 0;
};

}  // namespace

void growing_mailbox(const Scale& scale, Report& report) {
  GrowingMailbox mailbox(report);
  double first = 0;
  for (const int contacts : {scale.of(1'000, 20), scale.of(10'000, 100), scale.of(100'000, 1000)}) {
    mailbox.grow_to(contacts);
    const double time = mailbox.measure_noop(first);
    if (first == 0) first = time;
    if (contacts > scale.of(1'000, 20)) mailbox.measure_audit();
  }
}

}  // namespace relais::bench
