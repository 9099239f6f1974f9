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
constexpr int kOfTheRun = 2;         // durable commits: its begin and its end
constexpr const char* kCode = "H001";

class GrowingMailbox {
 public:
  GrowingMailbox(std::initializer_list<Copies> copies, Report& report)
      : report_(report), copies_(copies), firm_(make_firm(emulator_, 1, copies)) {
    for (const Copies each : copies_)
      what_ += fmt::format("{}{}", what_.empty() ? "" : ", ", name_of(each));
  }

  /// So many of each.
  void grow_to(int each) {
    for (int from = size_; from < each; from += kStep)
      for (const Copies copies : copies_) {
        add_items(*firm_, copies, kCode, from + 1, std::min(each, from + kStep));
        sync(*firm_->engine());
        firm_->clock().advance(kBudget);
      }
    size_ = each;
    sync(*firm_->engine());  // reads the echo of what was written last
  }

  double measure_noop(double flat, const std::string& aim) {
    StepCounter steps;
    auto engine = firm_->engine(&steps);
    sync(*engine);  // a token, and warm caches, as in a service
    std::vector<double> times, requests, durable;
    for (int i = 0; i < 15; ++i) {
      steps.requests = 0;
      const auto before = durable_writes();
      const double cpu = cpu_seconds();
      if (actions_done(sync(*engine)) != 0) throw std::runtime_error("there was something to do");
      times.push_back((cpu_seconds() - cpu) * 1000);
      durable.push_back(static_cast<double>(durable_writes() - before));
      requests.push_back(static_cast<double>(steps.requests));
    }
    const std::string of = fmt::format(" with {} {}", size_, what_);
    report_.add("no-op: requests" + of, median(requests), "", aim);
    report_.add("no-op: commits of the mailbox's cycle" + of, median(durable) - kOfTheRun, "",
                "those that write; aim 0");
    report_.add("no-op: fsyncs of the whole run" + of, median(durable), "",
                "begin and end of the run");
    const double time = *std::min_element(times.begin(), times.end());
    report_.add("no-op: processor time" + of, time, "ms",
                flat == 0 ? "" : fmt::format("{:.2f} times the first; flat is 1", time / flat));
    return time;
  }

  /// Beside the pages of 250 copies that a listing of them has.
  void measure_audit() {
    take_methods(*firm_);
    const auto audit = audit_in_child(firm_->config_path(), firm_->clock().now());
    const auto requests = take_methods(*firm_);
    if (requests.size() != 1 || !requests.contains("GET"))
      throw std::runtime_error("an audit with nothing to do did more than read");
    const std::string of = fmt::format(", {} {}", size_, what_);
    report_.add("audit: requests" + of, static_cast<double>(requests.at("GET")), "",
                fmt::format("{} pages of 250 copies", (size_ + 249) / 250));
    report_.add("audit: peak memory" + of, audit.peak_mb, "MB",
                fmt::format("aim below 64; {:.0f} MB before it began", audit.before_mb));
    report_.add("audit: keys per second" + of, size_ / audit.seconds, "keys/s",
                fmt::format("listing, stamping, planning; {:.1f} s", audit.seconds));
    report_.add("audit: CPU per copy" + of, audit.cpu_s / size_ * 1e6, "us",
                fmt::format("{} commits", audit.commits));
  }

 private:
  Report& report_;
  const std::vector<Copies> copies_;
  std::string what_;
  const EmulatorProcess emulator_;
  std::unique_ptr<testbed::Testbed> firm_;
  int size_ = 0;
};

void grow(Copies copies, const std::string& noop_aim, const Scale& scale, Report& report) {
  GrowingMailbox mailbox({copies}, report);
  double first = 0;
  for (const int size : {scale.of(1'000, 20), scale.of(10'000, 100), scale.of(100'000, 1000)}) {
    mailbox.grow_to(size);
    const double time = mailbox.measure_noop(first, noop_aim);
    if (first == 0) first = time;
    mailbox.measure_audit();
  }
}

}  // namespace

void growing_mailbox(const Scale& scale, Report& report) {
  grow(Copies::contacts, "aim 1", scale, report);
}

void growing_agenda(const Scale& scale, Report& report) {
  grow(Copies::events, "aim 0", scale, report);
  grow(Copies::tasks, "aim 0", scale, report);
}

void full_mailbox(const Scale& scale, Report& report) {
  GrowingMailbox mailbox({Copies::contacts, Copies::appointments, Copies::tasks}, report);
  mailbox.grow_to(scale.of(14'000, 100));
  mailbox.measure_noop(0, "aim 1, for the changes of the contacts");
}

}  // namespace relais::bench
