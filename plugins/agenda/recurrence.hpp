// Repeated appointments: the rule of RFC 5545, Graph's pattern where it means the same, and the
// single occurrences where it does not.
#pragma once

#include <date/date.h>

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugins/agenda/item.hpp"

namespace relais::agenda {

/// A rule together with what it starts from. All its times are wall clocks in `zone`.
struct Rule {
  enum class Every { day, week, month, year };

  std::string text;  ///< without UNTIL and COUNT
  date::local_seconds start{};
  bool all_day = false;
  std::string zone;
  std::optional<int> count;                  ///< the start counts
  std::optional<date::local_seconds> until;  ///< included

  Every every = Every::day;
  int interval = 1;
  date::weekday week_start = date::Monday;
  std::vector<std::pair<int, date::weekday>> days;  ///< (0: each; 2: the second; -1: the last)
  std::vector<int> month_days, months, positions;
  bool exotic = false;  ///< has parts that none of the above holds
};

/// Nothing: it is no rule of RFC 5545, or one that repeats more often than appointments do
/// (seconds, minutes, hours), or one of another calendar.
std::optional<Rule> read_rule(std::string_view rrule, date::local_seconds start, bool all_day,
                              const std::string& zone);

/// When it takes place.
struct Occurrences {
  std::vector<date::local_seconds> starts;  ///< ascending; the rule's start is always one
  std::optional<date::local_seconds> next;  ///< the first one after them
  bool fits = true;   ///< the rule itself gives its start; else that is one more
  bool cut = false;   ///< there were too many: the oldest are missing
  bool lost = false;  ///< it was not followed to its end: it would not come to one
};

/// Up to `through`, included. At most 10,000, whatever the rule.
Occurrences occurrences_of(const Rule& rule, date::local_seconds through);

/// Graph's patternedRecurrence with exactly the same occurrences; nothing if there is none.
std::optional<boost::json::object> pattern_of(const Rule& rule);

}  // namespace relais::agenda
