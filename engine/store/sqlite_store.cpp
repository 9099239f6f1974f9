#include "engine/store/sqlite_store.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/store/date_changes.hpp"
#include "engine/store/expand.hpp"
#include "engine/store/sqlite_writes.hpp"

namespace relais::store {
namespace {

constexpr std::chrono::milliseconds kLook{250};

}  // namespace

SqliteStore::SqliteStore(sqlite::Database database)
    : database_(std::move(database)), readers_(std::make_shared<Readers>(database_.path())) {}

Result<std::unique_ptr<Store>> SqliteStore::over(sqlite::Database database) {
  std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(database)));
  RELAIS_ASSIGN(store->seen_version_, store->database_.data_version());
  return store;
}

Result<Head> SqliteStore::head() {
  const std::lock_guard lock(mutex_);
  return read_head(database_);
}

Result<std::vector<Change>> SqliteStore::changes(std::int64_t after, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  RELAIS_ASSIGN(auto rows, database_.prepare(
                               "SELECT seq, table_name, row_id, op, handler_old, handler_new, at "
                               "FROM change_log WHERE seq > ? ORDER BY seq LIMIT ?"));
  constexpr std::size_t most = std::numeric_limits<std::int64_t>::max();
  rows.bind(after, std::min(limit, most));
  std::vector<Change> changes;
  for (;;) {
    RELAIS_ASSIGN(const bool more, rows.step());
    if (!more) return changes;
    changes.push_back({rows.integer(0), rows.string(1), rows.string(2), rows.string(3),
                       rows.string(4), rows.string(5), parse_utc(rows.text(6)).value_or(0)});
  }
}

Result<std::vector<Affected>> SqliteStore::expand(std::span<const Change> changes) {
  const std::lock_guard lock(mutex_);
  return store::expand(database_, changes);
}

Result<> SqliteStore::prune(std::int64_t up_to) {
  const std::lock_guard lock(mutex_);
  RELAIS_ASSIGN(const auto oldest, database_.integer("SELECT min(seq) FROM change_log"));
  if (!oldest || *oldest > up_to) return {};
  RELAIS_ASSIGN(auto transaction, sqlite::Transaction::begin(database_));
  RELAIS_TRY(database_.run("DELETE FROM change_log WHERE seq <= ?", up_to));
  RELAIS_TRY(database_.run("UPDATE relais_meta SET feed_pruned = max(feed_pruned, ?)", up_to));
  return transaction.commit();
}

Result<std::vector<DateChange>> SqliteStore::date_changes(std::int64_t after, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  return store::date_changes(database_, after, limit);
}

Result<std::int64_t> SqliteStore::last_date_change() {
  const std::lock_guard lock(mutex_);
  return store::last_date_change(database_);
}

Result<bool> SqliteStore::changed_since_last_look() {
  const std::lock_guard lock(mutex_);
  RELAIS_ASSIGN(const auto version, database_.data_version());
  const bool changed = std::exchange(seen_version_, version) != version;
  return std::exchange(wrote_, false) || changed;
}

Result<bool> SqliteStore::wait_change(Clock& clock, std::chrono::milliseconds timeout) {
  const Millis until = clock.now() + timeout.count();
  for (;;) {
    RELAIS_ASSIGN(const bool changed, changed_since_last_look());
    if (changed) return true;
    const std::chrono::milliseconds left{until - clock.now()};
    if (left.count() <= 0) return false;
    clock.sleep(std::min(kLook, left));
  }
}

Result<std::unique_ptr<Snapshot>> SqliteStore::snapshot() { return SqliteSnapshot::take(readers_); }

Result<bool> SqliteStore::link(std::string_view handler, std::string_view connection,
                               std::string_view address) {
  const std::lock_guard lock(mutex_);
  wrote_ = true;
  return write_link(database_, handler, connection, address);
}

Result<bool> SqliteStore::unlink(std::string_view handler, std::string_view connection) {
  const std::lock_guard lock(mutex_);
  wrote_ = true;
  return erase_link(database_, handler, connection);
}

Result<> SqliteStore::set_resolved(std::string_view handler, std::string_view connection,
                                   const std::optional<std::string>& user_id,
                                   const std::optional<std::string>& primary_address) {
  const std::lock_guard lock(mutex_);
  return write_resolved(database_, handler, connection, user_id, primary_address);
}

Result<> SqliteStore::set_switches(std::string_view handler, const Switches& switches) {
  const std::lock_guard lock(mutex_);
  wrote_ = true;
  return write_switches(database_, handler, switches);
}

Result<MarkCounts> SqliteStore::mark(std::span<const std::string> addresses,
                                     std::string_view handler, std::string_view marked_by,
                                     Millis marked_at) {
  const std::lock_guard lock(mutex_);
  wrote_ = true;
  return write_marks(database_, addresses, handler, marked_by, marked_at);
}

Result<MarkCounts> SqliteStore::unmark(std::span<const std::string> addresses,
                                       std::string_view handler) {
  const std::lock_guard lock(mutex_);
  wrote_ = true;
  return erase_marks(database_, addresses, handler);
}

}  // namespace relais::store
