// Events: as every kind of item, and what only they have: transaction ids, invitations, views.
#pragma once

#include "tests/graph-emulator/api/items.hpp"

namespace relais::emulator {

const ItemKind& event_kind();

/// `rest` follows the segment `events`; `calendar` is nothing for `/users/{id}/events`.
Answer<Response> answer_events(Call& call, Folder* calendar, Segments rest);
/// `rest` follows the segment `calendarView`.
Answer<Response> answer_calendar_view(Call& call, Folder* calendar, Segments rest);

/// Also drops what its owner made of single occurrences, if times or pattern are written.
Answer<> update_event(Mailbox& mailbox, Item& item, const json::object& body, Millis now);

/// The values of an event as the preferences wish. `fresh`: the answer to a write, which shows a
/// text as it was written.
PropertyWriter event_writer(const Preferences& prefer, std::string owner_name,
                            std::string owner_address, bool fresh = false);

Refusal needs_time_window();

}  // namespace relais::emulator
