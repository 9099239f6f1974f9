// Deadlines that nobody can extend, and whose date was changed all the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/store.hpp"

namespace relais::store {

/// As Store::date_changes.
Result<std::vector<DateChange>> date_changes(sqlite::Database& database, std::int64_t after,
                                             std::size_t limit);
/// Of one deadline, the last ones, the oldest of them first.
Result<std::vector<DateChange>> date_changes_of(sqlite::Database& database,
                                                std::string_view deadline, std::size_t limit);
/// The seq of the last one; 0: there is none.
Result<std::int64_t> last_date_change(sqlite::Database& database);

/// "2026-12-01 to 2026-12-10 10:00"
std::string dates_text(const DateChange& change);

}  // namespace relais::store
