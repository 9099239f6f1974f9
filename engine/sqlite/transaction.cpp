#include <sqlite3.h>

#include <utility>

#include "engine/sqlite/connection.hpp"

namespace relais::sqlite {

Result<Transaction> Transaction::begin(Database& database, Kind kind) {
  Connection* connection = database.connection_.get();
  if (sqlite3_get_autocommit(connection->db) == 0) {
    return fail(Errc::internal, "a transaction was begun within another one");
  }
  const char* sql = kind == Kind::immediate ? "BEGIN IMMEDIATE" : "BEGIN DEFERRED";
  const int rc = sqlite3_exec(connection->db, sql, nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK) return fail(connection->error(rc, "begin a transaction"));
  return Transaction(connection);
}

Transaction::Transaction(Transaction&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

Transaction::~Transaction() { rollback(); }

Result<> Transaction::commit() {
  if (connection_ == nullptr) return fail(Errc::internal, "a transaction was ended twice");
  sqlite3* db = connection_->db;
  const bool writes = sqlite3_txn_state(db, "main") == SQLITE_TXN_WRITE;
  if (writes) connection_->announce("commit.before");
  const int rc = sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK) return fail(connection_->error(rc, "commit a transaction"));
  if (writes) connection_->announce("commit.after");
  connection_ = nullptr;
  return {};
}

void Transaction::rollback() {
  Connection* connection = std::exchange(connection_, nullptr);
  // An error such as a full disk may have rolled it back already.
  if (connection == nullptr || sqlite3_get_autocommit(connection->db) != 0) return;
  sqlite3_exec(connection->db, "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace relais::sqlite
