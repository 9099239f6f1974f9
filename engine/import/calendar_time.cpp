#include "engine/import/calendar_time.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <utility>

#include "engine/base/text.hpp"
#include "engine/import/zone.hpp"

namespace relais::import {
namespace {

/// Comparing rules takes time, and no calendar has that many zones of its own.
constexpr std::size_t kMostZones = 100;

bool only_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "/mozilla.org/20050126_1/Europe/Zurich" ends with a zone's name.
std::string zone_at_end(const std::string& tzid) {
  for (auto slash = tzid.find('/'); slash != std::string::npos; slash = tzid.find('/', slash + 1))
    if (std::string name = iana_name(std::string_view(tzid).substr(slash + 1));
        name.find('/') != std::string::npos)
      return name;
  return {};
}

std::string zone_named(const std::string& tzid) {
  constexpr std::size_t longest = 200;
  if (tzid.size() > longest) return {};
  std::string found = iana_name(tzid);
  return found.empty() ? zone_at_end(tzid) : found;
}

}  // namespace

CalendarZones::CalendarZones(std::string local)
    : local_(std::move(local)), windows_name_of_local_(windows_name(local_)) {}

void CalendarZones::add(const CalendarPart& vtimezone) {
  const std::string tzid = vtimezone.text("TZID");
  if (tzid.empty() || !zone_named(tzid).empty()) return;
  std::string zone = zone_named(vtimezone.text("X-LIC-LOCATION"));
  if (zone.empty() && defined_.size() < kMostZones) zone = zone_of_rules(vtimezone, local_);
  defined_[tzid] = zone;
}

std::string CalendarZones::find(const std::string& tzid) const {
  if (const auto known = defined_.find(tzid); known != defined_.end()) return known->second;
  return !tzid.empty() && tzid == windows_name_of_local_ ? local_ : zone_named(tzid);
}

date::sys_seconds CalendarTime::instant() const { return to_utc(wall, zone); }

std::optional<BareTime> bare_time(std::string_view value) {
  const bool utc = value.size() == 16 && value.back() == 'Z';
  const bool day = value.size() == 8;
  if (!day && !utc && value.size() != 15) return std::nullopt;
  if (!only_digits(value.substr(0, 8))) return std::nullopt;
  if (!day && (value[8] != 'T' || !only_digits(value.substr(9, 6)))) return std::nullopt;
  const icaltimetype read = icaltime_from_string(std::string(value).c_str());
  const date::year_month_day ymd{date::year{read.year},
                                 date::month{static_cast<unsigned>(read.month)},
                                 date::day{static_cast<unsigned>(read.day)}};
  // Before 1900 there is nothing to be reminded of, and zones were another matter.
  if (!ymd.ok() || read.year < 1900) return std::nullopt;
  BareTime time{date::local_seconds(date::local_days{ymd}), day, utc};
  if (day) return time;
  if (read.hour > 23 || read.minute > 59 || read.second > 60) return std::nullopt;
  time.wall += std::chrono::hours(read.hour) + std::chrono::minutes(read.minute) +
               std::chrono::seconds(std::min(read.second, 59));
  return time;
}

tl::expected<CalendarTime, LineError> read_time(const ContentLine& line, std::string_view value,
                                                const CalendarZones& zones) {
  const std::string text = normalise_line(value);
  const auto bare = bare_time(text);
  if (!bare) return LineFailure({line.line, line.name + " is no date or time"});
  if (!bare->day && line.has("VALUE", "DATE"))
    return LineFailure({line.line, line.name + " is said to be a date, and is a time"});
  if (bare->utc) return CalendarTime{bare->wall, "UTC", false, true};
  const std::string tzid = normalise_line(line.parameter("TZID"));
  if (bare->day || tzid.empty()) return CalendarTime{bare->wall, zones.local(), bare->day, false};
  const std::string zone = zones.find(tzid);
  if (zone.empty())
    return LineFailure({line.line, "the time zone of " + line.name + " is not known"});
  return CalendarTime{bare->wall, zone, false, false};
}

std::optional<Span> read_span(std::string_view value) {
  const std::string text = normalise_line(value);
  constexpr std::size_t longest = 32, most_digits = 6;
  if (text.empty() || text.size() > longest) return std::nullopt;
  std::size_t digits = 0;
  for (const char c : text) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits > most_digits) return std::nullopt;  // libical would let it overflow
  }
  const icaldurationtype read = icaldurationtype_from_string(text.c_str());
  if (icaldurationtype_is_bad_duration(read)) return std::nullopt;
  Span span{date::days(static_cast<int>(read.weeks * 7 + read.days)),
            std::chrono::hours(read.hours) + std::chrono::minutes(read.minutes) +
                std::chrono::seconds(read.seconds)};
  if (read.is_neg) span = {-span.days, -span.time};
  return span;
}

}  // namespace relais::import
