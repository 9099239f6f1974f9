// Which tables hold the items of a kind, and who they are for.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/base/error.hpp"

namespace relais::store {

struct KindTables {
  std::string_view kind;
  std::string_view table;       ///< one row is one item
  std::string_view recipients;  ///< one row for each (item, handler): a mark or an assignment
  std::string_view item_id;     ///< the column of `recipients` that names the item
};

std::span<const KindTables> kinds();
/// Errc::unsupported if there is no such kind.
Result<KindTables> tables_of(std::string_view kind);

/// `text` with {table}, {recipients} and {item_id} replaced by the kind's.
std::string with_tables(const KindTables& tables, std::string_view text);

/// A JSON array of the ids, for SQLite's json_each: sets of any size in one statement.
std::string id_array(std::span<const std::string> ids);

}  // namespace relais::store
