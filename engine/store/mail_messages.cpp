#include "engine/store/mail_messages.hpp"

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/store/mail_values.hpp"
#include "engine/store/row_kinds.hpp"
#include "engine/store/rows.hpp"

namespace relais::store {
namespace {

using sqlite::Database;

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// "out" if an employee wrote it, or sent it for somebody else.
std::string_view direction_of(const NewMessage& message, const Employees& employees) {
  for (const auto* address : {&message.from_address, &message.sender_address})
    if (!address->empty() && employees.contains(normalise_address(*address))) return "out";
  return "in";
}

Result<> insert_recipients(Database& database, const std::string& id,
                           std::span<const Recipient> recipients) {
  RELAIS_ASSIGN(auto insert, database.prepare("INSERT INTO communicator_recipient(message_id, "
                                              "role, seq, name, address) VALUES(?, ?, ?, ?, ?)"));
  std::int64_t seq[4] = {};
  for (const auto& one : recipients) {
    const std::string name = normalise_line(one.name);
    insert.bind(id, name_of(one.role), seq[static_cast<std::size_t>(one.role)]++, or_null(name),
                normalise_line(one.address));
    RELAIS_TRY(insert.run());
  }
  return {};
}

Result<> insert_attachments(Database& database, const std::string& id,
                            std::span<const Attachment> attachments) {
  RELAIS_ASSIGN(auto insert,
                database.prepare("INSERT INTO communicator_attachment(message_id, seq, name, "
                                 "content_type, size, sha256, inline, ref, note) "
                                 "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  std::int64_t seq = 0;
  for (const auto& one : attachments) {
    const std::string note = normalise_line(one.note);
    insert.bind(id, seq++, normalise_line(one.name), normalise_line(one.content_type), one.size,
                or_null(one.sha256), one.is_inline, or_null(one.ref), or_null(note));
    RELAIS_TRY(insert.run());
  }
  return {};
}

StoredMessage stored_in(const sqlite::Statement& row) {
  StoredMessage message;
  message.id = row.string(0);
  message.account = {row.string(1), row.string(2)};
  message.remote_id = row.string(3);
  message.internet_message_id = row.string(4);
  message.folder_id = row.string(5);
  message.status = row.string(6);
  message.marker_state = row.string(7);
  message.marker_error = row.string(8);
  return message;
}

/// Answers the id of the row that `sql` finds, and notes how it is known by its second column.
template <class... Args>
Result<bool> look_up(Database& database, Earlier& earlier, std::string_view sql,
                     const Args&... args) {
  RELAIS_ASSIGN(auto row, database.prepare(sql));
  RELAIS_ASSIGN(const bool there, row.bind(args...).step());
  if (!there) return false;
  earlier.id = row.string(0);
  earlier.known = row.text(1) == "deleted" ? Known::tombstoned : Known::collected;
  return true;
}

}  // namespace

Result<Earlier> find_earlier(Database& database, const MailAccount& account,
                             std::string_view remote_id, std::string_view internet_message_id,
                             Millis received_at) {
  Earlier earlier;
  RELAIS_ASSIGN(earlier.same, look_up(database, earlier,
                                      "SELECT id, status FROM communicator_message "
                                      "WHERE entity_id = ? AND account = ? AND graph_id = ?",
                                      account.entity, account.account, remote_id));
  if (earlier.same) return earlier;
  RELAIS_ASSIGN(earlier.same, look_up(database, earlier,
                                      "SELECT message_id, 'deleted' FROM communicator_tombstone "
                                      "WHERE entity_id = ? AND account = ? AND graph_id = ?",
                                      account.entity, account.account, remote_id));
  if (earlier.same) return earlier;
  const std::string internet_id = normalise_line(internet_message_id);
  if (internet_id.empty()) return earlier;
  const std::string received = format_utc(received_at);
  // A copy that is there counts more than one that was deleted.
  RELAIS_ASSIGN(const bool copy,
                look_up(database, earlier,
                        "SELECT id, status FROM communicator_message WHERE entity_id = ? "
                        "AND account = ? AND internet_message_id = ? AND received_at = ? "
                        "ORDER BY status = 'deleted' LIMIT 1",
                        account.entity, account.account, internet_id, received));
  if (copy) return earlier;
  RELAIS_TRY(look_up(database, earlier,
                     "SELECT message_id, 'deleted' FROM communicator_tombstone "
                     "WHERE entity_id = ? AND account = ? AND internet_message_id = ? "
                     "AND received_at = ? LIMIT 1",
                     account.entity, account.account, internet_id, received));
  return earlier;
}

Result<> check_message(const NewMessage& message) {
  RELAIS_TRY(check_remote_id(message.remote_id, "the id of a message"));
  RELAIS_TRY(check_remote_id(message.folder_id, "the id of a message's folder"));
  RELAIS_TRY(check_instant(message.received_at, "the time of receipt"));
  if (message.sent_at) RELAIS_TRY(check_instant(*message.sent_at, "the time of sending"));
  if (message.size && *message.size < 0)
    return fail(Errc::item, "a message of a negative size cannot be stored");
  for (const auto& one : message.attachments)
    if (one.size < 0 || (one.ref.empty() ? !one.sha256.empty() : !is_sha256(one.sha256)))
      return fail(Errc::item,
                  "an attachment of which size, hash and file disagree cannot be stored");
  return {};
}

Result<std::string> insert_message(Database& database, const MailAccount& account,
                                   const NewMessage& message, const Employees& employees) {
  std::string id = random_uuid();
  const std::string notes = normalise_text(message.notes);
  const auto line = [](std::string_view text) {
    const std::string clean = normalise_line(text);
    return clean.empty() ? std::nullopt : std::optional<std::string>(clean);
  };
  RELAIS_TRY(database.run(
      "INSERT INTO communicator_message(id, entity_id, account, graph_id, internet_message_id, "
      "conversation_id, direction, from_address, from_name, sender_address, subject, received_at, "
      "sent_at, has_attachments, importance, sensitivity, folder_id, folder_path, body_type, "
      "body_ref, mime_ref, size, notes) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      id, account.entity, account.account, message.remote_id, line(message.internet_message_id),
      line(message.conversation_id), direction_of(message, employees), line(message.from_address),
      line(message.from_name), line(message.sender_address), line(message.subject),
      format_utc(message.received_at), utc_or_null(message.sent_at), message.has_attachments,
      normalise_line(message.importance), line(message.sensitivity), message.folder_id,
      normalise_line(message.folder_path), or_null(message.body_type), or_null(message.body_ref),
      or_null(message.mime_ref), message.size, or_null(notes)));
  RELAIS_TRY(insert_recipients(database, id, message.recipients));
  RELAIS_TRY(insert_attachments(database, id, message.attachments));
  return id;
}

Result<std::optional<StoredMessage>> read_message(Database& database, const MailAccount& account,
                                                  std::string_view remote_id) {
  std::optional<StoredMessage> found;
  RELAIS_TRY(each_row(
      database,
      "SELECT id, entity_id, account, graph_id, internet_message_id, folder_id, status, "
      "marker_state, marker_error FROM communicator_message "
      "WHERE entity_id = ? AND account = ? AND graph_id = ?",
      [&](const sqlite::Statement& row) { found = stored_in(row); }, account.entity,
      account.account, remote_id));
  return found;
}

Result<std::vector<StoredMessage>> read_copies(Database& database, std::string_view entity,
                                               std::string_view internet_message_id) {
  std::vector<StoredMessage> copies;
  RELAIS_TRY(each_row(
      database,
      "SELECT id, entity_id, account, graph_id, internet_message_id, folder_id, status, "
      "marker_state, marker_error FROM communicator_message "
      "WHERE internet_message_id = ? AND entity_id = ? ORDER BY account, graph_id",
      [&](const sqlite::Statement& row) { copies.push_back(stored_in(row)); },
      normalise_line(internet_message_id), entity));
  return copies;
}

Result<> write_move(Database& database, const MailAccount& account, std::string_view remote_id,
                    std::string_view folder_id, std::string_view folder_path) {
  RELAIS_TRY(check_remote_id(folder_id, "the id of a message's folder"));
  RELAIS_TRY(database.run(
      "UPDATE communicator_message SET folder_id = ?4, "
      "folder_path = CASE status WHEN 'deleted' THEN '' ELSE ?5 END, "
      "marker_tried = CASE marker_error WHEN 'gone' THEN NULL ELSE marker_tried END, "
      "marker_error = nullif(marker_error, 'gone') "
      "WHERE entity_id = ?1 AND account = ?2 AND graph_id = ?3 AND (folder_id <> ?4 "
      "OR (folder_path <> ?5 AND status <> 'deleted') OR marker_error IS 'gone')",
      account.entity, account.account, remote_id, folder_id, normalise_line(folder_path)));
  RELAIS_TRY(
      database.run("UPDATE mail_verdict SET folder_id = ?4 WHERE entity_id = ?1 AND account = ?2 "
                   "AND message_id = ?3 AND folder_id <> ?4",
                   account.entity, account.account, remote_id, folder_id));
  return {};
}

Result<std::vector<std::string>> read_unreferenced(Database& database,
                                                   std::span<const std::string> refs) {
  std::vector<std::string> unknown;
  RELAIS_TRY(each_row(
      database,
      "SELECT x.value FROM json_each(?) AS x WHERE NOT EXISTS ("
      "SELECT 1 FROM communicator_message WHERE body_ref = x.value) AND NOT EXISTS ("
      "SELECT 1 FROM communicator_message WHERE mime_ref = x.value) AND NOT EXISTS ("
      "SELECT 1 FROM communicator_attachment WHERE ref = x.value)",
      [&](const sqlite::Statement& row) { unknown.push_back(row.string(0)); }, id_array(refs)));
  return unknown;
}

}  // namespace relais::store
