#include "tests/graph-emulator/state/series.hpp"

#include "tests/graph-emulator/state/recurrence.hpp"

namespace relais::emulator {
namespace {

using date::local_days;

Wall wall_of(local_days day) { return day.time_since_epoch().count() * day_ms; }

local_days day_of(Wall wall) { return local_days{date::days{midnight(wall) / day_ms}}; }

Occurrence single(const Item& event) {
  return {&event,
          std::nullopt,
          nullptr,
          flag(event.values, event::all_day),
          moment_of(*event.values.find(event::start)),
          moment_of(*event.values.find(event::end))};
}

/// Wall clocks stay over changes of the clocks.
Occurrence moved(Occurrence first, local_days day) {
  const Wall by = wall_of(day) - midnight(first.start.wall);
  first.date = day;
  first.start.wall += by;
  first.end.wall += by;
  const auto found = first.event->deviations.find(format_date(day));
  if (found == first.event->deviations.end()) return first;
  first.deviation = &found->second;
  const Values& changed = found->second.values;
  if (const json::value* start = changed.find(event::start)) first.start = moment_of(*start);
  if (const json::value* end = changed.find(event::end)) first.end = moment_of(*end);
  return first;
}

}  // namespace

std::vector<Occurrence> occurrences_of(const Item& event, local_days from, local_days until) {
  const Occurrence first = single(event);
  if (!is_series(event.values)) return {first};
  // Zones differ by less than a day from UTC; one more for the length that is counted in walls.
  const date::days margin{2 + (first.end.instant() - first.start.instant()) / day_ms};
  const local_days lowest = from - margin, highest = until + date::days{2};
  const Recurrence recurrence = recurrence_of(*event.values.find(event::recurrence));
  std::vector<Occurrence> all;
  for (const local_days day : dates_of(recurrence, lowest, highest))
    all.push_back(moved(first, day));
  for (const auto& [text, deviation] : event.deviations) {
    const local_days day = parse_date(text).value();
    if (day < lowest || day > highest) all.push_back(moved(first, day));
  }
  std::erase_if(all, [](const Occurrence& one) {
    return one.deviation != nullptr && one.deviation->cancelled;
  });
  return all;
}

std::optional<Occurrence> occurrence_on(const Item& event, local_days day) {
  if (!is_series(event.values)) return std::nullopt;
  const Recurrence recurrence = recurrence_of(*event.values.find(event::recurrence));
  if (dates_of(recurrence, day, day).empty()) return std::nullopt;
  return moved(single(event), day);
}

Item item_of(const Occurrence& occurrence) {
  Item item = *occurrence.event;
  if (!occurrence.date) return item;
  item.immutable_id = occurrence_id(occurrence.event->immutable_id, *occurrence.date);
  item.mutable_id = occurrence_id(occurrence.event->mutable_id, *occurrence.date);
  if (occurrence.deviation != nullptr)
    for (const auto& [index, value] : occurrence.deviation->values.all())
      item.values.set(index, value);
  item.values.set(event::start, to_json(occurrence.start));
  item.values.set(event::end, to_json(occurrence.end));
  item.values.set(event::recurrence, nullptr);
  item.values.set(event::transaction_id, nullptr);
  item.values.set(event::type, occurrence.deviation != nullptr ? "exception" : "occurrence");
  Moment original = moment_of(*occurrence.event->values.find(event::start));
  original.wall += wall_of(*occurrence.date) - wall_of(day_of(original.wall));
  item.values.set(event::original_start,
                  json::value(format_utc(original.instant()).substr(0, 19) + "Z"));
  return item;
}

std::string occurrence_id(const std::string& series_id, local_days day) {
  std::string date = format_date(day);
  std::erase(date, '-');
  return series_id + "O" + date + "=";
}

std::optional<std::pair<std::string, local_days>> parse_occurrence_id(std::string_view id) {
  constexpr std::size_t suffix = 10;  // "O20260501="
  if (id.size() < suffix || !id.ends_with('=') || id[id.size() - suffix] != 'O')
    return std::nullopt;
  const std::string_view digits = id.substr(id.size() - suffix + 1, 8);
  const auto day =
      parse_date(std::string(digits.substr(0, 4)) + "-" + std::string(digits.substr(4, 2)) + "-" +
                 std::string(digits.substr(6, 2)));
  if (!day) return std::nullopt;
  return std::pair{std::string(id.substr(0, id.size() - suffix)), *day};
}

}  // namespace relais::emulator
