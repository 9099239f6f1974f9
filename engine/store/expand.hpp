// From changed rows to the items and mailboxes that show them.
#pragma once

#include <span>
#include <vector>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/store.hpp"

namespace relais::store {

/// As Store::expand. Reads only what the changes touch, by index, set by set.
Result<std::vector<Affected>> expand(sqlite::Database& database, std::span<const Change> changes);

}  // namespace relais::store
