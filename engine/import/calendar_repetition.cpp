#include <libical/ical.h>

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/import/calendar_entry.hpp"
#include "engine/import/zone.hpp"

namespace relais::import {
namespace {

constexpr std::size_t kLongestRule = 1'000;

const char* problem_of_rule(const std::string& rule) {
  if (rule.size() > kLongestRule || rule.find('\0') != std::string::npos) return "is too long";
  if (rule.find("RSCALE=") != std::string::npos || rule.find("SKIP=") != std::string::npos)
    return "is one of another calendar than ours";
  std::size_t digits = 0;
  for (const char c : rule) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits > 8) return "cannot be understood";
  }
  if (const auto until = rule.find("UNTIL="); until != std::string::npos) {
    const auto begin = until + 6;
    if (!bare_time(rule.substr(begin, rule.find(';', begin) - begin)))
      return "cannot be understood";
  }
  switch (icalrecurrencetype_from_string(rule.c_str()).freq) {
    case ICAL_DAILY_RECURRENCE:
    case ICAL_WEEKLY_RECURRENCE:
    case ICAL_MONTHLY_RECURRENCE:
    case ICAL_YEARLY_RECURRENCE:
      return nullptr;
    case ICAL_NO_RECURRENCE:
      return "cannot be understood";
    default:
      return "repeats more often than daily";
  }
}

date::local_days date_in_zone(const CalendarTime& time, const CalendarTime& start) {
  if (time.day || time.zone == start.zone) return date::floor<date::days>(time.wall);
  return date::floor<date::days>(to_wall(time.instant(), start.zone));
}

/// The store leaves out days; a time that is not the start's leaves out nothing, unless it is
/// midnight: that is how some programs write a day.
bool is_start(const CalendarTime& time, const CalendarTime& start) {
  if (time.day || start.day) return true;
  const date::local_seconds wall =
      time.zone == start.zone ? time.wall : to_wall(time.instant(), start.zone);
  const auto clock = [](date::local_seconds moment) {
    return date::floor<std::chrono::minutes>(moment - date::floor<date::days>(moment));
  };
  return clock(wall) == clock(start.wall) || clock(time.wall) == std::chrono::minutes(0);
}

}  // namespace

std::optional<LineError> set_rule(const CalendarPart& part, Entry& entry) {
  const auto rules = part.all("RRULE");
  if (rules.size() > 1) return LineError{rules[1]->line, "more than one RRULE"};
  if (const ContentLine* line = part.find("EXRULE"))
    return LineError{line->line, "EXRULE is not supported"};
  std::string rule = rules.empty() ? std::string() : upper_ascii(normalise_line(rules[0]->value));
  std::erase(rule, ' ');
  if (!rule.empty())
    if (const char* problem = problem_of_rule(rule))
      return LineError{rules[0]->line, std::string("RRULE ") + problem};
  entry.repeated = !rule.empty();
  entry.record.values.emplace_back("rrule",
                                   rule.empty() ? std::nullopt : std::optional<std::string>(rule));
  return std::nullopt;
}

std::optional<LineError> set_exceptions(const CalendarPart& part, const CalendarContext& context,
                                        Entry& entry) {
  for (const ContentLine* line : part.all("EXDATE"))
    for (const std::string_view value : split_raw(line->value, ',')) {
      if (normalise_line(value).empty()) continue;
      const auto time = read_time(*line, value, context.zones);
      if (!time) return time.error();
      if (is_start(*time, entry.start)) {
        entry.exdates.push_back(date_in_zone(*time, entry.start));
      } else {
        context.warn({line->line, "an EXDATE is not the time of an occurrence: it has no effect"});
      }
    }
  for (const ContentLine* line : part.all("RDATE"))
    for (const std::string_view value : split_raw(line->value, ',')) {
      if (line->has("VALUE", "PERIOD")) return LineError{line->line, "RDATE with periods"};
      auto time = read_time(*line, value, context.zones);
      if (!time) return time.error();
      if (time->day != entry.start.day)
        return LineError{line->line, "RDATE and DTSTART are not both days, or both times"};
      entry.rdates.push_back(std::move(*time));
    }
  return std::nullopt;
}

}  // namespace relais::import
