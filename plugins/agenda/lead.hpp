// When something pops up.
#pragma once

#include <date/date.h>

#include <chrono>
#include <string>

#include "plugins/agenda/entry.hpp"

namespace relais::agenda {

/// What a lead is counted from.
struct Origin {
  date::local_days day{};        ///< days go back from here
  std::chrono::minutes clock{};  ///< at which leads in days pop up
  date::sys_seconds starts{};    ///< minutes go back from here; all day: from midnight
  std::string zone;
};

/// When a lead pops up, as a wall clock in the zone of its origin. Days are those of the calendar.
/// Minutes are real ones: two hours before 04:00 it may be 01:00.
date::local_seconds time_of(const Lead& lead, const Origin& origin);

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
