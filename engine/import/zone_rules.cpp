#include <date/tz.h>

#include <algorithm>
#include <stdexcept>

#include "engine/import/calendar_time.hpp"

namespace relais::import {
namespace {

constexpr int kFirstYear = 2015, kLastYear = 2037;
constexpr std::size_t kMostObservances = 200;

/// From this instant on the clocks are so far ahead of UTC.
struct Onset {
  date::sys_seconds at{};
  std::chrono::seconds offset{};
};

/// +0100, -033045
std::optional<std::chrono::seconds> read_offset(const std::string& text) {
  if (text.size() != 5 && text.size() != 7) return std::nullopt;
  if (text[0] != '+' && text[0] != '-') return std::nullopt;
  int part[3] = {};
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    part[(i - 1) / 2] = part[(i - 1) / 2] * 10 + (text[i] - '0');
  }
  const std::chrono::seconds offset =
      std::chrono::hours(part[0]) + std::chrono::minutes(part[1]) + std::chrono::seconds(part[2]);
  return text[0] == '-' ? -offset : offset;
}

/// "The last Sunday of March", the only rule that clocks follow.
struct Yearly {
  unsigned month = 0;
  int nth = 0;
  date::weekday day;
  std::optional<date::local_seconds> until;
};

std::string part_of_rule(const std::string& rule, std::string_view name) {
  const std::string all = ';' + rule;
  const auto at = all.find(';' + std::string(name) + '=');
  if (at == std::string::npos) return {};
  const auto begin = at + name.size() + 2;
  return all.substr(begin, all.find(';', begin) - begin);
}

std::optional<Yearly> read_yearly(const std::string& rule) {
  static constexpr std::string_view days = "SUMOTUWETHFRSA";
  const std::string by_day = part_of_rule(rule, "BYDAY"), by_month = part_of_rule(rule, "BYMONTH");
  if (part_of_rule(rule, "FREQ") != "YEARLY" || by_day.size() < 3 || by_day.size() > 4)
    return std::nullopt;
  for (const std::string_view other : {"COUNT", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"})
    if (!part_of_rule(rule, other).empty()) return std::nullopt;
  if (const auto every = part_of_rule(rule, "INTERVAL"); !every.empty() && every != "1")
    return std::nullopt;
  Yearly yearly;
  const auto weekday = days.find(by_day.substr(by_day.size() - 2));
  const bool back = by_day[0] == '-';
  const char digit = by_day[by_day.size() - 3];
  if (weekday == std::string_view::npos || weekday % 2 || digit < '1' || digit > '4')
    return std::nullopt;
  if (by_day.size() == 4 && !back && by_day[0] != '+') return std::nullopt;
  yearly.day = date::weekday(static_cast<unsigned>(weekday / 2));
  yearly.nth = back ? -(digit - '0') : digit - '0';
  if (by_month.empty() || by_month.size() > 2) return std::nullopt;
  for (const char c : by_month) {
    if (c < '0' || c > '9') return std::nullopt;
    yearly.month = yearly.month * 10 + static_cast<unsigned>(c - '0');
  }
  if (yearly.month < 1 || yearly.month > 12) return std::nullopt;
  if (const auto until = part_of_rule(rule, "UNTIL"); !until.empty()) {
    const auto time = bare_time(until);
    if (!time) return std::nullopt;
    yearly.until = time->wall + date::days{1};  // in UTC or not: no zone changes twice in a day
  }
  return yearly;
}

date::local_days day_in(int year, const Yearly& rule) {
  const date::year_month month = date::year{year} / date::month{rule.month};
  if (rule.nth > 0) return date::local_days{month / rule.day[1]} + date::weeks{rule.nth - 1};
  return date::local_days{month / rule.day[date::last]} + date::weeks{rule.nth + 1};
}

/// False: it cannot be followed.
bool add_onsets(const CalendarPart& observance, std::vector<Onset>& onsets,
                std::optional<Onset>& earliest) {
  const auto from = read_offset(observance.text("TZOFFSETFROM"));
  const auto to = read_offset(observance.text("TZOFFSETTO"));
  // Windows' definitions begin in 1601.
  std::string text = observance.text("DTSTART");
  if (text.size() >= 4 && text.compare(0, 4, "1900") < 0) text.replace(0, 4, "1900");
  const auto start = bare_time(text);
  if (!from || !to || !start) return false;
  const auto add = [&](date::local_seconds wall) {
    onsets.push_back({date::sys_seconds(wall.time_since_epoch() - *from), *to});
  };
  if (!earliest || start->wall.time_since_epoch() < earliest->at.time_since_epoch())
    earliest = Onset{date::sys_seconds(start->wall.time_since_epoch()), *from};
  add(start->wall);
  for (const ContentLine* line : observance.all("RDATE"))
    for (const std::string_view each : split_raw(line->value, ',')) {
      const auto time = bare_time(each);
      if (!time) return false;
      add(time->wall);
    }
  const std::string rule = observance.word("RRULE");
  if (rule.empty()) return true;
  const auto yearly = read_yearly(rule);
  if (!yearly) return false;
  const auto clock = start->wall - date::floor<date::days>(start->wall);
  for (int year = kFirstYear - 1; year <= kLastYear; ++year) {
    const date::local_seconds wall = date::local_seconds(day_in(year, *yearly)) + clock;
    if (wall > start->wall && (!yearly->until || wall < *yearly->until)) add(wall);
  }
  return true;
}

/// Once a week at noon: no change of the clocks is missed by more.
std::vector<Onset> samples_of(const std::vector<Onset>& onsets, const Onset& earliest) {
  std::vector<Onset> samples;
  std::size_t next = 0;
  std::chrono::seconds offset = earliest.offset;
  const date::sys_days first = date::year{kFirstYear} / 1 / 1,
                       last = date::year{kLastYear} / 12 / 1;
  for (date::sys_days day = first; day < last; day += date::weeks{1}) {
    const date::sys_seconds at = date::sys_seconds(day) + std::chrono::hours(12);
    while (next < onsets.size() && onsets[next].at <= at) offset = onsets[next++].offset;
    samples.push_back({at, offset});
  }
  return samples;
}

bool matches(const date::time_zone& zone, const std::vector<Onset>& samples) {
  try {
    return std::all_of(samples.begin(), samples.end(), [&](const Onset& sample) {
      return zone.get_info(sample.at).offset == sample.offset;
    });
  } catch (const std::runtime_error&) {
    return false;  // a file in the zones' folder that is none
  }
}

}  // namespace

std::string zone_of_rules(const CalendarPart& vtimezone, const std::string& first_choice) {
  std::vector<Onset> onsets;
  std::optional<Onset> earliest;
  if (vtimezone.parts.size() > kMostObservances) return {};
  for (const CalendarPart& observance : vtimezone.parts)
    if ((observance.name == "STANDARD" || observance.name == "DAYLIGHT") &&
        !add_onsets(observance, onsets, earliest))
      return {};
  if (onsets.empty()) return {};
  std::stable_sort(onsets.begin(), onsets.end(),
                   [](const Onset& left, const Onset& right) { return left.at < right.at; });
  const std::vector<Onset> samples = samples_of(onsets, *earliest);
  if (matches(*date::locate_zone(first_choice), samples)) return first_choice;
  for (const std::string_view region : {"Europe/", "Etc/", "America/", "Asia/", ""})
    for (const date::time_zone& zone : date::get_tzdb().zones)
      if (zone.name().starts_with(region) && zone.name().find('/') != std::string::npos &&
          !zone.name().starts_with("posix/") && !zone.name().starts_with("right/") &&
          matches(zone, samples))
        return zone.name();
  return {};
}

}  // namespace relais::import
