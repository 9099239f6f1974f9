// Finds our events in whatever calendar their owner may have put them.
//
// Only what a calendar lists is alive. So a few keys are searched for in each calendar, more of
// them by listing ours; an id that none of it showed is asked for, and what answers lies in Deleted
// Items, unless it is so young that the search may not know it yet.
#pragma once

#include <relais/sdk.hpp>
#include <span>

#include "plugins/agenda/event/calendars.hpp"
#include "plugins/agenda/settings.hpp"

namespace relais::agenda::event {

void lookup(const sdk::Host& host, const Settings& settings, Calendars& calendars,
            std::span<const sdk::Ref> refs, sdk::Finds& finds);

/// Every event that carries a key of a kind that the plugin exports.
void inventory(const sdk::Host& host, const Settings& settings, Calendars& calendars,
               sdk::Finds& finds);

}  // namespace relais::agenda::event
