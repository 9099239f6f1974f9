// What a client may write as a recurrence.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/graph-emulator/state/recurrence.hpp"
#include "tests/graph-emulator/state/schema.hpp"
#include "tests/graph-emulator/state/zone.hpp"

namespace relais::emulator {
namespace {

constexpr std::string_view no_date = "0001-01-01";
constexpr std::array<std::string_view, 7> day_words = {"sunday",   "monday", "tuesday", "wednesday",
                                                       "thursday", "friday", "saturday"};
constexpr std::array<std::string_view, 5> index_words = {"first", "second", "third", "fourth",
                                                         "last"};

/// Which members a type needs; every other may only say what means nothing.
struct Needs {
  std::string_view type;
  bool month, day_of_month, days, first_day, index;
};
constexpr std::array<Needs, 6> patterns = {{{"daily", false, false, false, false, false},
                                            {"weekly", false, false, true, true, false},
                                            {"absoluteMonthly", false, true, false, false, false},
                                            {"relativeMonthly", false, false, true, false, true},
                                            {"absoluteYearly", true, true, false, false, false},
                                            {"relativeYearly", true, false, true, false, true}}};

tl::unexpected<Refusal> invalid(std::string_view what) {
  return refuse(400, "ErrorInvalidRequest", fmt::format("The recurrence is not valid: {}.", what));
}

/// A member that is a number: within the limits if it is needed, else absent or 0.
Answer<std::int64_t> number(const json::object& object, std::string_view key, bool needed,
                            std::int64_t most) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr && !needed) return 0;
  if (value == nullptr) return invalid(fmt::format("{} is missing", key));
  if (!value->is_int64()) return wrong_type(key, "Edm.Int32");
  const std::int64_t given = value->get_int64();
  if (needed ? given < 1 || given > most : given != 0)
    return invalid(fmt::format("{} does not fit", key));
  return given;
}

Answer<std::string> word(const json::object& object, std::string_view key, bool needed,
                         bool may_lack, std::span<const std::string_view> words) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr)
    return may_lack ? Answer<std::string>(words[0]) : invalid(fmt::format("{} is missing", key));
  if (auto checked = check_word(key, *value, words); !checked) return refuse(checked.error());
  std::string given(value->get_string());
  if (!needed && given != words[0]) return invalid(fmt::format("{} does not fit", key));
  return given;
}

Answer<json::array> weekdays(const json::object& pattern, bool needed) {
  const json::value* value = pattern.if_contains("daysOfWeek");
  if (value == nullptr && !needed) return json::array{};
  if (value == nullptr) return invalid("daysOfWeek is missing");
  if (!value->is_array()) return wrong_type("daysOfWeek", "Collection");
  const json::array& days = value->get_array();
  for (std::size_t i = 0; i < days.size(); ++i) {
    if (auto checked = check_word("daysOfWeek", days[i], day_words); !checked)
      return refuse(checked.error());
    if (std::find(days.begin(), days.begin() + static_cast<std::ptrdiff_t>(i), days[i]) !=
        days.begin() + static_cast<std::ptrdiff_t>(i))
      return invalid("a day is given twice");
  }
  if (days.empty() == needed) return invalid("daysOfWeek does not fit");
  return days;
}

Answer<> only_members(const json::object& object, std::initializer_list<std::string_view> known,
                      std::string_view type) {
  for (const auto& [key, value] : object)
    if (std::find(known.begin(), known.end(), std::string_view(key.data(), key.size())) ==
        known.end())
      return wrong_type(std::string_view(key.data(), key.size()), type);
  return {};
}

