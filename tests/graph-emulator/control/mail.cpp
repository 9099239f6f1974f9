#include "tests/graph-emulator/control/mail.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/text.hpp"
#include "tests/graph-emulator/control/read.hpp"
#include "tests/graph-emulator/state/event_body.hpp"
#include "tests/graph-emulator/state/mail_acts.hpp"

namespace relais::emulator {
namespace {

constexpr std::array<std::string_view, 15> mail_verbs = {
    "create_message",    "update_message",     "move_message",       "delete_message",
    "purge_message",     "send_draft",         "create_mail_folder", "rename_mail_folder",
    "move_mail_folder",  "delete_mail_folder", "purge_mail_folder",  "create_search_folder",
    "set_mail_language", "create_category",    "delete_category"};

Error mail_error(const Refusal& refusal) {
  return {Errc::usage, fmt::format("{}: {}", refusal.code, refusal.message), {}};
}

/// By well-known name, id, or path of names below the root: "Clients/Muster"; "" is the inbox.
Result<MailFolder*> find_mail_folder(Mail& mail, std::string_view name) {
  if (name.empty()) return mail.well_known("inbox");
  if (MailFolder* folder = mail.well_known(name)) return folder;
  if (MailFolder* folder = mail.folder_by_id(name)) return folder;
  MailFolder* at = &mail.root();
  while (at != nullptr && !name.empty()) {
    const std::size_t slash = name.find('/');
    at = mail.child_by_name(*at, name.substr(0, slash));
    name.remove_prefix(slash == std::string_view::npos ? name.size() : slash + 1);
  }
  if (at == nullptr) return fail(Errc::not_found, "there is no such mail folder");
  return at;
}

json::object ids_of(const Mail& mail, const Message& message) {
  return {{"id", mail.id(message, IdKind::immutable_id)},
          {"mutable_id", mail.id(message, IdKind::mutable_id)}};
}

Result<json::object> make_message(Mail& mail, const json::object& action, Millis now) {
  RELAIS_ASSIGN(MailFolder * folder, find_mail_folder(mail, string_at(action, "folder")));
  RELAIS_ASSIGN(Message message, read_message(action, now));
  message.sent_copy = folder == mail.well_known("sentitems");
  return ids_of(mail, mail.add(*folder, std::move(message), now));
}

Result<> change_message(Mail& mail, Message& message, const json::object& action, Millis now) {
  const json::value* set = action.if_contains("set");
  if (set == nullptr || !set->is_object()) return fail(Errc::usage, "\"set\" is an object");
  if (const auto updated = update_message(mail, message, set->get_object(), now); !updated)
    return fail(mail_error(updated.error()));
  if (const json::value* hidden = action.if_contains("hidden"); hidden && hidden->is_object())
    for (const auto& [key, value] : hidden->get_object()) message.owner[key] = value;
  return {};
}

Result<json::object> on_message(Service& service, Mail& mail, std::string_view verb,
                                const json::object& action) {
  const Millis now = service.now();
  Message* message = mail.find_any(string_at(action, "message"));
  if (message == nullptr) return fail(Errc::not_found, "there is no such message");
  if (verb == "purge_message") {
    mail.purge(*message);
    return json::object{};
  }
  if (verb == "update_message") {
    RELAIS_TRY(change_message(mail, *message, action, now));
  } else if (verb == "send_draft") {
    if (!message->draft) return fail(Errc::usage, "only a draft can be sent");
    send_draft(mail, *message, now, service.settings()->sent_keeps_received);
  } else {
    const bool away = verb == "delete_message";
    RELAIS_ASSIGN(MailFolder * target,
                  find_mail_folder(mail, away ? "deleteditems" : string_at(action, "folder")));
    mail.move(*message, *target, now);
  }
  return ids_of(mail, *message);
}

Result<json::object> make_folder(Mail& mail, std::string_view verb, const json::object& action) {
  MailFolder* parent = &mail.root();
  if (const auto name = string_at(action, "parent"); !name.empty()) {
    RELAIS_ASSIGN(parent, find_mail_folder(mail, name));
  }
  MailFolder& made = mail.add_folder(*parent, std::string(string_at(action, "name")),
                                     std::string(string_at(action, "well_known")));
  made.hidden = bool_at(action, "is_hidden");
  made.search = verb == "create_search_folder";
  return json::object{{"id", made.id}};
}

Result<json::object> on_mail_folder(Mail& mail, std::string_view verb, const json::object& action) {
  if (verb.starts_with("create_")) return make_folder(mail, verb, action);
  RELAIS_ASSIGN(MailFolder * folder, find_mail_folder(mail, string_at(action, "folder")));
  if (folder == &mail.root()) return fail(Errc::usage, "the root stays as it is");
  if (verb == "rename_mail_folder") {
    mail.rename(*folder, std::string(string_at(action, "name")));
  } else if (verb == "purge_mail_folder") {
    mail.purge(*folder);
  } else {
    const bool away = verb == "delete_mail_folder";
    const auto parent = string_at(action, "parent", "msgfolderroot");
    RELAIS_ASSIGN(MailFolder * target, find_mail_folder(mail, away ? "deleteditems" : parent));
    if (mail.below(*target, *folder)) return fail(Errc::usage, "a folder is not moved into itself");
    mail.move(*folder, *target);
  }
  return json::object{};
}

Result<json::object> on_category(Mail& mail, std::string_view verb, const json::object& action) {
  const std::string name(string_at(action, "name"));
  std::erase_if(mail.categories, [&](const MasterCategory& one) { return one.name == name; });
  if (verb == "create_category")
    mail.categories.push_back(
        {random_uuid(), name, std::string(string_at(action, "color", "none"))});
  return json::object{};
}

/// As its owner sees it: bodies as text.
json::object describe_message(const Mail& mail, const Message& message) {
  json::object shown = ids_of(mail, message);
  const Schema& schema = message_schema();
  for (PropertyIndex i = 0; i < schema.properties.size(); ++i)
    if (const json::value* value = message.values.find(i))
      shown[schema.properties[i].name] = *value;
  if (const json::value* body = message.values.find(message::body))
    shown["body"] = text_of(body->as_object());
  json::object extended;
  for (const ExtendedProperty& property : message.extended) extended[property.id] = property.value;
  if (!shown.contains("categories")) shown["categories"] = json::array{};
  shown["folder"] = message.folder->name;
  shown["folder_id"] = message.folder->id;
  shown["receivedDateTime"] = format_utc(message.received);
  shown["isRead"] = message.read;
  shown["isDraft"] = message.draft;
  shown["attachments"] = message.attachments.size();
  shown["singleValueExtendedProperties"] = std::move(extended);
  shown["change_key"] = make_change_key(message.change_number);
  shown["hidden"] = message.owner;
  return shown;
}

json::object describe_mail_folder(const Mail& mail, const MailFolder& folder) {
  return {{"id", folder.id},
          {"name", folder.name},
          {"well_known", folder.well_known},
          {"parent", folder.parent != nullptr ? folder.parent->id : ""},
          {"hidden", folder.hidden},
          {"search", folder.search},
          {"listed", mail.listed(folder)},
          {"total", folder.total},
          {"unread", folder.unread}};
}

}  // namespace

bool is_mail_action(std::string_view verb) {
  return std::find(mail_verbs.begin(), mail_verbs.end(), verb) != mail_verbs.end();
}

Result<json::object> act_on_mail(Service& service, User& user, const json::object& action) {
  RELAIS_TRY(only_keys(
      action,
      {"do", "message", "set", "folder", "name", "parent", "hidden", "is_hidden", "well_known",
       "language", "color", "mime", "mime_fails", "scanning_ms", "type", "attachments"},
      "owner action"));
  const auto verb = string_at(action, "do");
  const std::lock_guard lock(user.mailbox.mutex);
  Mail& mail = user.mail_store;
  if (verb == "create_message") return make_message(mail, action, service.now());
  if (verb == "set_mail_language") {
    const auto language = language_named(string_at(action, "language"));
    if (!language) return fail(Errc::usage, "\"language\" is \"en\", \"de\", \"fr\" or \"it\"");
    mail.set_language(*language);
    return json::object{};
  }
  if (verb.ends_with("_category")) return on_category(mail, verb, action);
  if (verb.ends_with("_folder")) return on_mail_folder(mail, verb, action);
  return on_message(service, mail, verb, action);
}

Result<json::object> fill_mail(Service& service, User& user, const json::object& what) {
  RELAIS_TRY(only_keys(what,
                       {"kind", "count", "folder", "first", "set", "from", "every_s", "attachments",
                        "mime_fails", "type"},
                       "fill"));
  MailBlock block;
  const std::int64_t count = int_at(what, "count", 0);
  const std::int64_t every = int_at(what, "every_s", 60);
  if (count < 0 || every < 1) return fail(Errc::usage, "\"count\" and \"every_s\" are positive");
  json::object pattern = what;
  for (const std::string_view key : {"kind", "count", "first", "from", "every_s"})
    pattern.erase(key);
  RELAIS_ASSIGN(block.pattern, read_message(pattern, service.now()));
  RELAIS_ASSIGN(block.start, parse_utc(string_at(what, "from", "2015-01-01T00:00:00Z")));
  if (block.pattern.values.find(message::subject) == nullptr)
    block.pattern.values.set(message::subject, json::value("Message {n}"));
  if (block.pattern.values.find(message::from) == nullptr)
    block.pattern.values.set(message::from, recipient("Person {n} <person{n}@example.com>"));
  block.start = block.start / 1000 * 1000;
  block.step = every * 1000;
  block.count = static_cast<std::uint64_t>(count);
  block.first_text = int_at(what, "first", 1);
  const std::lock_guard lock(user.mailbox.mutex);
  Mail& mail = user.mail_store;
  RELAIS_ASSIGN(MailFolder * folder, find_mail_folder(mail, string_at(what, "folder")));
  if (count > 0) mail.add_block(*folder, std::move(block));
  return json::object{{"count", count}};
}

void describe_mail(User& user, json::object& mailbox) {
  Mail& mail = user.mail_store;
  json::array folders, messages, blocks, categories;
  for (const auto& folder : mail.folders()) {
    folders.push_back(describe_mail_folder(mail, *folder));
    for (const auto& [place, message] : folder->messages)
      messages.push_back(describe_message(mail, *message));
  }
  for (const auto& block : mail.blocks())
    blocks.push_back(json::object{{"folder_id", block->folder->id},
                                  {"count", block->count - block->taken.size()}});
  for (const MasterCategory& one : mail.categories)
    categories.push_back(json::object{{"id", one.id}, {"name", one.name}, {"color", one.color}});
  mailbox["mail_folders"] = std::move(folders);
  mailbox["messages"] = std::move(messages);
  mailbox["message_blocks"] = std::move(blocks);
  mailbox["categories"] = std::move(categories);
}

}  // namespace relais::emulator
