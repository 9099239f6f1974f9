// When something pops up.
#pragma once

#include <date/date.h>

#include <chrono>
#include <optional>

#include "plugins/agenda/entry.hpp"

namespace relais::agenda {

/// When a lead of something that starts at `starts` (wall clock in `zone`, all day: midnight) is to
/// pop up, as a wall clock there. Days are counted on the calendar: so many days before, at
/// `clock`. Minutes are real ones: two hours before 04:00 it may be 01:00.
date::local_seconds time_of(const Lead& lead, date::local_seconds starts,
                            std::chrono::minutes clock, const std::string& zone);

/// What an event can be told: minutes before its start, never after it.
struct Reminder {
  bool on = false;
  int minutes = 0;
  bool earlier = false;  ///< it should pop up after the start; so it does on the working day before
};

/// Real minutes, so that the change of the clocks between pop-up and start counts. Of a series
/// those of the wall clock: its occurrences lie on both sides of such a change.
Reminder reminder_of(const Entry& entry);

}  // namespace relais::agenda
