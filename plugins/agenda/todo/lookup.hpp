// Finds our tasks in whatever list their owner may have put them.
//
// A task that is moved gets another id; its key stays. Both are looked for by listing all lists.
// There is no trash: what is in no list is gone.
#pragma once

#include <relais/sdk.hpp>
#include <span>

#include "plugins/agenda/settings.hpp"
#include "plugins/agenda/todo/lists.hpp"

namespace relais::agenda::todo {

void lookup(const sdk::Host& host, const Settings& settings, Lists& lists,
            std::span<const sdk::Ref> refs, sdk::Finds& finds);

/// Every task that carries a key of a kind that the plugin exports.
void inventory(const sdk::Host& host, const Settings& settings, Lists& lists, sdk::Finds& finds);

}  // namespace relais::agenda::todo
