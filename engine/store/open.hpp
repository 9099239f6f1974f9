// The database behind every interface of this module.
#pragma once

#include <string_view>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/store.hpp"

namespace relais::store {

/// Finds or makes the practice store, brought up to date. Errors as of open().
Result<sqlite::Database> open_database(std::string_view url, OpenOptions options);

}  // namespace relais::store
