// The one place for time zones: wall clocks, instants, and what lies between when clocks change.
#pragma once

#include <date/date.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace relais::agenda {

/// The IANA name of a zone that goes by this name, IANA's own or Windows'; empty if nobody knows
/// it.
std::string iana_name(std::string_view name);

/// What a wall clock means.
struct Moment {
  date::sys_seconds utc{};
  date::local_seconds local{};  ///< as given; moved on by the gap if it is missing (02:30: 03:30)
  bool ambiguous = false;       ///< the clocks show it twice; `utc` is the first time
  bool missing = false;         ///< the clocks never show it
};

/// `zone` is one that `iana_name` has given. Rules hold for ever, beyond what the system's tz files
/// spell out, too.
Moment resolve(date::local_seconds wall, const std::string& zone);
date::local_seconds to_local(date::sys_seconds utc, const std::string& zone);

// ---- as text ------------------------------------------------------------------------------------

std::string iso(date::local_seconds wall);  ///< 2026-05-01T09:00:00
std::string iso(date::sys_seconds utc);     ///< the same, without a Z
std::string iso(date::local_days day);      ///< 2026-05-01

/// Nothing unless it is exactly YYYY-MM-DD and such a day exists.
std::optional<date::local_days> read_day(std::string_view text);
/// Nothing unless it is exactly HH:MM of a day.
std::optional<std::chrono::minutes> read_clock(std::string_view text);
/// Nothing unless it is exactly YYYY-MM-DDTHH:MM.
std::optional<date::local_seconds> read_wall(std::string_view text);

}  // namespace relais::agenda
