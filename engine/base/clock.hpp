// Time comes from a Clock that is passed in, so that tests need no sleeps.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/error.hpp"

namespace relais {

/// Milliseconds since 1970-01-01T00:00:00Z. The only instant type of the engine.
using Millis = std::int64_t;

/// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Millis now() = 0;
  /// Waits (or, in tests, moves time on) by `duration`.
  virtual void sleep(std::chrono::milliseconds duration) = 0;
};

class SystemClock final : public Clock {
 public:
  Millis now() override;
  void sleep(std::chrono::milliseconds duration) override;
};

/// `2026-05-01T09:00:00.000Z`, the form of every timestamp in store and ledger.
std::string format_utc(Millis instant);
/// The inverse; accepts 0 to 9 fraction digits.
Result<Millis> parse_utc(std::string_view text);
/// `2026-05-01`, the date of `instant` in the IANA zone `time_zone`.
Result<std::string> local_date(Millis instant, std::string_view time_zone);

/// Days from `today` to `day`, both YYYY-MM-DD; negative: past.
Result<std::int64_t> days_between(std::string_view today, std::string_view day);

}  // namespace relais
