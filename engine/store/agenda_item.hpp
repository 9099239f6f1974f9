// Deadlines, reminders and appointments as items: plugin-api/schemas/item.<kind>.json.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/row_kinds.hpp"
#include "engine/store/store.hpp"

namespace relais::store {

/// The items among `ids` (sorted, each once) that are exported for `handler`, sorted by id. A fixed
/// number of statements, however many ids. Any kind but contact.
Result<std::vector<Item>> read_agenda(sqlite::Database& database, const KindTables& tables,
                                      std::string_view handler, std::span<const std::string> ids);

}  // namespace relais::store
