// What a person sees who looks at a mailbox's calendars and task lists.
#pragma once

#include <date/tz.h>

#include "tests/graph-emulator/api/service.hpp"
#include "tests/graph-emulator/state/zone.hpp"

namespace relais::emulator {

/// The clock that the person looks at, and the days from `from` to before `to` in it, as walls.
struct AgendaWindow {
  const date::time_zone* zone = nullptr;
  Wall from = 0;
  Wall to = 0;
};

/// `GET .../agenda?zone=Europe/Zurich&from=2026-01-01&to=2030-01-01`: events by their start, then
/// what other kinds add.
Result<json::array> agenda(User& user, std::string_view zone, std::string_view from,
                           std::string_view to);

/// Each adds its entries to those of others. Called with the mailbox locked.
void append_events(json::array& entries, Mailbox& mailbox, const AgendaWindow& window);
/// Tasks whose due date or reminder lies in the window, and those that have neither.
void append_tasks(json::array& entries, const Todo& todo, const AgendaWindow& window);

}  // namespace relais::emulator
