// Who asks how much of a mailbox, and when that is too much.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "engine/base/clock.hpp"
#include "tests/graph-emulator/refusal.hpp"
#include "tests/graph-emulator/state/settings.hpp"

namespace relais::emulator {

/// The load of one mailbox, per application. Thread-safe.
class Load {
 public:
  /// Counts a request in, or refuses it with 429. What was counted in must be counted out.
  Answer<> enter(const std::string& app, const Settings& settings, Millis now);
  void leave(const std::string& app);

  struct Numbers {
    std::int64_t in_flight = 0;
    std::int64_t max_in_flight = 0;
    std::int64_t accepted = 0;
    std::int64_t refused = 0;  ///< 429 by concurrency or budget
  };
  Numbers numbers() const;
  void clear_numbers();

 private:
  struct Counter {
    std::int64_t in_flight = 0;
    std::int64_t spent = 0;                              ///< within the window
    std::deque<std::pair<Millis, std::int64_t>> window;  ///< (start of slice, requests)
  };
  void forget_old(Counter& counter, const Settings& settings, Millis now) const;

  mutable std::mutex mutex_;
  std::map<std::string, Counter> counters_;
  Numbers numbers_;
};

/// Counts a request out when it goes out of scope.
class Permit {
 public:
  Permit() = default;
  Permit(Load& load, std::string app) : load_(&load), app_(std::move(app)) {}
  Permit(Permit&& other) noexcept
      : load_(std::exchange(other.load_, nullptr)), app_(std::move(other.app_)) {}
  Permit& operator=(Permit&& other) noexcept {
    release();
    load_ = std::exchange(other.load_, nullptr);
    app_ = std::move(other.app_);
    return *this;
  }
  ~Permit() { release(); }
  void release() {
    if (load_ != nullptr) std::exchange(load_, nullptr)->leave(app_);
  }

 private:
  Load* load_ = nullptr;
  std::string app_;
};

}  // namespace relais::emulator
