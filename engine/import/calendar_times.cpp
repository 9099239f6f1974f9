#include <algorithm>

#include "engine/import/calendar_entry.hpp"
#include "engine/import/zone.hpp"

namespace relais::import {
namespace {

using namespace std::chrono_literals;

bool is_midnight(date::local_seconds wall) { return wall == date::floor<date::days>(wall); }

/// The wall clock of `time` in the zone of `start`.
date::local_seconds beside(const CalendarTime& time, const CalendarTime& start) {
  return time.zone == start.zone ? time.wall : to_wall(time.instant(), start.zone);
}

date::local_seconds after(const CalendarTime& start, const Span& span) {
  const CalendarTime day{start.wall + span.days, start.zone, false, false};
  return span.time == 0s ? day.wall : to_wall(day.instant() + span.time, start.zone);
}

/// The end as the file says it, not included; the start if it says none.
tl::expected<date::local_seconds, LineError> end_of(const CalendarPart& part,
                                                    const CalendarContext& context,
                                                    const CalendarTime& start) {
  if (const ContentLine* line = part.find("DTEND")) {
    const auto time = read_time(*line, line->value, context.zones);
    if (!time) return LineFailure(time.error());
    if (time->day != start.day)
      return LineFailure({line->line, "DTSTART and DTEND are not both days, or both times"});
    return beside(*time, start);
  }
  const ContentLine* line = part.find("DURATION");
  if (!line) return start.day ? start.wall + date::days{1} : start.wall;
  const auto span = read_span(line->value);
  if (!span) return LineFailure({line->line, "DURATION is no span of time"});
  return after(start, *span);
}

/// Whole days: the last one, which in the file is not included.
date::local_seconds last_day(date::local_seconds start, date::local_seconds end) {
  return std::max(start, date::local_seconds(date::ceil<date::days>(end) - date::days{1}));
}

void put(Record& record, const char* column, std::string value) {
  for (auto& [name, old] : record.values)
    if (name == column) {
      old = std::move(value);
      return;
    }
  record.values.emplace_back(column, std::move(value));
}

}  // namespace

void put_times(Record& record, const CalendarTime& start, date::local_seconds end) {
  put(record, "starts_at", wall_text(start.wall));
  put(record, "ends_at", wall_text(end));
  put(record, "time_zone", start.zone);
  put(record, "all_day", start.day ? "1" : "0");
}

std::optional<LineError> set_times(const CalendarPart& part, const CalendarContext& context,
                                   Entry& entry) {
  const ContentLine* line = part.find("DTSTART");
  if (!line) return LineError{part.line, "DTSTART is missing"};
  const auto start = read_time(*line, line->value, context.zones);
  if (!start) return start.error();
  entry.start = *start;
  const auto end = end_of(part, context, entry.start);
  if (!end) return end.error();
  if (*end < entry.start.wall) return LineError{line->line, "it ends before it begins"};
  entry.end = *end;
  // Some programs write whole days as midnights.
  if (part.word("X-MICROSOFT-CDO-ALLDAYEVENT") == "TRUE" && is_midnight(entry.start.wall) &&
      is_midnight(entry.end))
    entry.start.day = true;
  if (entry.start.day) {
    entry.end = last_day(entry.start.wall, entry.end);
  } else {
    entry.start.wall = date::floor<std::chrono::minutes>(entry.start.wall);
    entry.end = date::floor<std::chrono::minutes>(entry.end);
    if (entry.end <= entry.start.wall) {
      entry.end = entry.start.wall + 30min;
      context.warn({line->line, "it has no length: 30 minutes are taken"});
    }
  }
  put_times(entry.record, entry.start, entry.end);
  return std::nullopt;
}

}  // namespace relais::import
