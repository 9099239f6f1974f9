// The tables of the ledger, and how an older ledger is brought up to date.
#pragma once

#include "engine/sqlite/sqlite.hpp"

namespace relais::ledger {

inline constexpr int kSchemaVersion = 2;

/// Creates the tables in an empty database, migrates older ones, in one transaction.
/// Errc::schema: written by a newer relais, or not a ledger.
Result<> prepare_schema(sqlite::Database& db);

}  // namespace relais::ledger
