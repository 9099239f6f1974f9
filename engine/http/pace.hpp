// The budget of a mailbox: so many requests in any window of so many milliseconds.
#pragma once

#include <array>
#include <cstdint>

#include "engine/base/clock.hpp"

namespace relais::http {

/// Requests go unhindered while four fifths of the budget last; the rest is spread evenly over the
/// time until the oldest requests leave the window, so that a burst never ends in minutes of
/// silence. Not thread-safe.
class Pace {
 public:
  Pace(int budget, Millis window);

  /// When the next request may start: `now`, or a later instant.
  Millis earliest(Millis now);
  void count(Millis now);
  void tighten(int budget, Millis window);
  /// Of the window that ends now.
  std::int64_t counted(Millis now);

 private:
  static constexpr std::int64_t slices = 60;
  void roll(Millis now);

  std::int64_t budget_;
  Millis slice_;
  // One more than the window has: the slice that runs and the one that is half out both count.
  std::array<std::uint32_t, slices + 1> counts_{};
  std::int64_t current_ = 0;
  std::int64_t total_ = 0;
  Millis last_ = 0;
};

}  // namespace relais::http
