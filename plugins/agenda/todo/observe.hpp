// What the lists show of ours.
#pragma once

#include <relais/sdk.hpp>
#include <string_view>

#include "plugins/agenda/settings.hpp"
#include "plugins/agenda/todo/lists.hpp"

namespace relais::agenda::todo {

/// As relais_export.observe: with `full` every list, for an owner may have moved a copy; without it
/// nothing, and no request. There is no cheaper look in between.
void observe(const sdk::Host& host, const Settings& settings, Lists& lists,
             std::string_view container, std::string_view cursor, bool full, sdk::Changes& changes);

}  // namespace relais::agenda::todo
