#include "engine/store/mail_markers.hpp"

#include <algorithm>
#include <limits>

#include "engine/base/text.hpp"
#include "engine/store/mail_values.hpp"
#include "engine/store/rows.hpp"

namespace relais::store {
namespace {

using sqlite::Database;

// The conditions are those of the partial indexes, word by word, so that only what is owed is read.
constexpr std::string_view kOwingByOwn =
    "SELECT DISTINCT entity_id, account FROM communicator_message "
    "INDEXED BY communicator_message_owed "
    "WHERE marker_state <> marker_wanted AND marker_tried IS NOT marker_wanted "
    "UNION SELECT DISTINCT entity_id, account FROM communicator_tombstone "
    "INDEXED BY communicator_tombstone_owed "
    "WHERE marker_state <> 'none' AND marker_tried IS NOT 'none' ORDER BY 1, 2";
constexpr std::string_view kOwingByCopies =
    "SELECT DISTINCT entity_id, account FROM communicator_message "
    "INDEXED BY communicator_message_owed_as_copy "
    "WHERE marker_state <> marker_wanted_as_copy AND marker_tried IS NOT marker_wanted_as_copy "
    "UNION SELECT DISTINCT entity_id, account FROM communicator_tombstone "
    "INDEXED BY communicator_tombstone_owed "
    "WHERE marker_state <> 'none' AND marker_tried IS NOT 'none' ORDER BY 1, 2";

constexpr std::string_view kOwedByOwn =
    "SELECT graph_id, id, marker_wanted FROM communicator_message "
    "INDEXED BY communicator_message_owed "
    "WHERE entity_id = ?1 AND account = ?2 AND graph_id > ?3 "
    "AND marker_state <> marker_wanted AND marker_tried IS NOT marker_wanted "
    "UNION ALL SELECT graph_id, message_id, 'none' FROM communicator_tombstone "
    "INDEXED BY communicator_tombstone_owed "
    "WHERE entity_id = ?1 AND account = ?2 AND graph_id > ?3 "
    "AND marker_state <> 'none' AND marker_tried IS NOT 'none' ORDER BY 1 LIMIT ?4";
constexpr std::string_view kOwedByCopies =
    "SELECT graph_id, id, marker_wanted_as_copy FROM communicator_message "
    "INDEXED BY communicator_message_owed_as_copy "
    "WHERE entity_id = ?1 AND account = ?2 AND graph_id > ?3 "
    "AND marker_state <> marker_wanted_as_copy AND marker_tried IS NOT marker_wanted_as_copy "
    "UNION ALL SELECT graph_id, message_id, 'none' FROM communicator_tombstone "
    "INDEXED BY communicator_tombstone_owed "
    "WHERE entity_id = ?1 AND account = ?2 AND graph_id > ?3 "
    "AND marker_state <> 'none' AND marker_tried IS NOT 'none' ORDER BY 1 LIMIT ?4";

}  // namespace

Result<std::vector<MailAccount>> read_owing_accounts(Database& database, MarkCopies copies) {
  std::vector<MailAccount> accounts;
  RELAIS_TRY(each_row(
      database, copies == MarkCopies::all ? kOwingByCopies : kOwingByOwn,
      [&](const sqlite::Statement& row) { accounts.push_back({row.string(0), row.string(1)}); }));
  return accounts;
}

Result<std::vector<OwedMarker>> read_owed(Database& database, const MailAccount& account,
                                          MarkCopies copies, std::string_view after,
                                          std::size_t limit) {
  constexpr std::size_t most = std::numeric_limits<std::int64_t>::max();
  std::vector<OwedMarker> owed;
  RELAIS_TRY(each_row(
      database, copies == MarkCopies::all ? kOwedByCopies : kOwedByOwn,
      [&](const sqlite::Statement& row) {
        owed.push_back({row.string(0), row.string(1), marker_of(row.text(2))});
      },
      account.entity, account.account, after, std::min(limit, most)));
  return owed;
}

Result<> write_marker(Database& database, const MailAccount& account, const MarkerResult& result) {
  const bool set = result.error.empty();
  const std::string state(set ? name_of(result.marker) : "failed");
  const std::string error = normalise_line(result.error);
  const auto tried = set ? std::nullopt : std::optional(name_of(result.marker));
  RELAIS_ASSIGN(const auto messages,
                database.run("UPDATE communicator_message SET marker_state = ?, marker_error = ?, "
                             "marker_tried = ? "
                             "WHERE entity_id = ? AND account = ? AND graph_id = ?",
                             state, or_null(error), tried, account.entity, account.account,
                             result.remote_id));
  if (messages > 0) return {};
  // Its row was deleted while the marker was on its way.
  RELAIS_TRY(database.run(
      "UPDATE communicator_tombstone SET marker_state = ?, marker_error = ?, "
      "marker_tried = ? "
      "WHERE entity_id = ? AND account = ? AND graph_id = ?",
      state, or_null(error), tried, account.entity, account.account, result.remote_id));
  return {};
}

Result<> write_gone(Database& database, const MailAccount& account, std::string_view remote_id) {
  RELAIS_TRY(
      database.run("UPDATE communicator_message SET marker_state = 'failed', "
                   "marker_error = 'gone', marker_tried = marker_wanted "
                   "WHERE entity_id = ? AND account = ? AND graph_id = ?",
                   account.entity, account.account, remote_id));
  RELAIS_TRY(
      database.run("UPDATE communicator_tombstone SET marker_state = 'none', "
                   "marker_error = NULL, marker_tried = NULL "
                   "WHERE entity_id = ? AND account = ? AND graph_id = ?",
                   account.entity, account.account, remote_id));
  return {};
}

Result<std::int64_t> write_retry(Database& database, const MailAccount& account) {
  RELAIS_ASSIGN(const auto messages,
                database.run("UPDATE communicator_message SET marker_tried = NULL "
                             "WHERE entity_id = ? AND account = ? AND marker_tried IS NOT NULL "
                             "AND marker_error <> 'gone'",
                             account.entity, account.account));
  RELAIS_ASSIGN(const auto tombstones,
                database.run("UPDATE communicator_tombstone SET marker_tried = NULL "
                             "WHERE entity_id = ? AND account = ? AND marker_tried IS NOT NULL "
                             "AND marker_error <> 'gone'",
                             account.entity, account.account));
  return messages + tombstones;
}

}  // namespace relais::store
