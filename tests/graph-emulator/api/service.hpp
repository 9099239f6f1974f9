// Everything that one emulated service consists of.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "tests/graph-emulator/auth/tokens.hpp"
#include "tests/graph-emulator/faults.hpp"
#include "tests/graph-emulator/odata/links.hpp"
#include "tests/graph-emulator/request_log.hpp"
#include "tests/graph-emulator/state/settings.hpp"
#include "tests/graph-emulator/state/world.hpp"

namespace relais::emulator {

/// Thread-safe, as all its parts are.
class Service {
 public:
  explicit Service(std::shared_ptr<Clock> clock) : clock_(std::move(clock)) {}

  World world;
  Tokens tokens;
  Faults faults;
  Links links;
  RequestLog log;

  /// Mails that the service would have sent to third parties, because of attendees.
  std::atomic<std::int64_t> invitations{0};

  Millis now() { return clock_->now() + offset_; }
  void advance(std::int64_t by) { offset_ += by; }

  std::shared_ptr<const Settings> settings() const {
    const std::lock_guard lock(mutex_);
    return settings_;
  }
  void set(Settings settings) {
    const std::lock_guard lock(mutex_);
    settings_ = std::make_shared<const Settings>(std::move(settings));
  }

  /// Real waiting, ended early when the server stops.
  void wait(std::int64_t milliseconds) {
    if (milliseconds <= 0) return;
    std::unique_lock lock(mutex_);
    stop_.wait_for(lock, std::chrono::milliseconds(milliseconds), [this] { return stopping_; });
  }
  void start_waiting() {
    const std::lock_guard lock(mutex_);
    stopping_ = false;
  }
  void stop_waiting() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    stop_.notify_all();
  }

  /// In flight per (tenant, app), for `Settings::app_concurrency`.
  Load& app_load(const std::string& tenant) {
    const std::lock_guard lock(mutex_);
    auto& load = app_loads_[tenant];
    if (!load) load = std::make_unique<Load>();
    return *load;
  }

 private:
  std::shared_ptr<Clock> clock_;
  std::atomic<std::int64_t> offset_{0};
  mutable std::mutex mutex_;  // guards what follows
  std::shared_ptr<const Settings> settings_ = std::make_shared<const Settings>();
  std::map<std::string, std::unique_ptr<Load>> app_loads_;
  std::condition_variable stop_;
  bool stopping_ = false;
};

/// Scheme, host and port as the client sees them: the root of all links.
std::string base_url(const Request& request, const Settings& settings);

/// Answers any request: token endpoint, Graph, control interface.
Response answer(Service& service, const Request& request);

}  // namespace relais::emulator
