// Handlers with their links, as the store has them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/store.hpp"

namespace relais::store {

/// As Snapshot::handlers.
Result<std::vector<Handler>> read_handlers(sqlite::Database& database);
/// One of them.
Result<std::optional<Handler>> read_handler(sqlite::Database& database, std::string_view id);

}  // namespace relais::store
