// The owner of a mailbox, at work in their own client: no throttle, no tokens.
#include "tests/graph-emulator/api/items.hpp"
#include "tests/graph-emulator/control/event.hpp"
#include "tests/graph-emulator/control/mail.hpp"
#include "tests/graph-emulator/control/read.hpp"
#include "tests/graph-emulator/control/todo.hpp"
#include "tests/graph-emulator/odata/render.hpp"
#include "tests/graph-emulator/state/contact.hpp"

namespace relais::emulator {
namespace {

/// By id, or by name among the live folders; "" is the default folder.
Result<Folder*> find_folder(Mailbox& mailbox, std::string_view name) {
  if (name.empty() || name == "Contacts") return &mailbox.contacts();
  if (name == "Deleted Items") return &mailbox.deleted_items();
  for (const auto& folder : mailbox.folders())
    if (folder->kind == FolderKind::contacts &&
        (folder->id == name || (folder->name == name && mailbox.alive(*folder))))
      return folder.get();
  return fail(Errc::not_found, "there is no such folder");
}

Result<Item*> find_item(Mailbox& mailbox, const json::object& action) {
  Item* item = mailbox.item_by_any_id(string_at(action, "contact"));
  if (item == nullptr || item->schema != &contact_schema())
    return fail(Errc::not_found, "there is no such contact");
  return item;
}

Result<json::object> on_folder(Mailbox& mailbox, std::string_view verb,
                               const json::object& action) {
  if (verb == "create_folder") {
    Folder* parent = &mailbox.root();
    if (action.contains("parent")) {
      RELAIS_ASSIGN(parent, find_folder(mailbox, string_at(action, "parent")));
    }
    const Folder& made = mailbox.add_folder(*parent, std::string(string_at(action, "name")));
    return json::object{{"id", made.id}};
  }
  RELAIS_ASSIGN(Folder * folder, find_folder(mailbox, string_at(action, "folder")));
  if (verb == "rename_folder")
    folder->name = string_at(action, "name");
  else if (verb == "delete_folder")
    mailbox.move_folder(*folder, mailbox.deleted_items());
  else
    mailbox.purge_folder(*folder);
  return json::object{};
}

Result<json::object> on_item(Mailbox& mailbox, std::string_view verb, const json::object& action,
                             Millis now) {
  RELAIS_ASSIGN(Item * item, find_item(mailbox, action));
  if (verb == "update") {
    auto updated = update_item(mailbox, contact_kind(), *item, set_of(action), now);
    if (!updated) return fail(error_of(updated.error()));
    set_hidden(item->owner, action);
  } else if (verb == "delete") {
    mailbox.move(*item, mailbox.deleted_items(), true, now);
  } else if (verb == "purge") {
    mailbox.purge(*item);
    return json::object{};
  } else {  // move, restore
    RELAIS_ASSIGN(Folder * target, find_folder(mailbox, string_at(action, "folder")));
    mailbox.move(*item, *target, false, now);
  }
  return ids_of(*item);
}

/// With a name and an address if the pattern has none.
json::object filled_contact(const std::string& pattern, std::int64_t number) {
  const std::string text = std::to_string(number);
  json::object body = numbered(pattern, number);
  body.emplace("givenName", "Given" + text);
  body.emplace("surname", "Family" + text);
  body.emplace("emailAddresses",
               json::array{json::object{{"name", "Given" + text + " Family" + text},
                                        {"address", "person" + text + "@example.com"}}});
  return body;
}

}  // namespace

Result<json::object> act_as_owner(Service& service, User& user, const json::object& action) {
  if (is_todo_action(string_at(action, "do"))) return act_on_todo(service, user, action);
  if (is_mail_action(string_at(action, "do"))) return act_on_mail(service, user, action);
  if (is_event_action(string_at(action, "do"))) return act_on_events(service, user, action);
  RELAIS_TRY(only_keys(action, {"do", "contact", "set", "folder", "name", "parent", "hidden"},
                       "owner action"));
  const auto verb = string_at(action, "do");
  const Millis now = service.now();
  Mailbox& mailbox = user.mailbox;
  const std::lock_guard lock(mailbox.mutex);
  if (verb == "create") {
    RELAIS_ASSIGN(Folder * folder, find_folder(mailbox, string_at(action, "folder")));
    auto item = create_item(mailbox, contact_kind(), *folder, set_of(action), now);
    if (!item) return fail(error_of(item.error()));
    set_hidden((*item)->owner, action);
    return ids_of(**item);
  }
  if (verb == "update" || verb == "delete" || verb == "purge" || verb == "move" ||
      verb == "restore")
    return on_item(mailbox, verb, action, now);
  if (verb == "create_folder" || verb == "rename_folder" || verb == "delete_folder" ||
      verb == "purge_folder")
    return on_folder(mailbox, verb, action);
  return fail(Errc::usage,
              "\"do\" is create, update, delete, purge, move, restore, create_folder, "
              "rename_folder, delete_folder or purge_folder");
}

Result<json::object> fill(Service& service, User& user, const json::object& what) {
  if (string_at(what, "kind") == "task") return fill_tasks(service, user, what);
  if (string_at(what, "kind") == "message") return fill_mail(service, user, what);
  if (string_at(what, "kind") == "event") return fill_events(service, user, what);
  RELAIS_TRY(only_keys(what, {"count", "folder", "first", "set", "ids"}, "fill"));
  const std::int64_t count = int_at(what, "count", 0);
  const std::int64_t first = int_at(what, "first", 1);
  const std::string pattern = json::serialize(set_of(what));
  Mailbox& mailbox = user.mailbox;
  json::array ids;
  const std::lock_guard lock(mailbox.mutex);
  RELAIS_ASSIGN(Folder * folder, find_folder(mailbox, string_at(what, "folder")));
  for (std::int64_t i = first; i < first + count; ++i) {
    auto item =
        create_item(mailbox, contact_kind(), *folder, filled_contact(pattern, i), service.now());
    if (!item) return fail(error_of(item.error()));
    if (bool_at(what, "ids")) ids.emplace_back((*item)->immutable_id);
  }
  return json::object{{"count", count}, {"ids", std::move(ids)}};
}

json::object describe_mailbox(User& user) {
  Mailbox& mailbox = user.mailbox;
  const std::lock_guard lock(mailbox.mutex);
  const Selection everything;
  json::array folders, contacts, deleted;
  for (const auto& folder : mailbox.folders()) {
    if (folder->kind != FolderKind::contacts) continue;
    const bool alive = mailbox.alive(*folder);
    folders.push_back(json::object{{"id", folder->id},
                                   {"name", folder->name},
                                   {"parent", folder->parent ? folder->parent->id : ""},
                                   {"alive", alive},
                                   {"contacts", folder->items.size()}});
    for (const auto& [place, item] : folder->items) {
      if (item->schema != &contact_schema()) continue;
      std::string text;
      append_item(text, *item, {.ids = IdKind::immutable_id, .select = &everything});
      json::object contact = json::parse(text).as_object();
      json::object extended;
      for (const ExtendedProperty& property : item->extended)
        extended[property.id] = property.value;
      contact["singleValueExtendedProperties"] = std::move(extended);
      contact["mutable_id"] = item->mutable_id;
      contact["folder"] = folder->name;
      contact["hidden"] = item->owner;
      (alive ? contacts : deleted).push_back(std::move(contact));
    }
  }
  json::object all{{"user", user.id},
                   {"default_folder", mailbox.contacts().id},
                   {"folders", std::move(folders)},
                   {"contacts", std::move(contacts)},
                   {"deleted", std::move(deleted)}};
  describe_events(user, all);
  describe_todo(user.todo, all);
  describe_mail(user, all);
  return all;
}

}  // namespace relais::emulator
