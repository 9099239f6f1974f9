#include "engine/sqlite/connection.hpp"

#include <fmt/core.h>

namespace relais::sqlite {
namespace {

constexpr std::size_t kIdleStatements = 128;

}  // namespace

Connection::~Connection() {
  for (const auto& [sql, statement] : idle) sqlite3_finalize(statement);
  sqlite3_close_v2(db);
}

Result<sqlite3_stmt*> Connection::take(std::string_view sql) {
  if (const auto found = idle.find(sql); found != idle.end()) {
    sqlite3_stmt* statement = found->second;
    idle.erase(found);
    return statement;
  }
  sqlite3_stmt* statement = nullptr;
  const int rc = sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()),
                                    SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (rc != SQLITE_OK) return fail(error(rc, "compile a statement"));
  if (statement == nullptr) return fail(Errc::internal, "an empty SQL statement was prepared");
  return statement;
}

void Connection::give_back(sqlite3_stmt* statement) noexcept {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  const bool kept =
      idle.size() < kIdleStatements && idle.try_emplace(sqlite3_sql(statement), statement).second;
  if (!kept) sqlite3_finalize(statement);
}

void Connection::announce(std::string_view moment) const {
  if (options.steps != nullptr) options.steps->step(fmt::format("{}.{}", options.name, moment));
}

// SQLite's own message names tables, columns and rules, never a stored value.
Error Connection::error(int rc, std::string_view doing) const {
  const char* message = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(rc);
  const auto say = [&](Errc code, std::string_view what, std::string hint = {}) {
    return Error{code, fmt::format("{} {}: cannot {}: {}", options.name, path, doing, what),
                 std::move(hint)};
  };
  switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return say(Errc::busy, "another program is writing",
                 "Try again when the other program has ended its transaction.");
    case SQLITE_FULL:
      return say(Errc::database, "the disk is full",
                 fmt::format("Free space on the file system that holds {}; nothing was lost: "
                             "the transaction was rolled back.",
                             path));
    case SQLITE_CORRUPT:
      return say(Errc::database, fmt::format("the file is damaged ({})", message),
                 fmt::format("Stop all programs that use {} and restore it from a backup.", path));
    case SQLITE_NOTADB:
      return say(Errc::database, "the file is not an SQLite database",
                 fmt::format("Check the path {}; the file was left as it is.", path));
    case SQLITE_CANTOPEN:
      return say(Errc::database, "the file cannot be opened",
                 fmt::format("Check that {} exists and that its directory may be written: SQLite "
                             "keeps the files -wal and -shm beside it.",
                             path));
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return say(Errc::database, "it may not be written",
                 fmt::format("Give the user who runs this program write permission on {} and its "
                             "directory.",
                             path));
    case SQLITE_IOERR:
      return say(Errc::database, fmt::format("input/output error {} ({})", rc, message),
                 "Check the disk or the network file system.");
    case SQLITE_CONSTRAINT: {
      const bool taken = rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
                         rc == SQLITE_CONSTRAINT_TRIGGER;
      return say(taken ? Errc::conflict : Errc::database, message);
    }
    case SQLITE_INTERRUPT:
      return say(Errc::cancelled, "it was interrupted");
    case SQLITE_RANGE:
    case SQLITE_MISUSE:
      return say(Errc::internal, message);
    default:
      return say(Errc::database, fmt::format("{} (SQLite result {})", message, rc));
  }
}

}  // namespace relais::sqlite