Answer<json::object> check_pattern(const json::object& given) {
  if (auto only = only_members(
          given,
          {"type", "interval", "month", "dayOfMonth", "daysOfWeek", "firstDayOfWeek", "index"},
          "microsoft.graph.recurrencePattern");
      !only)
    return refuse(only.error());
  const auto needs = std::find_if(patterns.begin(), patterns.end(), [&](const Needs& one) {
    return one.type == string_at(given, "type");
  });
  if (needs == patterns.end()) return wrong_type("type", "microsoft.graph.recurrencePatternType");
  auto interval = number(given, "interval", true, needs->type == "daily" ? 999 : 99);
  if (!interval) return refuse(interval.error());
  auto month = number(given, "month", needs->month, 12);
  if (!month) return refuse(month.error());
  auto day = number(given, "dayOfMonth", needs->day_of_month, 31);
  if (!day) return refuse(day.error());
  if (needs->month && needs->day_of_month &&
      static_cast<unsigned>(*day) > static_cast<unsigned>(date::year_month_day_last{
                                        date::year{2024},
                                        date::month_day_last{date::month{static_cast<unsigned>(
                                            *month)}}}.day()))
    return invalid("there is no such day in this month");
  auto days = weekdays(given, needs->days);
  if (!days) return refuse(days.error());
  auto first_day = word(given, "firstDayOfWeek", needs->first_day, !needs->first_day, day_words);
  if (!first_day) return refuse(first_day.error());
  auto index = word(given, "index", needs->index, true, index_words);
  if (!index) return refuse(index.error());
  json::object pattern{
      {"type", needs->type}, {"interval", *interval}, {"month", *month}, {"dayOfMonth", *day}};
  if (needs->days) pattern["daysOfWeek"] = std::move(*days);
  pattern["firstDayOfWeek"] = std::move(*first_day);
  pattern["index"] = std::move(*index);
  return pattern;
}

Answer<std::string> day(const json::object& range, std::string_view key, bool needed) {
  const json::value* value = range.if_contains(key);
  if (value == nullptr && !needed) return std::string(no_date);
  if (value == nullptr) return invalid(fmt::format("{} is missing", key));
  const std::string_view text = string_at(range, key);
  if (!parse_date(text)) return wrong_type(key, "Edm.Date");
  if (needed ? text < "1601" : text != no_date) return invalid(fmt::format("{} does not fit", key));
  return std::string(text);
}

Answer<json::object> check_range(const json::object& given) {
  if (auto only = only_members(
          given, {"type", "startDate", "endDate", "numberOfOccurrences", "recurrenceTimeZone"},
          "microsoft.graph.recurrenceRange");
      !only)
    return refuse(only.error());
  const std::string_view type = string_at(given, "type");
  if (type != "endDate" && type != "noEnd" && type != "numbered")
    return wrong_type("type", "microsoft.graph.recurrenceRangeType");
  auto start = day(given, "startDate", true);
  if (!start) return refuse(start.error());
  auto end = day(given, "endDate", type == "endDate");
  if (!end) return refuse(end.error());
  if (type == "endDate" && *end < *start) return invalid("it ends before it starts");
  auto times = number(given, "numberOfOccurrences", type == "numbered", 999);
  if (!times) return refuse(times.error());
  json::object range{{"type", type}, {"startDate", *start}, {"endDate", *end}};
  if (const json::value* zone = given.if_contains("recurrenceTimeZone");
      zone != nullptr && !zone->is_null()) {
    const std::string_view name = string_at(given, "recurrenceTimeZone");
    if (find_zone(name) == nullptr)
      return refuse(400, "ErrorInvalidTimeZone", "The time zone of the recurrence is not known.");
    range["recurrenceTimeZone"] = name;
  }
  range["numberOfOccurrences"] = *times;
  return range;
}

}  // namespace

Answer<json::value> check_recurrence(std::string_view name, const json::value& value) {
  if (value.is_null()) return json::value(nullptr);
  const json::object* object = value.if_object();
  const json::value* pattern = object != nullptr ? object->if_contains("pattern") : nullptr;
  const json::value* range = object != nullptr ? object->if_contains("range") : nullptr;
  if (pattern == nullptr || range == nullptr || !pattern->is_object() || !range->is_object() ||
      object->size() != 2)
    return wrong_type(name, "microsoft.graph.patternedRecurrence");
  auto checked_pattern = check_pattern(pattern->get_object());
  if (!checked_pattern) return refuse(checked_pattern.error());
  auto checked_range = check_range(range->get_object());
  if (!checked_range) return refuse(checked_range.error());
  json::value checked =
      json::object{{"pattern", std::move(*checked_pattern)}, {"range", std::move(*checked_range)}};
  const Recurrence recurrence = recurrence_of(checked);
  if (dates_of(recurrence, recurrence.start, recurrence.start + date::days{36525}, 1).empty())
    return invalid("it has no occurrence");
  return checked;
}

}  // namespace relais::emulator
