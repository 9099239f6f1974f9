#include "engine/store/sqlite_snapshot.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "engine/base/text.hpp"
#include "engine/store/agenda_item.hpp"
#include "engine/store/contact_item.hpp"
#include "engine/store/explain.hpp"
#include "engine/store/handlers.hpp"
#include "engine/store/row_kinds.hpp"
#include "engine/store/rows.hpp"

namespace relais::store {
namespace {

constexpr std::size_t kIdleReaders = 8;

// The index (handler, item) gives the ids in order; the item itself is looked at one by one.
constexpr std::string_view kExported =
    "FROM {recipients} AS r CROSS JOIN {table} AS i ON i.id = r.{item_id} "
    "WHERE r.handler_id = ?1 AND r.{item_id} > ?2 AND i.deleted_at IS NULL "
    "AND i.entity_id = (SELECT entity_id FROM handler WHERE id = ?1)";

}  // namespace

Result<sqlite::Database> Readers::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto database = std::move(idle_.back());
      idle_.pop_back();
      return database;
    }
  }
  return sqlite::Database::open(path_, {.access = sqlite::Access::read, .name = "store"});
}

void Readers::give_back(sqlite::Database database) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kIdleReaders) idle_.push_back(std::move(database));
}

Result<Head> read_head(sqlite::Database& database) {
  RELAIS_ASSIGN(auto row,
                database.prepare("SELECT store_uuid, schema_version, coalesce("
                                 "(SELECT seq FROM sqlite_sequence WHERE name = 'change_log'), 0), "
                                 "feed_pruned FROM relais_meta"));
  RELAIS_ASSIGN(const bool there, row.step());
  if (!there) return fail(Errc::schema, database.path() + ": relais_meta is empty");
  return Head{row.string(0), static_cast<int>(row.integer(1)), row.integer(2), row.integer(3)};
}

Result<std::unique_ptr<Snapshot>> SqliteSnapshot::take(std::shared_ptr<Readers> readers) {
  RELAIS_ASSIGN(auto database, readers->take());
  std::unique_ptr<SqliteSnapshot> snapshot(
      new SqliteSnapshot(std::move(readers), std::move(database)));
  RELAIS_ASSIGN(auto transaction, sqlite::Transaction::begin(snapshot->database_,
                                                             sqlite::Transaction::Kind::deferred));
  snapshot->transaction_.emplace(std::move(transaction));
  // The first read fixes the state that all later ones see.
  RELAIS_ASSIGN(snapshot->head_, read_head(snapshot->database_));
  return snapshot;
}

SqliteSnapshot::~SqliteSnapshot() {
  transaction_.reset();
  readers_->give_back(std::move(database_));
}

Result<Head> SqliteSnapshot::head() { return head_; }

Result<std::vector<Handler>> SqliteSnapshot::handlers() { return read_handlers(database_); }

Result<std::vector<Item>> SqliteSnapshot::items(std::string_view handler, std::string_view kind,
                                                std::span<const std::string> ids) {
  RELAIS_ASSIGN(const auto tables, tables_of(kind));
  std::vector<std::string> wanted(ids.begin(), ids.end());
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  if (kind == kContact) return read_contacts(database_, handler, wanted);
  return read_agenda(database_, tables, handler, wanted);
}

Result<std::vector<std::string>> SqliteSnapshot::keys(std::string_view handler,
                                                      std::string_view kind, std::string_view after,
                                                      std::size_t limit) {
  RELAIS_ASSIGN(const auto tables, tables_of(kind));
  RELAIS_ASSIGN(auto rows, database_.prepare(
                               with_tables(tables, "SELECT r.{item_id} " + std::string(kExported) +
                                                       " ORDER BY r.{item_id} LIMIT ?3")));
  constexpr std::size_t most = std::numeric_limits<std::int64_t>::max();
  rows.bind(handler, after, std::min(limit, most));
  std::vector<std::string> keys;
  for (;;) {
    RELAIS_ASSIGN(const bool more, rows.step());
    if (!more) return keys;
    keys.push_back(rows.string(0));
  }
}

