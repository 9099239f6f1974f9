// Addresses as contact items: plugin-api/schemas/item.contact.json.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/store.hpp"

namespace relais::store {

/// The contacts among `ids` (sorted, each once) that are exported for `handler`, sorted by id.
Result<std::vector<Item>> read_contacts(sqlite::Database& database, std::string_view handler,
                                        std::span<const std::string> ids);

}  // namespace relais::store
