// What the calendars show of ours.
#pragma once

#include <relais/sdk.hpp>
#include <string_view>

#include "plugins/agenda/event/calendars.hpp"
#include "plugins/agenda/settings.hpp"

namespace relais::agenda::event {

/// As relais_export.observe: with `full`, or without a cursor, every calendar, for an owner may
/// have moved a copy; else nothing, and no request. There is no cheaper look in between: a
/// calendarView's delta is fixed to a window, carries no key, and brings people's own events with
/// their texts.
void observe(const sdk::Host& host, const Settings& settings, Calendars& calendars,
             std::string_view container, std::string_view cursor, bool full, sdk::Changes& changes);

}  // namespace relais::agenda::event
