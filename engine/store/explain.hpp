// Why an item is, or is not, in a mailbox, as far as the store knows.
#pragma once

#include <string_view>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/store.hpp"

namespace relais::store {

/// As Snapshot::explain.
Result<Explanation> explain(sqlite::Database& database, std::string_view handler,
                            std::string_view kind, std::string_view id);

}  // namespace relais::store
