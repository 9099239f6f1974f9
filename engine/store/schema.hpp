// The schema of the practice store, as compiled in from schema/*.sql, and how a file gets it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/sqlite/sqlite.hpp"

namespace relais::store {

/// One step of the schema: brings a store of version `to - 1` to version `to`.
struct Migration {
  int to = 0;
  std::vector<const char*> sql;
};

/// All steps, in order; the first makes the tables in an empty file.
std::span<const Migration> migrations();

/// What a file holds.
struct Inspection {
  bool empty = false;  ///< no table at all
  bool ours = false;   ///< a practice store, of whatever version
  int version = 0;
  std::string uuid;
};
Result<Inspection> inspect(sqlite::Database& database);

/// Applies the steps that are missing, all in one transaction, and answers the version reached.
/// An empty file becomes a new store with a uuid of its own. Errc::schema: a version newer than the
/// last step, or tables of something else; nothing is then changed.
Result<int> bring_up(sqlite::Database& database, std::span<const Migration> steps);

}  // namespace relais::store
