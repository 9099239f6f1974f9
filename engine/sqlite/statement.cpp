#include <sqlite3.h>

#include <utility>

#include "engine/sqlite/connection.hpp"

namespace relais::sqlite {

Statement::Statement(Statement&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)),
      statement_(std::exchange(other.statement_, nullptr)),
      bind_error_(other.bind_error_) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  if (this != &other) {
    give_back();
    connection_ = std::exchange(other.connection_, nullptr);
    statement_ = std::exchange(other.statement_, nullptr);
    bind_error_ = other.bind_error_;
  }
  return *this;
}

Statement::~Statement() { give_back(); }

void Statement::give_back() {
  if (statement_ != nullptr) connection_->give_back(statement_);
  statement_ = nullptr;
}

void Statement::note(int rc) {
  if (bind_error_ == SQLITE_OK) bind_error_ = rc;
}

void Statement::bind_at(int index, std::nullptr_t) { note(sqlite3_bind_null(statement_, index)); }

void Statement::bind_at(int index, std::string_view text) {
  // A null pointer would bind NULL, not the empty text.
  note(sqlite3_bind_text64(statement_, index, text.data() != nullptr ? text.data() : "",
                           text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind_at(int index, Blob blob) {
  if (blob.empty()) {
    note(sqlite3_bind_zeroblob(statement_, index, 0));
  } else {
    note(sqlite3_bind_blob64(statement_, index, blob.data(), blob.size(), SQLITE_TRANSIENT));
  }
}

void Statement::bind_at(int index, std::int64_t value) {
  note(sqlite3_bind_int64(statement_, index, value));
}

Result<bool> Statement::step() {
  sqlite3* db = connection_->db;
  if (bind_error_ != SQLITE_OK) {
    return fail(connection_->error(std::exchange(bind_error_, SQLITE_OK), "bind a parameter"));
  }
  // A write outside of a transaction commits within sqlite3_step.
  const bool commits = sqlite3_get_autocommit(db) != 0 && sqlite3_stmt_readonly(statement_) == 0;
  if (commits && sqlite3_stmt_busy(statement_) == 0) connection_->announce("commit.before");
  const int rc = sqlite3_step(statement_);
  if (rc == SQLITE_ROW) return true;
  if (rc == SQLITE_DONE) {
    sqlite3_reset(statement_);
    if (commits) connection_->announce("commit.after");
    return false;
  }
  auto failed = connection_->error(
      rc, sqlite3_stmt_readonly(statement_) != 0 ? "read from it" : "write to it");
  sqlite3_reset(statement_);
  return fail(std::move(failed));
}

Result<std::int64_t> Statement::run() {
  const auto total = sqlite3_total_changes64(connection_->db);
  for (;;) {
    RELAIS_ASSIGN(const bool more, step());
    if (!more) break;
  }
  // sqlite3_changes64 still tells of an earlier statement if this one changed nothing by itself.
  if (sqlite3_total_changes64(connection_->db) == total) return 0;
  return sqlite3_changes64(connection_->db);
}

void Statement::reset() {
  bind_error_ = SQLITE_OK;
  sqlite3_reset(statement_);
}

int Statement::columns() const { return sqlite3_column_count(statement_); }

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::string_view Statement::text(int column) const {
  const auto* bytes = sqlite3_column_text(statement_, column);
  if (bytes == nullptr) return {};
  return {reinterpret_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

Blob Statement::blob(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const std::byte*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::optional<std::string> Statement::maybe_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return std::string(text(column));
}

std::optional<std::int64_t> Statement::maybe_integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

}  // namespace relais::sqlite
