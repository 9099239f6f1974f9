// The recurrence of an event: what a client may write, and the dates that it means.
#pragma once

#include <date/date.h>

#include <limits>
#include <vector>

#include "engine/base/json.hpp"
#include "tests/graph-emulator/refusal.hpp"

namespace relais::emulator {

/// Every member that the pattern's type and the range's type need, and no other but with the value
/// that means nothing. Given back as the service shows it: with all members.
Answer<json::value> check_recurrence(std::string_view name, const json::value& value);

struct Recurrence {
  enum class Type {
    daily,
    weekly,
    absolute_monthly,
    relative_monthly,
    absolute_yearly,
    relative_yearly
  };
  Type type = Type::daily;
  int interval = 1;
  unsigned month = 0;
  unsigned day_of_month = 0;
  std::vector<date::weekday> days;  ///< in the order of a week that starts with `week_start`
  date::weekday week_start = date::Sunday;
  unsigned index = 1;  ///< 1 to 4; 5 is the last
  date::local_days start;
  date::local_days end = date::local_days::max();
  int count = std::numeric_limits<int>::max();
};

/// What `check_recurrence` has let through.
Recurrence recurrence_of(const json::value& value);
/// Its dates from `from` to `until`, both included, in order; at most `most`.
std::vector<date::local_days> dates_of(const Recurrence& recurrence, date::local_days from,
                                       date::local_days until,
                                       std::size_t most = std::numeric_limits<std::size_t>::max());

/// "2026-05-01"
std::optional<date::local_days> parse_date(std::string_view text);
std::string format_date(date::local_days day);

}  // namespace relais::emulator
