// Cards and calendars of a call, with what their readers want to know of the store.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/import/lookups.hpp"
#include "engine/import/record.hpp"
#include "engine/sqlite/sqlite.hpp"

namespace relais::import {

/// Answers from the store for one entity; both must outlive the result. What the store refuses to
/// tell is not there.
Lookups lookups_of(sqlite::Database& database, const std::string& entity);

/// Errc::usage: a code that no handler of the entity has.
Result<> check_owners(sqlite::Database& database, const std::string& entity,
                      const std::vector<std::string>& codes);

}  // namespace relais::import
