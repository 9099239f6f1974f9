#include "engine/store/sqlite_writes.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "engine/base/text.hpp"
#include "engine/store/row_kinds.hpp"
#include "engine/store/rows.hpp"

namespace relais::store {
namespace {

using sqlite::Database;
using sqlite::Transaction;

Result<std::string> entity_of(Database& database, std::string_view handler) {
  RELAIS_ASSIGN(
      auto entity,
      database.text("SELECT entity_id FROM handler WHERE id = ? AND deleted_at IS NULL", handler));
  if (!entity) {
    return fail(Errc::not_found,
                fmt::format("there is no handler {} in the practice store", handler),
                "`relais handler list` shows the handlers and their ids.");
  }
  return *std::move(entity);
}

Result<std::int64_t> count(Database& database, std::string_view sql, const std::string& ids,
                           std::string_view handler) {
  RELAIS_ASSIGN(const auto number, database.integer(sql, ids, handler));
  return number.value_or(0);
}

std::int64_t distinct(std::span<const std::string> ids) {
  return static_cast<std::int64_t>(std::set<std::string_view>(ids.begin(), ids.end()).size());
}

/// Another handler of the entity who has this address, in whatever way it was written.
Result<std::optional<std::string>> owner_of(Database& database, const std::string& normal,
                                            std::string_view connection, std::string_view handler,
                                            std::string_view entity) {
  std::optional<std::string> owner;
  RELAIS_TRY(each_row(
      database,
      "SELECT l.handler_id, l.address FROM handler_link AS l "
      "JOIN handler AS h ON h.id = l.handler_id "
      "WHERE l.connection = ? AND l.handler_id <> ? AND h.entity_id = ?",
      [&](const sqlite::Statement& row) {
        if (normalise_address(row.text(1)) == normal) owner = row.string(0);
      },
      connection, handler, entity));
  return owner;
}

}  // namespace

Result<bool> write_link(Database& database, std::string_view handler, std::string_view connection,
                        std::string_view address) {
  const std::string normal = normalise_address(address);
  if (std::count(normal.begin(), normal.end(), '@') != 1 || normal.ends_with('@')) {
    return fail(Errc::usage, fmt::format("handler {} cannot be linked: not an address", handler),
                "Give the mailbox's address, such as name@firm.example.");
  }
  if (connection.empty()) return fail(Errc::usage, "a link needs the name of a connection");
  RELAIS_ASSIGN(auto transaction, Transaction::begin(database));
  RELAIS_ASSIGN(const auto entity, entity_of(database, handler));
  RELAIS_ASSIGN(const auto other, owner_of(database, normal, connection, handler, entity));
  if (other) {
    return fail(Errc::conflict,
                fmt::format("handler {} cannot be linked: handler {} of entity {} has this address",
                            handler, *other, entity),
                "Unlink the other handler first: one mailbox belongs to one handler.");
  }
  RELAIS_ASSIGN(const auto changed,
                database.run("INSERT INTO handler_link(handler_id, connection, address) "
                             "VALUES(?, ?, ?) ON CONFLICT(handler_id, connection) DO UPDATE "
                             "SET address = excluded.address, user_id = NULL, "
                             "primary_address = NULL WHERE address <> excluded.address",
                             handler, connection, normal));
  RELAIS_TRY(transaction.commit());
  return changed > 0;
}

Result<bool> erase_link(Database& database, std::string_view handler, std::string_view connection) {
  RELAIS_ASSIGN(auto transaction, Transaction::begin(database));
  RELAIS_TRY(entity_of(database, handler));
  RELAIS_ASSIGN(const auto removed,
                database.run("DELETE FROM handler_link WHERE handler_id = ? AND connection = ?",
                             handler, connection));
  RELAIS_TRY(transaction.commit());
  return removed > 0;
}

Result<> write_resolved(Database& database, std::string_view handler, std::string_view connection,
                        const std::optional<std::string>& user_id,
                        const std::optional<std::string>& primary_address) {
  RELAIS_ASSIGN(auto transaction, Transaction::begin(database));
  RELAIS_ASSIGN(const auto changed,
                database.run("UPDATE handler_link SET user_id = ?, primary_address = ? "
                             "WHERE handler_id = ? AND connection = ?",
                             user_id, primary_address, handler, connection));
  if (changed == 0) {
    return fail(Errc::not_found,
                fmt::format("handler {} is not linked over {}", handler, connection));
  }
  return transaction.commit();
}

Result<> write_switches(Database& database, std::string_view handler, const Switches& switches) {
  RELAIS_ASSIGN(auto transaction, Transaction::begin(database));
  RELAIS_TRY(entity_of(database, handler));
  // One statement, and so one change of the handler, whatever is set.
  RELAIS_TRY(database.run(
      "UPDATE handler SET sync_addresses = coalesce(?1, sync_addresses), "
      "sync_calendar_items = coalesce(?2, sync_calendar_items), "
      "sync_deadlines = coalesce(?3, CASE ?6 WHEN 0 THEN sync_deadlines END), "
      "sync_reminders = coalesce(?4, CASE ?6 WHEN 0 THEN sync_reminders END), "
      "sync_appointments = coalesce(?5, CASE ?6 WHEN 0 THEN sync_appointments END) WHERE id = ?7",
      switches.addresses, switches.calendar_items, switches.deadlines, switches.reminders,
      switches.appointments, switches.inherit, handler));
  return transaction.commit();
}

Result<MarkCounts> write_marks(Database& database, std::span<const std::string> addresses,
                               std::string_view handler, std::string_view marked_by,
                               Millis marked_at) {
  RELAIS_ASSIGN(auto transaction, Transaction::begin(database));
  RELAIS_TRY(entity_of(database, handler));
  constexpr std::string_view known_addresses =
      "FROM (SELECT DISTINCT value AS id FROM json_each(?1)) AS given "
      "CROSS JOIN address AS a ON a.id = given.id WHERE a.deleted_at IS NULL "
      "AND a.entity_id = (SELECT entity_id FROM handler WHERE id = ?2)";
  const std::string ids = id_array(addresses);
  RELAIS_ASSIGN(const auto known,
                count(database, fmt::format("SELECT count(*) {}", known_addresses), ids, handler));
  MarkCounts counts;
  RELAIS_ASSIGN(
      counts.added,
      database.run(fmt::format("INSERT INTO address_sync_mark(address_id, handler_id, marked_by, "
                               "marked_at) SELECT a.id, ?2, ?3, ?4 {} ON CONFLICT DO NOTHING",
                               known_addresses),
                   ids, handler, marked_by, format_utc(marked_at)));
  counts.already = known - counts.added;
  counts.unknown = distinct(addresses) - known;
  RELAIS_TRY(transaction.commit());
  return counts;
}

Result<MarkCounts> erase_marks(Database& database, std::span<const std::string> addresses,
                               std::string_view handler) {
  RELAIS_ASSIGN(auto transaction, Transaction::begin(database));
  RELAIS_TRY(entity_of(database, handler));
  const std::string ids = id_array(addresses);
  MarkCounts counts;
  RELAIS_ASSIGN(counts.removed, database.run("DELETE FROM address_sync_mark WHERE handler_id = ?2 "
                                             "AND address_id IN (SELECT value FROM json_each(?1))",
                                             ids, handler));
  RELAIS_ASSIGN(const auto known,
                count(database,
                      "SELECT count(*) FROM (SELECT DISTINCT value AS id FROM json_each(?1)) AS g "
                      "CROSS JOIN address AS a ON a.id = g.id "
                      "WHERE a.entity_id = (SELECT entity_id FROM handler WHERE id = ?2)",
                      ids, handler));
  // A mark whose address is gone or of another entity is removed as well, without being known.
  counts.not_marked = std::max<std::int64_t>(0, known - counts.removed);
  counts.unknown = distinct(addresses) - counts.removed - counts.not_marked;
  RELAIS_TRY(transaction.commit());
  return counts;
}

}  // namespace relais::store
