// calendars, the default calendar, and the way from there to events.
#pragma once

#include "tests/graph-emulator/api/call.hpp"

namespace relais::emulator {

/// "events", "calendar", "calendars", "calendarView"
bool is_calendar_segment(std::string_view segment);
/// `rest` starts with such a segment. Called with the mailbox locked and the permission checked.
Answer<Response> answer_calendars(Call& call, Segments rest);

}  // namespace relais::emulator
