// Reading sets: one statement for all ids of a call, not one for each.
#pragma once

#include <string_view>
#include <utility>

#include "engine/sqlite/sqlite.hpp"

namespace relais::store {

/// Calls `take` with every row that `sql` finds.
template <class Take, class... Args>
Result<> each_row(sqlite::Database& database, std::string_view sql, Take take,
                  const Args&... args) {
  RELAIS_ASSIGN(auto rows, database.prepare(sql));
  rows.bind(args...);
  for (;;) {
    RELAIS_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    take(std::as_const(rows));
  }
}

}  // namespace relais::store
