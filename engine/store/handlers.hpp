// Handlers with their links, as the store has them.
#pragma once

#include <vector>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/store.hpp"

namespace relais::store {

/// As Snapshot::handlers.
Result<std::vector<Handler>> read_handlers(sqlite::Database& database);

}  // namespace relais::store
