#include "tests/graph-emulator/state/todo_recurrence.hpp"

#include <algorithm>
#include <array>

#include "tests/graph-emulator/state/zone.hpp"

namespace relais::emulator {
namespace {

constexpr std::array<std::string_view, 7> days = {"sunday",   "monday", "tuesday", "wednesday",
                                                  "thursday", "friday", "saturday"};
constexpr std::array<std::string_view, 5> weeks = {"first", "second", "third", "fourth", "last"};

template <std::size_t size>
bool is_one_of(const json::value& value, const std::array<std::string_view, size>& known) {
  return value.is_string() &&
         std::find(known.begin(), known.end(), value.get_string()) != known.end();
}

bool only(const json::object& object, std::initializer_list<std::string_view> known) {
  return std::all_of(object.begin(), object.end(), [&](const auto& entry) {
    return std::find(known.begin(), known.end(), entry.key()) != known.end();
  });
}

bool within(const json::object& object, std::string_view key, std::int64_t least,
            std::int64_t most) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_int64() && value->get_int64() >= least &&
         value->get_int64() <= most;
}

bool has_days(const json::object& pattern) {
  const json::value* value = pattern.if_contains("daysOfWeek");
  return value != nullptr && value->is_array() && !value->get_array().empty() &&
         std::all_of(value->get_array().begin(), value->get_array().end(),
                     [](const json::value& day) { return is_one_of(day, days); });
}

/// Nothing if it is no date: "2026-05-01".
std::optional<Wall> date_at(const json::object& object, std::string_view key) {
  const std::string_view text = string_at(object, key);
  return text.size() == 10 ? parse_wall(std::string(text) + "T00:00:00") : std::nullopt;
}

bool is_pattern(const json::object& pattern) {
  if (!only(pattern,
            {"type", "interval", "month", "dayOfMonth", "daysOfWeek", "firstDayOfWeek", "index"}) ||
      !within(pattern, "interval", 1, 999))
    return false;
  if (const auto* first = pattern.if_contains("firstDayOfWeek"); first && !is_one_of(*first, days))
    return false;
  if (const auto* index = pattern.if_contains("index"); index && !is_one_of(*index, weeks))
    return false;
  const auto type = string_at(pattern, "type");
  const bool day = within(pattern, "dayOfMonth", 1, 31);
  const bool month = within(pattern, "month", 1, 12);
  if (type == "daily") return true;
  if (type == "weekly" || type == "relativeMonthly") return has_days(pattern);
  if (type == "absoluteMonthly") return day;
  if (type == "absoluteYearly") return day && month;
  return type == "relativeYearly" && has_days(pattern) && month;
}

bool is_range(const json::object& range) {
  if (!only(range, {"type", "startDate", "endDate", "numberOfOccurrences", "recurrenceTimeZone"}))
    return false;
  if (range.contains("recurrenceTimeZone") &&
      find_zone(string_at(range, "recurrenceTimeZone")) == nullptr)
    return false;
  const auto start = date_at(range, "startDate");
  const auto type = string_at(range, "type");
  if (!start) return false;
  if (type == "noEnd") return true;
  if (type == "numbered") return within(range, "numberOfOccurrences", 1, 999);
  const auto end = date_at(range, "endDate");
  return type == "endDate" && end && *end >= *start;
}

}  // namespace

bool is_task_recurrence(const json::value& value) {
  const json::object* object = value.if_object();
  if (object == nullptr || !only(*object, {"pattern", "range"})) return false;
  const json::value* pattern = object->if_contains("pattern");
  const json::value* range = object->if_contains("range");
  return pattern != nullptr && pattern->is_object() && is_pattern(pattern->get_object()) &&
         range != nullptr && range->is_object() && is_range(range->get_object());
}

}  // namespace relais::emulator
