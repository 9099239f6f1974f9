// Graph's patternedRecurrence of a rule.
#include <algorithm>
#include <array>

#include "plugins/agenda/recurrence.hpp"
#include "plugins/agenda/zone.hpp"

namespace relais::agenda {
namespace {

namespace json = boost::json;

/// Outlook takes no more.
constexpr int most_in_range = 999;
constexpr int longest_interval_days = 999, longest_interval = 99;

constexpr std::array<std::string_view, 7> weekdays{"sunday",   "monday", "tuesday", "wednesday",
                                                   "thursday", "friday", "saturday"};

std::string_view name_of(date::weekday day) { return weekdays[day.c_encoding()]; }

std::string_view index_name(int ordinal) {
  switch (ordinal) {
    case 1:
      return "first";
    case 2:
      return "second";
    case 3:
      return "third";
    case 4:
      return "fourth";
    case -1:
      return "last";
    default:
      return "";
  }
}

json::array names_of(std::vector<date::weekday> days) {
  std::sort(days.begin(), days.end(),
            [](auto left, auto right) { return left.c_encoding() < right.c_encoding(); });
  days.erase(std::unique(days.begin(), days.end()), days.end());
  json::array names;
  for (const date::weekday day : days) names.push_back(json::value(name_of(day)));
  return names;
}

/// One day of the week, a working day, a day of the weekend, any day: other sets have no "second"
/// in Outlook.
bool has_index(const json::array& names) {
  const bool weekend = names == json::array{"sunday", "saturday"};
  const bool working = names == json::array{"monday", "tuesday", "wednesday", "thursday", "friday"};
  return names.size() == 1 || weekend || working || names.size() == 7;
}

/// "The second Tuesday", "the last working day".
struct Relative {
  json::array days;
  std::string_view index;
};

std::optional<Relative> relative_of(const Rule& rule) {
  if (rule.days.empty() || rule.positions.size() > 1) return std::nullopt;
  std::vector<date::weekday> days;
  for (const auto& [ordinal, day] : rule.days) days.push_back(day);
  int index = rule.positions.empty() ? 0 : rule.positions.front();
  const bool ordinals = std::any_of(rule.days.begin(), rule.days.end(),
                                    [](const auto& day) { return day.first != 0; });
  if (ordinals) {
    if (rule.days.size() != 1 || !rule.positions.empty()) return std::nullopt;
    index = rule.days.front().first;
  }
  Relative relative{names_of(std::move(days)), index_name(index)};
  if (relative.index.empty() || !has_index(relative.days)) return std::nullopt;
  return relative;
}

void put_relative(json::object& pattern, std::string_view type, Relative relative) {
  pattern["type"] = type;
  pattern["daysOfWeek"] = std::move(relative.days);
  pattern["index"] = relative.index;
}

bool put_weekly(json::object& pattern, const Rule& rule, date::local_days first) {
  if (!rule.months.empty() || !rule.month_days.empty() || !rule.positions.empty()) return false;
  std::vector<date::weekday> days;
  for (const auto& [ordinal, day] : rule.days) days.push_back(day);
  if (days.empty()) days.emplace_back(first);
  pattern["type"] = "weekly";
  pattern["daysOfWeek"] = names_of(std::move(days));
  pattern["firstDayOfWeek"] = name_of(rule.week_start);
  return true;
}

/// A day that some months lack is left out by RFC 5545, and moved to the month's end by Outlook.
bool put_monthly(json::object& pattern, const Rule& rule, date::local_days first) {
  if (!rule.months.empty()) return false;
  if (!rule.days.empty()) {
    auto relative = rule.month_days.empty() ? relative_of(rule) : std::nullopt;
    if (relative) put_relative(pattern, "relativeMonthly", std::move(*relative));
    return relative.has_value();
  }
  if (rule.month_days.size() > 1 || !rule.positions.empty()) return false;
  const unsigned own = static_cast<unsigned>(date::year_month_day(first).day());
  const int day = rule.month_days.empty() ? static_cast<int>(own) : rule.month_days.front();
  if (day < 1 || day > 28) return false;
  pattern["type"] = "absoluteMonthly";
  pattern["dayOfMonth"] = day;
  return true;
}

bool put_yearly(json::object& pattern, const Rule& rule, date::local_days first) {
  const date::year_month_day own(first);
  if (rule.months.size() > 1) return false;
  const int month = rule.months.empty() ? static_cast<int>(static_cast<unsigned>(own.month()))
                                        : rule.months.front();
  if (!rule.days.empty()) {  // without a month these are the year's
    auto relative =
        rule.months.empty() || !rule.month_days.empty() ? std::nullopt : relative_of(rule);
    if (!relative) return false;
    put_relative(pattern, "relativeYearly", std::move(*relative));
    pattern["month"] = month;
    return true;
  }
  if (rule.month_days.size() > 1 || !rule.positions.empty()) return false;
  if (rule.months.empty() && !rule.month_days.empty()) return false;  // of every month
  const int day = rule.month_days.empty() ? static_cast<int>(static_cast<unsigned>(own.day()))
                                          : rule.month_days.front();
  const date::year_month_day sample{date::year{2001}, date::month(static_cast<unsigned>(month)),
                                    date::day(static_cast<unsigned>(std::max(day, 0)))};
  if (!sample.ok()) return false;
  pattern["type"] = "absoluteYearly";
  pattern["dayOfMonth"] = day;
  pattern["month"] = month;
  return true;
}

bool put_pattern(json::object& pattern, const Rule& rule, date::local_days first) {
  switch (rule.every) {
    case Rule::Every::day:
      pattern["type"] = "daily";
      return rule.days.empty() && rule.months.empty() && rule.month_days.empty() &&
             rule.positions.empty();
    case Rule::Every::week:
      return put_weekly(pattern, rule, first);
    case Rule::Every::month:
      return put_monthly(pattern, rule, first);
    case Rule::Every::year:
      break;
  }
  return put_yearly(pattern, rule, first);
}

/// The last day on which it may take place; nothing if that lies beyond all calendars.
std::optional<date::local_days> last_day(const Rule& rule) {
  const date::local_days first = date::floor<date::days>(rule.start);
  if (rule.until) {
    const date::local_days day = date::floor<date::days>(*rule.until);
    const auto clock = rule.start - date::local_seconds(first);
    return date::local_seconds(day) + clock <= *rule.until ? day : day - date::days{1};
  }
  const date::local_seconds end_of_time{date::local_days{date::year{9999} / 12 / 31}};
  const Occurrences all = occurrences_of(rule, end_of_time);
  if (all.lost || all.starts.empty()) return std::nullopt;
  return date::floor<date::days>(all.starts.back());
}

bool put_range(json::object& range, const Rule& rule, date::local_days first) {
  range["type"] = "noEnd";
  range["startDate"] = iso(first);
  range["recurrenceTimeZone"] = rule.zone;
  if (rule.count && *rule.count <= most_in_range) {
    range["type"] = "numbered";
    range["numberOfOccurrences"] = *rule.count;
  } else if (rule.count || rule.until) {
    const auto last = last_day(rule);
    if (!last) return true;
    if (*last < first) return false;
    range["type"] = "endDate";
    range["endDate"] = iso(*last);
  }
  return true;
}

}  // namespace

std::optional<json::object> pattern_of(const Rule& rule) {
  const date::local_days first = date::floor<date::days>(rule.start);
  const int longest = rule.every == Rule::Every::day ? longest_interval_days : longest_interval;
  if (rule.exotic || rule.interval < 1 || rule.interval > longest) return std::nullopt;
  if (resolve(rule.start, rule.zone).missing) return std::nullopt;
  if (!occurrences_of(rule, rule.start).fits) return std::nullopt;
  json::object pattern, range;
  if (!put_pattern(pattern, rule, first) || !put_range(range, rule, first)) return std::nullopt;
  pattern["interval"] = rule.interval;
  json::object recurrence;
  recurrence["pattern"] = std::move(pattern);
  recurrence["range"] = std::move(range);
  return recurrence;
}

}  // namespace relais::agenda