Result<std::int64_t> SqliteSnapshot::count(std::string_view handler, std::string_view kind) {
  RELAIS_ASSIGN(const auto tables, tables_of(kind));
  RELAIS_ASSIGN(const auto count,
                database_.integer(with_tables(tables, "SELECT count(*) " + std::string(kExported)),
                                  handler, ""));
  return count.value_or(0);
}

Result<std::int64_t> SqliteSnapshot::count_entity(std::string_view entity, std::string_view kind) {
  RELAIS_ASSIGN(const auto tables, tables_of(kind));
  RELAIS_ASSIGN(const auto count,
                database_.integer(with_tables(tables,
                                              "SELECT count(*) FROM {table} "
                                              "WHERE entity_id = ? AND deleted_at IS NULL"),
                                  entity));
  return count.value_or(0);
}

Result<std::vector<std::string>> SqliteSnapshot::unassigned(std::string_view entity,
                                                            std::string_view kind,
                                                            std::string_view today) {
  std::vector<std::string> ids;
  if (kind == kContact) return ids;
  RELAIS_ASSIGN(const auto tables, tables_of(kind));
  const std::string ahead = kind == kAppointment
                                ? "(i.rrule IS NOT NULL OR substr(i.ends_at, 1, 10) >= ?2)"
                                : "i.done_at IS NULL AND i.due_date >= ?2";
  RELAIS_ASSIGN(auto rows, database_.prepare(
                               with_tables(tables,
                                           "SELECT i.id FROM {table} AS i WHERE i.entity_id = ?1 "
                                           "AND i.deleted_at IS NULL AND " +
                                               ahead +
                                               " AND NOT EXISTS (SELECT 1 FROM {recipients} AS r"
                                               " JOIN handler AS h ON h.id = r.handler_id"
                                               " WHERE r.{item_id} = i.id AND h.deleted_at IS NULL)"
                                               " ORDER BY i.id")));
  rows.bind(entity, today);
  for (;;) {
    RELAIS_ASSIGN(const bool more, rows.step());
    if (!more) return ids;
    ids.push_back(rows.string(0));
  }
}

Result<std::vector<std::string>> SqliteSnapshot::addresses(std::string_view entity,
                                                           const AddressQuery& query) {
  const auto number = normalise_line(query.case_number);
  if (!number.empty()) {
    RELAIS_ASSIGN(const auto found,
                  database_.integer("SELECT 1 FROM case_file WHERE entity_id = ? AND number = ? "
                                    "AND deleted_at IS NULL",
                                    entity, number));
    if (!found)
      return fail(Errc::not_found, fmt::format("entity {} has no case of this number", entity),
                  "numbers are compared as they stand in case_file.number");
  }
  std::vector<std::string> ids;
  RELAIS_TRY(each_row(
      database_,
      "SELECT a.id FROM address AS a WHERE a.entity_id = ?1 AND a.deleted_at IS NULL "
      "AND (?2 = '' OR a.kind = ?2) "
      "AND (?3 = '' OR EXISTS (SELECT 1 FROM address_category AS c "
      "WHERE c.address_id = a.id AND c.category = ?3)) "
      "AND (?4 = '' OR a.id IN (SELECT f.client_address_id FROM case_file AS f "
      "WHERE f.entity_id = ?1 AND f.number = ?4 UNION SELECT p.address_id FROM case_party AS p "
      "JOIN case_file AS f ON f.id = p.case_id WHERE f.entity_id = ?1 AND f.number = ?4)) "
      "ORDER BY a.id",
      [&](const sqlite::Statement& row) { ids.push_back(row.string(0)); }, entity, query.kind,
      normalise_line(query.category), number));
  return ids;
}

Result<Explanation> SqliteSnapshot::explain(std::string_view handler, std::string_view kind,
                                            std::string_view id) {
  return store::explain(database_, handler, kind, id);
}

}  // namespace relais::store
