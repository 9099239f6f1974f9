// What a snapshot leaves out, and whether that may be deleted.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "engine/config/config.hpp"
#include "engine/import/writer.hpp"

namespace relais::import {

/// Keys of rows by table (Row::key()).
using Keys = std::unordered_set<std::string>;

/// The rows of a table and an entity that a snapshot left out. Rows that depend on a deleted row
/// are not looked at: they stay with it, so that it comes back with them.
struct Absent {
  std::vector<std::vector<std::string>> keys;
  std::int64_t there = 0;  ///< rows that are there now, these included
};
Result<Absent> absent_from(sqlite::Database& database, const Table& table,
                           const std::string& entity, const Keys& named);

/// How a deletion of so many of a table's rows is judged.
struct Permission {
  bool empty = false;        ///< the snapshot has no good row at all
  bool allow_empty = false;  ///< that is meant
  std::int64_t allowed = 0;  ///< deletions that are meant
  config::Limit limit;
};
/// True: it is held. Pure. A snapshot without rows is held whatever it would delete, any other if
/// it would delete more than the limit.
bool is_held(const Absent& absent, const Permission& permission);

}  // namespace relais::import
