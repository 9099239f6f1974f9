// Finds our contacts wherever their owner may have put them.
//
// An id is asked for directly; but an item that answers may lie in Deleted Items, and one that does
// not answer may be there all the same. A key is searched for; but a search may lag or find
// nothing. So what was not found is settled by listing every contact folder: that alone proves
// absence.
#pragma once

#include <relais/sdk.hpp>
#include <span>

#include "plugins/contacts/folders.hpp"
#include "plugins/contacts/settings.hpp"

namespace relais::contacts {

void lookup(const sdk::Host& host, const Settings& settings, Folders& folders,
            std::span<const sdk::Ref> refs, sdk::Finds& finds);

/// Every contact that carries a key.
void inventory(const sdk::Host& host, const Settings& settings, Folders& folders,
               sdk::Finds& finds);

}  // namespace relais::contacts
