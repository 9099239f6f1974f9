// Carries out operations on tasks.
//
// A create is one POST, never repeated blindly: To Do does not recognise a repetition. An update is
// one PATCH of the fields that are ours alone, without the status unless the source has news of it,
// because a tick is its owner's. The answer shows the notes too: only if our part of them is not as
// it should be, they are written, with If-Match. The name of the linked resource is a resource of
// its own and is written only when it changes.
#pragma once

#include <relais/sdk.hpp>
#include <span>

#include "plugins/agenda/settings.hpp"
#include "plugins/agenda/todo/lists.hpp"

namespace relais::agenda::todo {

void apply(const sdk::Host& host, const Settings& settings, Lists& lists,
           std::span<const sdk::Op> ops, sdk::Results& results);

}  // namespace relais::agenda::todo
