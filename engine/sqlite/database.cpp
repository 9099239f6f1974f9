#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <thread>
#include <utility>

#include "engine/sqlite/connection.hpp"

namespace relais::sqlite {
namespace {

int flags_of(Access access) {
  switch (access) {
    case Access::create:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Access::write:
      return SQLITE_OPEN_READWRITE;
    case Access::read:
      break;
  }
  return SQLITE_OPEN_READONLY;
}

/// Whoever else opens a new file at the same moment makes this fail without SQLite's own waiting.
Result<std::optional<std::string>> switch_to_wal(Database& database,
                                                 std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds pause{10};
  for (auto waited = pause;; waited += pause) {
    auto mode = database.text("PRAGMA journal_mode = WAL");
    if (mode || mode.error().code != Errc::busy || waited > patience) return mode;
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace

Database::Database(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::string& path, Options options) {
  if (path.empty() || path.front() == ':') {
    return fail(Errc::config,
                "the path of the " + options.name + " is no file name: \"" + path + '"',
                "Name a file, such as /var/lib/relais/practice.db.");
  }
  auto connection = std::make_unique<Connection>();
  connection->path = path;
  StepListener* const steps = std::exchange(options.steps, nullptr);
  connection->options = std::move(options);
  const auto& chosen = connection->options;
  const int rc = sqlite3_open_v2(path.c_str(), &connection->db,
                                 flags_of(chosen.access) | SQLITE_OPEN_NOMUTEX, nullptr);
  if (rc != SQLITE_OK) return fail(connection->error(rc, "open it"));
  sqlite3_extended_result_codes(connection->db, 1);
  constexpr std::int64_t longest = std::numeric_limits<int>::max();
  sqlite3_busy_timeout(connection->db, static_cast<int>(std::clamp<std::int64_t>(
                                           chosen.busy_timeout.count(), 0, longest)));

  Database database(std::move(connection));
  RELAIS_TRY(database.exec("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;"));
  RELAIS_TRY(database.integer("PRAGMA schema_version"));  // the first to read the file
  if (chosen.access != Access::read) {
    // SQLite opens a file that may not be written for reading, without a word.
    if (sqlite3_db_readonly(database.connection_->db, "main") == 1) {
      return fail(database.error(SQLITE_READONLY, "open it for writing"));
    }
    RELAIS_ASSIGN(const auto mode, switch_to_wal(database, chosen.busy_timeout));
    if (mode != "wal") {
      return fail(Errc::database,
                  chosen.name + ' ' + path + ": the file system does not support WAL",
                  "Put the file on a local disk.");
    }
  }
  database.connection_->options.steps = steps;  // opening is no step
  return database;
}

Result<> Database::exec(std::string_view sql) {
  const int rc = sqlite3_exec(connection_->db, std::string(sql).c_str(), nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK) return fail(error(rc, "execute a statement"));
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  RELAIS_ASSIGN(auto* statement, connection_->take(sql));
  return Statement(connection_.get(), statement);
}

Result<std::int64_t> Database::data_version() {
  RELAIS_ASSIGN(const auto version, integer("PRAGMA data_version"));
  return version.value_or(0);
}

std::int64_t Database::total_changes() const { return sqlite3_total_changes64(connection_->db); }

std::int64_t Database::last_insert_rowid() const {
  return sqlite3_last_insert_rowid(connection_->db);
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(connection_->db) == 0; }

const std::string& Database::path() const { return connection_->path; }

Error Database::error(int rc, std::string_view doing) const {
  return connection_->error(rc, doing);
}

}  // namespace relais::sqlite
