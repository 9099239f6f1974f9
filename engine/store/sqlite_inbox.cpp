#include "engine/store/sqlite_inbox.hpp"

#include <fmt/core.h>

#include <optional>

#include "engine/store/inbox_reading.hpp"
#include "engine/store/mail_values.hpp"
#include "engine/store/open.hpp"
#include "engine/store/row_kinds.hpp"
#include "engine/store/rows.hpp"

namespace relais::store {
namespace {

using sqlite::Database;

/// The messages that are meant, all of which are there.
struct Chosen {
  std::string ids;  ///< as JSON
  std::int64_t messages = 0;
  std::int64_t deleted = 0;
  std::vector<std::string> entities;
};

Result<Chosen> choose(Database& database, std::span<const std::string> ids) {
  constexpr std::size_t named = 5;
  Chosen chosen;
  chosen.ids = id_array(ids);
  std::vector<std::string> unknown;
  RELAIS_TRY(each_row(
      database,
      "SELECT DISTINCT x.value FROM json_each(?) AS x "
      "WHERE NOT EXISTS (SELECT 1 FROM communicator_message WHERE id = x.value)",
      [&](const sqlite::Statement& row) { unknown.push_back(row.string(0)); }, chosen.ids));
  if (!unknown.empty()) {
    std::string text;
    for (std::size_t i = 0; i < unknown.size() && i < named; ++i)
      text += (i == 0 ? "" : ", ") + unknown[i];
    if (unknown.size() > named) text += fmt::format(" and {} more", unknown.size() - named);
    return fail(Errc::not_found, fmt::format("no such message: {}; nothing was changed", text),
                "`relais inbox list` shows the messages and their ids.");
  }
  RELAIS_TRY(each_row(
      database,
      "SELECT m.entity_id, count(*), sum(m.status = 'deleted') "
      "FROM (SELECT DISTINCT value FROM json_each(?)) AS x "
      "CROSS JOIN communicator_message AS m ON m.id = x.value GROUP BY m.entity_id",
      [&](const sqlite::Statement& row) {
        chosen.entities.push_back(row.string(0));
        chosen.messages += row.integer(1);
        chosen.deleted += row.integer(2);
      },
      chosen.ids));
  return chosen;
}

Filed counts_of(const Chosen& chosen, std::int64_t changed) {
  return {changed, chosen.messages - chosen.deleted - changed, chosen.deleted};
}

/// The id of the case, or nothing if none is named.
Result<std::optional<std::string>> case_of(Database& database, const Chosen& chosen,
                                           std::string_view name) {
  if (name.empty() || chosen.entities.empty()) return std::nullopt;
  if (chosen.entities.size() > 1)
    return fail(Errc::usage, "the messages belong to several entities, a case belongs to one",
                "Archive the messages of each entity by themselves.");
  RELAIS_ASSIGN(auto id, database.text("SELECT id FROM case_file WHERE entity_id = ?1 "
                                       "AND (number = ?2 OR id = ?2) AND deleted_at IS NULL "
                                       "ORDER BY number = ?2 DESC LIMIT 1",
                                       chosen.entities.front(), name));
  if (!id)
    return fail(Errc::not_found,
                fmt::format("entity {} has no case {}", chosen.entities.front(), name),
                "Give the number or the id of a case in the practice store.");
  return id;
}

Result<> check_owner(Database& database, const Chosen& chosen, std::string_view handler) {
  RELAIS_ASSIGN(const auto entity, database.text("SELECT entity_id FROM handler WHERE id = ? "
                                                 "AND deleted_at IS NULL",
                                                 handler));
  if (!entity)
    return fail(Errc::not_found,
                fmt::format("there is no handler {} in the practice store", handler),
                "`relais handler list` shows the handlers.");
  for (const auto& one : chosen.entities)
    if (one != *entity)
      return fail(
          Errc::usage,
          fmt::format("handler {} is of entity {}, and not all messages are", handler, *entity),
          "Assign a message to a handler of its own entity.");
  return {};
}

}  // namespace

Result<std::vector<InboxLine>> SqliteInbox::list(const InboxFilter& filter) {
  const std::lock_guard lock(mutex_);
  return read_lines(database_, filter);
}

Result<InboxMessage> SqliteInbox::message(std::string_view id) {
  const std::lock_guard lock(mutex_);
  return read_inbox_message(database_, id);
}

Result<Filed> SqliteInbox::archive(std::span<const std::string> ids, std::string_view case_name,
                                   std::string_view archived_by, Millis at) {
  const std::lock_guard lock(mutex_);
  RELAIS_ASSIGN(auto transaction, sqlite::Transaction::begin(database_));
  RELAIS_ASSIGN(const auto chosen, choose(database_, ids));
  RELAIS_ASSIGN(const auto case_id, case_of(database_, chosen, case_name));
  RELAIS_ASSIGN(const auto changed,
                database_.run("UPDATE communicator_message SET status = 'archived', "
                              "archived_at = coalesce(archived_at, ?2), "
                              "archived_by = coalesce(archived_by, ?3), "
                              "case_id = coalesce(?4, case_id) "
                              "WHERE id IN (SELECT value FROM json_each(?1)) "
                              "AND status <> 'deleted' AND (status <> 'archived' "
                              "OR (?4 IS NOT NULL AND case_id IS NOT ?4))",
                              chosen.ids, format_utc(at), archived_by, case_id));
  RELAIS_TRY(transaction.commit());
  return counts_of(chosen, changed);
}

Result<Filed> SqliteInbox::unarchive(std::span<const std::string> ids) {
  const std::lock_guard lock(mutex_);
  RELAIS_ASSIGN(auto transaction, sqlite::Transaction::begin(database_));
  RELAIS_ASSIGN(const auto chosen, choose(database_, ids));
  RELAIS_ASSIGN(
      const auto changed,
      database_.run("UPDATE communicator_message SET archived_at = NULL, archived_by = NULL, "
                    "status = CASE WHEN responsible_handler_id IS NULL THEN 'new' "
                    "ELSE 'assigned' END "
                    "WHERE id IN (SELECT value FROM json_each(?)) AND status = 'archived'",
                    chosen.ids));
  RELAIS_TRY(transaction.commit());
  return counts_of(chosen, changed);
}

Result<Filed> SqliteInbox::erase(std::span<const std::string> ids) {
  const std::lock_guard lock(mutex_);
  RELAIS_ASSIGN(auto transaction, sqlite::Transaction::begin(database_));
  RELAIS_ASSIGN(const auto chosen, choose(database_, ids));
  RELAIS_ASSIGN(const auto changed,
                database_.run("UPDATE communicator_message SET status = 'deleted' "
                              "WHERE id IN (SELECT value FROM json_each(?)) "
                              "AND status <> 'deleted'",
                              chosen.ids));
  RELAIS_TRY(transaction.commit());
  return counts_of(chosen, changed);
}

Result<Filed> SqliteInbox::assign(std::span<const std::string> ids, std::string_view handler) {
  const std::lock_guard lock(mutex_);
  RELAIS_ASSIGN(auto transaction, sqlite::Transaction::begin(database_));
  RELAIS_ASSIGN(const auto chosen, choose(database_, ids));
  if (!handler.empty()) RELAIS_TRY(check_owner(database_, chosen, handler));
  // What is archived stays archived; everything else is his to do now, or nobody's.
  RELAIS_ASSIGN(
      const auto changed,
      database_.run("UPDATE communicator_message SET responsible_handler_id = ?2, "
                    "status = CASE WHEN status = 'archived' THEN 'archived' "
                    "WHEN ?2 IS NOT NULL THEN 'assigned' "
                    "WHEN status = 'assigned' THEN 'new' ELSE status END "
                    "WHERE id IN (SELECT value FROM json_each(?1)) AND status <> 'deleted' "
                    "AND (responsible_handler_id IS NOT ?2 "
                    "OR (?2 IS NOT NULL AND status NOT IN ('assigned', 'archived')) "
                    "OR (?2 IS NULL AND status = 'assigned'))",
                    chosen.ids, or_null(handler)));
  RELAIS_TRY(transaction.commit());
  return counts_of(chosen, changed);
}

Result<std::unique_ptr<Inbox>> open_inbox(std::string_view url, OpenOptions options) {
  RELAIS_ASSIGN(auto database, open_database(url, options));
  return std::make_unique<SqliteInbox>(std::move(database));
}

}  // namespace relais::store
