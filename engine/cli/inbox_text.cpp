#include "engine/cli/inbox_text.hpp"

#include <fmt/core.h>

#include "engine/base/text.hpp"
#include "engine/cli/table.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

json::array recipients_json(const std::vector<store::Recipient>& recipients) {
  json::array list;
  for (const auto& one : recipients)
    list.push_back(json::object{{"role", store::name_of(one.role)},
                                {"name", text_or_null(one.name)},
                                {"address", one.address}});
  return list;
}

json::array attachments_json(const std::vector<store::Attachment>& attachments) {
  json::array list;
  for (const auto& one : attachments)
    list.push_back(json::object{{"name", one.name},
                                {"content_type", one.content_type},
                                {"size", one.size},
                                {"inline", one.is_inline},
                                {"sha256", text_or_null(one.sha256)},
                                {"ref", text_or_null(one.ref)},
                                {"note", text_or_null(one.note)}});
  return list;
}

std::string person_text(const std::string& name, const std::string& address) {
  if (name.empty()) return address;
  return address.empty() ? name : fmt::format("{} <{}>", name, address);
}

std::string case_text(const store::InboxLine& line) {
  return line.case_number.empty() ? line.case_id : line.case_number;
}

/// The store's texts are clean already; another program may have written them, too.
void add_fact(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out += fmt::format("{:<13}{}\n", name, normalise_line(value));
}

}  // namespace

json::object to_json(const store::InboxLine& line, bool contents) {
  json::object object{{"id", line.id},
                      {"entity", line.account.entity},
                      {"account", line.account.account},
                      {"direction", line.direction},
                      {"received_at", line.received_at},
                      {"status", line.status},
                      {"case", text_or_null(line.case_id)},
                      {"case_number", text_or_null(line.case_number)},
                      {"handler", text_or_null(line.responsible)},
                      {"marker", line.marker_state},
                      {"has_attachments", line.has_attachments}};
  if (contents) {
    object["from"] = text_or_null(line.from_address);
    object["subject"] = text_or_null(line.subject);
  }
  return object;
}

json::object to_json(const store::InboxMessage& message) {
  auto object = to_json(message.line, true);
  object["mailbox_id"] = message.remote_id;
  object["from_name"] = text_or_null(message.from_name);
  object["sender"] = text_or_null(message.sender_address);
  object["sent_at"] = text_or_null(message.sent_at);
  object["importance"] = message.importance;
  object["sensitivity"] = text_or_null(message.sensitivity);
  object["folder"] = text_or_null(message.folder_path);
  object["size"] = message.size ? json::value(*message.size) : json::value(nullptr);
  object["paused_until"] = text_or_null(message.paused_until);
  object["archived_at"] = text_or_null(message.archived_at);
  object["archived_by"] = text_or_null(message.archived_by);
  object["marker_error"] = text_or_null(message.marker_error);
  object["notes"] = text_or_null(message.notes);
  object["body_type"] = text_or_null(message.body_type);
  object["body_ref"] = text_or_null(message.body_ref);
  object["mime_ref"] = text_or_null(message.mime_ref);
  object["recipients"] = recipients_json(message.recipients);
  object["attachments"] = attachments_json(message.attachments);
  return object;
}

std::string inbox_table(const std::vector<store::InboxLine>& lines, bool contents) {
  std::vector<std::string> header{"ID",     "ENTITY", "ACCOUNT", "RECEIVED", "WAY",
                                  "STATUS", "CASE",   "HANDLER", "MARKER"};
  if (contents) header.insert(header.end(), {"FROM", "SUBJECT"});
  Table table(std::move(header));
  for (const auto& line : lines) {
    std::vector<std::string> cells{line.id,          line.account.entity, line.account.account,
                                   line.received_at, line.direction,      line.status,
                                   case_text(line),  line.responsible,    line.marker_state};
    if (contents)
      cells.insert(cells.end(), {normalise_line(line.from_address), normalise_line(line.subject)});
    for (auto& cell : cells)
      if (cell.empty()) cell = "-";
    table.add(std::move(cells));
  }
  return table.text();
}

std::string message_text(const store::InboxMessage& message) {
  const auto& line = message.line;
  std::string out;
  add_fact(out, "id", line.id);
  add_fact(out, "in mailbox", message.remote_id);
  add_fact(out, "account", line.account.entity + '/' + line.account.account);
  add_fact(out, "from", person_text(message.from_name, line.from_address));
  if (message.sender_address != line.from_address) add_fact(out, "sender", message.sender_address);
  for (const auto& one : message.recipients)
    add_fact(out, store::name_of(one.role), person_text(one.name, one.address));
  add_fact(out, "subject", line.subject);
  add_fact(out, "received", line.received_at);
  add_fact(out, "sent", message.sent_at);
  add_fact(out, "folder", message.folder_path);
  add_fact(out, "status", line.status);
  add_fact(out, "case", case_text(line));
  add_fact(out, "handler", line.responsible);
  add_fact(out, "archived",
           message.archived_at + (message.archived_by.empty() ? "" : " by " + message.archived_by));
  add_fact(
      out, "marker",
      line.marker_state + (message.marker_error.empty() ? "" : " (" + message.marker_error + ")"));
  for (const auto& one : message.attachments)
    add_fact(out, "attachment",
             fmt::format("{} ({}, {} bytes{})", one.name, one.content_type, one.size,
                         !one.ref.empty()   ? ""
                         : one.note.empty() ? ", not fetched"
                                            : ", not fetched: " + one.note));
  add_fact(out, "body", message.body_ref);
  add_fact(out, "whole", message.mime_ref);
  add_fact(out, "notes", message.notes);
  return out;
}

std::string filed_text(std::string_view what, const store::Filed& filed) {
  std::string out = fmt::format("{} {}", filed.changed, what);
  if (filed.already > 0) out += fmt::format(", {} already so", filed.already);
  if (filed.deleted > 0) out += fmt::format(", {} left as they are: deleted before", filed.deleted);
  return out + '\n';
}

}  // namespace relais::cli
