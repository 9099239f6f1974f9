// iCalendar as appointments, deadlines and reminders.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/import/lookups.hpp"
#include "engine/import/record.hpp"

namespace relais::import {

struct CalendarOptions {
  Defaults defaults;
  /// Codes of the handlers whose calendar this is: an item that names no handler is theirs.
  std::vector<std::string> owners{};
};

/// Each VEVENT and VTODO of the file becomes a record, or a rejected one, or part of the record of
/// its series; an appointment is taken together with its exceptions or not at all. What comes
/// outside of a calendar is rejected. Any bytes are taken.
void read_icalendar(std::string_view file, const CalendarOptions& options, const Lookups& lookups,
                    const Sink& sink, const Warn& warn);

}  // namespace relais::import
