// Wall clocks in named zones, as the service takes and shows them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/clock.hpp"

namespace date {
class time_zone;
}

namespace relais::emulator {

/// A wall clock, in milliseconds as if it were one of UTC.
using Wall = std::int64_t;

constexpr std::int64_t day_ms = 86'400'000;

/// "2026-05-01T09:00:00" with up to 7 fraction digits; nothing with an offset or a 'Z'.
std::optional<Wall> parse_wall(std::string_view text);
/// "2026-05-01T09:00:00.0000000"
std::string format_wall(Wall wall);
/// 00:00 of the same date.
Wall midnight(Wall wall);

/// By IANA or Windows name, case-sensitive; null if there is none.
const date::time_zone* find_zone(std::string_view name);
/// A wall clock that a change of the clocks leaves out is the instant of that change; of one that
/// comes twice the first is meant.
Millis to_utc(Wall wall, const date::time_zone& zone);
Wall to_wall(Millis instant, const date::time_zone& zone);

}  // namespace relais::emulator
