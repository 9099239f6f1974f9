#include "tests/graph-emulator/state/recurrence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace relais::emulator {
namespace {

using Type = Recurrence::Type;
using date::local_days;

constexpr std::array<std::string_view, 7> day_names = {"sunday",   "monday", "tuesday", "wednesday",
                                                       "thursday", "friday", "saturday"};

local_days first_of_week(local_days day, date::weekday week_start) {
  return day - (date::weekday{day} - week_start);
}

date::local_days clamped(date::year_month month, unsigned day) {
  const date::year_month_day_last last{month.year(), date::month_day_last{month.month()}};
  return local_days{month / std::min(date::day{day}, last.day())};
}

/// The `index`th day of the month that is one of `days`.
local_days relative(const Recurrence& recurrence, date::year_month month) {
  std::vector<local_days> fitting;
  const local_days end = local_days{(month + date::months{1}) / 1};
  for (local_days day = local_days{month / 1}; day < end; day += date::days{1})
    if (std::find(recurrence.days.begin(), recurrence.days.end(), date::weekday{day}) !=
        recurrence.days.end())
      fitting.push_back(day);
  return recurrence.index > 4 ? fitting.back() : fitting[recurrence.index - 1];
}

date::year_month month_of(local_days day) {
  const date::year_month_day ymd{day};
  return ymd.year() / ymd.month();
}

/// The dates of the nth day, week, month or year, in order.
std::vector<local_days> dates_of_period(const Recurrence& recurrence, int nth) {
  const int distance = nth * recurrence.interval;
  const date::year_month first = month_of(recurrence.start);
  switch (recurrence.type) {
    case Type::daily:
      return {recurrence.start + date::days{distance}};
    case Type::weekly: {
      const local_days week =
          first_of_week(recurrence.start, recurrence.week_start) + date::weeks{distance};
      std::vector<local_days> dates;
      for (const date::weekday day : recurrence.days)
        dates.push_back(week + (day - recurrence.week_start));
      return dates;
    }
    case Type::absolute_monthly:
      return {clamped(first + date::months{distance}, recurrence.day_of_month)};
    case Type::relative_monthly:
      return {relative(recurrence, first + date::months{distance})};
    case Type::absolute_yearly:
      return {clamped((first.year() + date::years{distance}) / date::month{recurrence.month},
                      recurrence.day_of_month)};
    case Type::relative_yearly:
      return {relative(recurrence,
                       (first.year() + date::years{distance}) / date::month{recurrence.month})};
  }
  return {};
}

}  // namespace

std::vector<local_days> dates_of(const Recurrence& recurrence, local_days from, local_days until,
                                 std::size_t most) {
  std::vector<local_days> dates;
  const local_days end = std::min(until, recurrence.end);
  int counted = 0;
  for (int nth = 0;; ++nth)
    for (const local_days day : dates_of_period(recurrence, nth)) {
      if (day < recurrence.start) continue;
      if (day > end || counted++ == recurrence.count || dates.size() == most) return dates;
      if (day >= from) dates.push_back(day);
    }
}

Recurrence recurrence_of(const json::value& value) {
  const json::object& pattern = value.at("pattern").as_object();
  const json::object& range = value.at("range").as_object();
  constexpr std::array<std::string_view, 6> types = {
      "daily", "weekly", "absoluteMonthly", "relativeMonthly", "absoluteYearly", "relativeYearly"};
  constexpr std::array<std::string_view, 5> indices = {"first", "second", "third", "fourth",
                                                       "last"};
  const auto place = [](const auto& names, std::string_view name) {
    return static_cast<unsigned>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  Recurrence recurrence;
  recurrence.type = static_cast<Type>(place(types, string_at(pattern, "type")));
  recurrence.interval = pattern.at("interval").to_number<int>();
  recurrence.month = pattern.at("month").to_number<unsigned>();
  recurrence.day_of_month = pattern.at("dayOfMonth").to_number<unsigned>();
  recurrence.week_start = date::weekday{place(day_names, string_at(pattern, "firstDayOfWeek"))};
  recurrence.index = place(indices, string_at(pattern, "index")) + 1;
  if (const json::value* days = pattern.if_contains("daysOfWeek"))
    for (const json::value& day : days->as_array())
      recurrence.days.emplace_back(place(day_names, std::string_view(day.as_string())));
  std::sort(recurrence.days.begin(), recurrence.days.end(),
            [&](date::weekday left, date::weekday right) {
              return left - recurrence.week_start < right - recurrence.week_start;
            });
  recurrence.start = parse_date(string_at(range, "startDate")).value();
  const auto kind = string_at(range, "type");
  if (kind == "endDate") recurrence.end = parse_date(string_at(range, "endDate")).value();
  if (kind == "numbered") recurrence.count = range.at("numberOfOccurrences").to_number<int>();
  return recurrence;
}

std::optional<local_days> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    const char* end = text.data() + at + size;
    const auto parsed = std::from_chars(text.data() + at, end, value);
    return parsed.ptr == end && value >= 0 ? value : -1;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const date::year_month_day ymd{date::year{year}, date::month{static_cast<unsigned>(month)},
                                 date::day{static_cast<unsigned>(day)}};
  if (!ymd.ok()) return std::nullopt;
  return local_days{ymd};
}

std::string format_date(local_days day) {
  const date::year_month_day ymd{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()),
                     static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
}

}  // namespace relais::emulator
