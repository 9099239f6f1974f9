// Carries out operations on contacts.
//
// A create is one POST, an update one PATCH of the fields that are ours alone. Its answer shows the
// owner's notes and categories too: only if our part of them is not as it should be, they are
// written, with If-Match, so that nothing the owner typed meanwhile is lost.
#pragma once

#include <relais/sdk.hpp>
#include <span>

#include "plugins/contacts/folders.hpp"
#include "plugins/contacts/settings.hpp"

namespace relais::contacts {

void apply(const sdk::Host& host, const Settings& settings, Folders& folders,
           std::span<const sdk::Op> ops, sdk::Results& results);

}  // namespace relais::contacts
