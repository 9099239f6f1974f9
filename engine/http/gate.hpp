// Who may send to a mailbox now. Everything that one app sends to one mailbox goes through one
// Gate, whichever plugin or entity it comes from.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "engine/base/clock.hpp"
#include "engine/http/pace.hpp"

namespace relais::http {

struct GateLimits {
  int in_flight = 4;
  int budget = 10'000;
  Millis budget_window = 600'000;
};

/// Wakes a thread that waits for an answer or for a place. Thread-safe; takes no other lock.
class Signal {
 public:
  void raise();
  /// Until raised or `timeout` is over, in real time; lowers it.
  void wait(std::chrono::milliseconds timeout);

 private:
  std::mutex guard_;
  std::condition_variable changed_;
  bool raised_ = false;
};

/// What the gates of one app in one tenant share; one lock for all of them.
struct AppGates {
  std::mutex guard;
  int in_flight = 0;
  int most_in_flight = 64;
  std::function<double()> random;  ///< [0, 1)
  std::deque<std::weak_ptr<Signal>> waiting;
};

/// Thread-safe.
class Gate {
 public:
  Gate(std::shared_ptr<AppGates> app, const GateLimits& limits);

  enum class Entry { granted, busy, later };
  struct Permit {
    Entry entry = Entry::granted;
    Millis at = 0;  ///< with `later`
  };
  /// `granted`: a place is taken until `leave`. `busy`: `waiter`, unless null, is raised when one
  /// may be free.
  Permit enter(Millis now, const std::shared_ptr<Signal>& waiter);
  void leave();

  /// The other side answered 429 (or 503 with Retry-After). Answers until when everybody waits.
  Millis throttled(Millis now, std::optional<Millis> retry_after);
  /// It took a request: the next throttling is the first again.
  void accepted(Millis now);
  Millis not_before();
  void tighten(const GateLimits& limits);

 private:
  std::shared_ptr<AppGates> app_;  ///< its lock guards all that follows
  GateLimits limits_;
  Pace pace_;
  int in_flight_ = 0;
  Millis not_before_ = 0;
  int throttled_in_a_row_ = 0;
  std::deque<std::weak_ptr<Signal>> waiting_;
};

/// Hands out the gate of a mailbox. Thread-safe.
class GateKeeper {
 public:
  /// `random` in [0, 1) for the jitter; the default is a generator seeded by the system.
  explicit GateKeeper(int most_in_flight_per_app = 64, std::function<double()> random = {});

  /// `app` is one registration in one tenant. The strictest of all limits given for a gate holds.
  std::shared_ptr<Gate> gate(const std::string& app, const std::string& mailbox,
                             const GateLimits& limits);
  const std::function<double()>& random() const { return random_; }

 private:
  struct App {
    std::shared_ptr<AppGates> shared;
    std::map<std::string, std::shared_ptr<Gate>> gates;
  };
  std::mutex guard_;
  int most_in_flight_;
  std::function<double()> random_;
  std::map<std::string, App> apps_;
};

}  // namespace relais::http
