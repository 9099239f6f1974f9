// Carries out operations on events.
//
// A create is one POST, never repeated blindly; its token lets the service recognise a repetition.
// An update is one PATCH of the fields that are ours alone. Its answer shows the owner's text and
// categories too: only if our part of them is not as it should be, they are written, with If-Match,
// so that nothing the owner typed meanwhile is lost.
//
// The answer to a PATCH does not tell where the event lies, and a PATCH reaches Deleted Items too:
// an update that went well may have gone into the trash. To ask each time would double the cost of
// every change; the next audit's listing misses the event, and it is created again.
//
// Nothing here mails anybody: no attendees and no online meeting are ever written.
#pragma once

#include <relais/sdk.hpp>
#include <span>

#include "plugins/agenda/event/calendars.hpp"
#include "plugins/agenda/settings.hpp"

namespace relais::agenda::event {

void apply(const sdk::Host& host, const Settings& settings, Calendars& calendars,
           std::span<const sdk::Op> ops, sdk::Results& results);

}  // namespace relais::agenda::event
