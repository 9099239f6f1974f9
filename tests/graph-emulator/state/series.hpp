// What of an event a person sees: the occurrences of a series, each with what its owner changed.
#pragma once

#include <date/date.h>

#include <vector>

#include "tests/graph-emulator/state/event.hpp"

namespace relais::emulator {

struct Occurrence {
  const Item* event = nullptr;           ///< the single event or the series
  std::optional<date::local_days> date;  ///< of a series: the one that its pattern gives
  const Deviation* deviation = nullptr;  ///< nothing: as the series
  bool all_day = false;
  Moment start;
  Moment end;
};

/// All that could begin from `from` to `until`, both included, or last until then: some more on
/// both sides, so that callers compare in their own zone.
std::vector<Occurrence> occurrences_of(const Item& event, date::local_days from,
                                       date::local_days until);
/// The occurrence of the series on a date of its pattern.
std::optional<Occurrence> occurrence_on(const Item& event, date::local_days day);

/// As an item of its own, with the id that `occurrence_id` gives it.
Item item_of(const Occurrence& occurrence);
std::string occurrence_id(const std::string& series_id, date::local_days day);
/// The series and the date that an occurrence's id names.
std::optional<std::pair<std::string, date::local_days>> parse_occurrence_id(std::string_view id);

}  // namespace relais::emulator
