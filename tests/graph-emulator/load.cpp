#include "tests/graph-emulator/load.hpp"

#include <algorithm>

namespace relais::emulator {
namespace {
constexpr int slices = 60;
}

Answer<> Load::enter(const std::string& app, const Settings& settings, Millis now) {
  const std::lock_guard lock(mutex_);
  Counter& counter = counters_[app];
  if (settings.budget > 0) {
    forget_old(counter, settings, now);
    const Millis slice = std::max<Millis>(1, settings.budget_window_s * 1000 / slices);
    if (counter.window.empty() || counter.window.back().first + slice <= now)
      counter.window.emplace_back(now, 0);
    ++counter.window.back().second;  // a request that is refused counts too
    ++counter.spent;
    if (counter.spent > settings.budget) {
      ++numbers_.refused;
      return refuse(429, "ApplicationThrottled",
                    "Application is over its MailboxRequestBudget limit.",
                    static_cast<int>(settings.budget_retry_after_s));
    }
  }
  if (settings.mailbox_concurrency > 0 && counter.in_flight >= settings.mailbox_concurrency) {
    ++numbers_.refused;
    return refuse(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.",
                  static_cast<int>(settings.concurrency_retry_after_s));
  }
  ++counter.in_flight;
  ++numbers_.accepted;
  ++numbers_.in_flight;
  numbers_.max_in_flight = std::max(numbers_.max_in_flight, numbers_.in_flight);
  return {};
}

void Load::leave(const std::string& app) {
  const std::lock_guard lock(mutex_);
  --counters_[app].in_flight;
  --numbers_.in_flight;
}

void Load::forget_old(Counter& counter, const Settings& settings, Millis now) const {
  const Millis oldest = now - settings.budget_window_s * 1000;
  while (!counter.window.empty() && counter.window.front().first <= oldest) {
    counter.spent -= counter.window.front().second;
    counter.window.pop_front();
  }
}

Load::Numbers Load::numbers() const {
  const std::lock_guard lock(mutex_);
  return numbers_;
}

void Load::clear_numbers() {
  const std::lock_guard lock(mutex_);
  const std::int64_t in_flight = numbers_.in_flight;
  numbers_ = Numbers{};
  numbers_.in_flight = numbers_.max_in_flight = in_flight;
}

}  // namespace relais::emulator
