// What changed in the container: one delta round.
#pragma once

#include <relais/sdk.hpp>
#include <string>
#include <string_view>

#include "plugins/contacts/folders.hpp"
#include "plugins/contacts/settings.hpp"

namespace relais::contacts {

/// As relais_export.observe. Reports foreign contacts too: a delta does not tell the key.
void observe(const sdk::Host& host, const Settings& settings, Folders& folders,
             std::string_view container, std::string_view cursor, bool full, sdk::Changes& changes);

}  // namespace relais::contacts
