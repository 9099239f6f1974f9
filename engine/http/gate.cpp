#include "engine/http/gate.hpp"

#include <algorithm>
#include <random>

#include "engine/http/policy.hpp"

namespace relais::http {
namespace {

double system_random() {
  thread_local std::minstd_rand generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

// One that is gone already would swallow the wake-up of the next.
void wake_one(std::deque<std::weak_ptr<Signal>>& waiting) {
  while (!waiting.empty()) {
    const auto signal = waiting.front().lock();
    waiting.pop_front();
    if (signal) {
      signal->raise();
      return;
    }
  }
}

void queue(std::deque<std::weak_ptr<Signal>>& waiting, const std::shared_ptr<Signal>& waiter) {
  const bool queued = std::any_of(waiting.begin(), waiting.end(),
                                  [&](const auto& other) { return other.lock() == waiter; });
  if (!queued) waiting.push_back(waiter);
}

}  // namespace

void Signal::raise() {
  const std::lock_guard lock(guard_);
  raised_ = true;
  changed_.notify_one();
}

void Signal::wait(std::chrono::milliseconds timeout) {
  std::unique_lock lock(guard_);
  changed_.wait_for(lock, timeout, [&] { return raised_; });
  raised_ = false;
}

Gate::Gate(std::shared_ptr<AppGates> app, const GateLimits& limits)
    : app_(std::move(app)), limits_(limits), pace_(limits.budget, limits.budget_window) {
  limits_.in_flight = std::max(1, limits_.in_flight);
}

Gate::Permit Gate::enter(Millis now, const std::shared_ptr<Signal>& waiter) {
  const std::lock_guard lock(app_->guard);
  if (not_before_ > now) return {Entry::later, not_before_};
  if (in_flight_ >= limits_.in_flight) {
    if (waiter) queue(waiting_, waiter);
    return {Entry::busy};
  }
  if (app_->in_flight >= app_->most_in_flight) {
    if (waiter) queue(app_->waiting, waiter);
    return {Entry::busy};
  }
  const Millis at = pace_.earliest(now);
  if (at > now) return {Entry::later, at};
  pace_.count(now);
  ++in_flight_;
  ++app_->in_flight;
  return {Entry::granted};
}

void Gate::leave() {
  const std::lock_guard lock(app_->guard);
  --in_flight_;
  --app_->in_flight;
  wake_one(waiting_);
  wake_one(app_->waiting);
}

Millis Gate::throttled(Millis now, std::optional<Millis> retry_after) {
  const std::lock_guard lock(app_->guard);
  // What was in flight together is refused together and counts once.
  if (now >= not_before_) ++throttled_in_a_row_;
  Millis wait = retry_after.value_or(0);
  if (!retry_after || throttled_in_a_row_ > 1) {
    wait = std::max(wait, throttle_backoff(std::max(1, throttled_in_a_row_), app_->random()));
  }
  not_before_ = std::max(not_before_, now + wait);
  return not_before_;
}

void Gate::accepted(Millis now) {
  const std::lock_guard lock(app_->guard);
  if (now >= not_before_) throttled_in_a_row_ = 0;
}

Millis Gate::not_before() {
  const std::lock_guard lock(app_->guard);
  return not_before_;
}

void Gate::tighten(const GateLimits& limits) {
  const std::lock_guard lock(app_->guard);
  limits_.in_flight = std::max(1, std::min(limits_.in_flight, limits.in_flight));
  pace_.tighten(limits.budget, limits.budget_window);
}

GateKeeper::GateKeeper(int most_in_flight_per_app, std::function<double()> random)
    : most_in_flight_(std::max(1, most_in_flight_per_app)),
      random_(random ? std::move(random) : system_random) {}

std::shared_ptr<Gate> GateKeeper::gate(const std::string& app, const std::string& mailbox,
                                       const GateLimits& limits) {
  const std::lock_guard lock(guard_);
  App& entry = apps_[app];
  if (!entry.shared) {
    entry.shared = std::make_shared<AppGates>();
    entry.shared->most_in_flight = most_in_flight_;
    entry.shared->random = random_;
  }
  auto& gate = entry.gates[mailbox];
  if (gate) {
    gate->tighten(limits);
  } else {
    gate = std::make_shared<Gate>(entry.shared, limits);
  }
  return gate;
}

}  // namespace relais::http
