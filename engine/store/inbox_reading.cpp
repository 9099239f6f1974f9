#include "engine/store/inbox_reading.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "engine/store/rows.hpp"

namespace relais::store {
namespace {

constexpr std::string_view kLines =
    "SELECT m.id, m.entity_id, m.account, m.direction, m.received_at, m.status, m.case_id, "
    "c.number, h.code, m.marker_state, m.has_attachments, m.from_address, m.subject, "
    "m.from_name, m.sender_address, m.sent_at, m.importance, m.sensitivity, m.folder_path, "
    "m.body_type, m.body_ref, m.mime_ref, m.size, m.paused_until, m.archived_at, m.archived_by, "
    "m.marker_error, m.notes, m.graph_id FROM communicator_message AS m "
    "LEFT JOIN case_file AS c ON c.id = m.case_id "
    "LEFT JOIN handler AS h ON h.id = m.responsible_handler_id ";

InboxLine line_in(const sqlite::Statement& row) {
  InboxLine line;
  line.id = row.string(0);
  line.account = {row.string(1), row.string(2)};
  line.direction = row.string(3);
  line.received_at = row.string(4);
  line.status = row.string(5);
  line.case_id = row.string(6);
  line.case_number = row.string(7);
  line.responsible = row.string(8);
  line.marker_state = row.string(9);
  line.has_attachments = row.boolean(10);
  line.from_address = row.string(11);
  line.subject = row.string(12);
  return line;
}

InboxMessage message_in(const sqlite::Statement& row) {
  InboxMessage message;
  message.line = line_in(row);
  message.from_name = row.string(13);
  message.sender_address = row.string(14);
  message.sent_at = row.string(15);
  message.importance = row.string(16);
  message.sensitivity = row.string(17);
  message.folder_path = row.string(18);
  message.body_type = row.string(19);
  message.body_ref = row.string(20);
  message.mime_ref = row.string(21);
  message.size = row.maybe_integer(22);
  message.paused_until = row.string(23);
  message.archived_at = row.string(24);
  message.archived_by = row.string(25);
  message.marker_error = row.string(26);
  message.notes = row.string(27);
  message.remote_id = row.string(28);
  return message;
}

RecipientRole role_of(std::string_view name) {
  for (const auto role : {RecipientRole::cc, RecipientRole::bcc, RecipientRole::reply_to})
    if (name == name_of(role)) return role;
  return RecipientRole::to;
}

Result<> read_parts(sqlite::Database& database, InboxMessage& message) {
  RELAIS_TRY(each_row(
      database,
      "SELECT role, name, address FROM communicator_recipient WHERE message_id = ? "
      "ORDER BY CASE role WHEN 'to' THEN 0 WHEN 'cc' THEN 1 WHEN 'bcc' THEN 2 ELSE 3 END, seq",
      [&](const sqlite::Statement& row) {
        message.recipients.push_back({role_of(row.text(0)), row.string(1), row.string(2)});
      },
      message.line.id));
  return each_row(
      database,
      "SELECT name, content_type, size, sha256, inline, ref, note FROM communicator_attachment "
      "WHERE message_id = ? ORDER BY seq",
      [&](const sqlite::Statement& row) {
        message.attachments.push_back({row.string(0), row.string(1), row.integer(2), row.string(3),
                                       row.boolean(4), row.string(5), row.string(6)});
      },
      message.line.id);
}

}  // namespace

Result<std::vector<InboxLine>> read_lines(sqlite::Database& database, const InboxFilter& filter) {
  constexpr std::size_t most = std::numeric_limits<std::int64_t>::max();
  std::string where = "WHERE ";
  where += filter.status.empty() ? "m.status <> 'deleted' AND ?1 = ''" : "m.status = ?1";
  where += filter.entity.empty() ? " AND ?2 = ''" : " AND m.entity_id = ?2";
  where += filter.account.empty() ? " AND ?3 = ''" : " AND m.account = ?3";
  where += filter.case_name.empty()
               ? " AND ?4 = ''"
               : " AND m.case_id IN (SELECT id FROM case_file WHERE number = ?4 OR id = ?4)";
  std::vector<InboxLine> lines;
  RELAIS_TRY(each_row(
      database, std::string(kLines) + where + " ORDER BY m.received_at DESC, m.id LIMIT ?5",
      [&](const sqlite::Statement& row) { lines.push_back(line_in(row)); }, filter.status,
      filter.entity, filter.account, filter.case_name, std::min(filter.limit, most)));
  return lines;
}

Result<InboxMessage> read_inbox_message(sqlite::Database& database, std::string_view id) {
  std::optional<InboxMessage> found;
  RELAIS_TRY(each_row(
      database, std::string(kLines) + "WHERE m.id = ?",
      [&](const sqlite::Statement& row) { found = message_in(row); }, id));
  if (!found)
    return fail(Errc::not_found, fmt::format("there is no message {}", id),
                "`relais inbox list` shows the messages and their ids.");
  RELAIS_TRY(read_parts(database, *found));
  return *std::move(found);
}

}  // namespace relais::store
