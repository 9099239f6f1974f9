#include <fmt/core.h>

#include "engine/cli/name_lookup.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/connection/make_connection.hpp"

namespace relais::cli {
namespace {

struct LinkSubject {
  config::Config config;
  std::unique_ptr<store::Store> store;
  store::Handler handler;
  std::string connection;
};

Result<LinkSubject> link_subject(const Call& call) {
  LinkSubject subject;
  RELAIS_ASSIGN(subject.config, load_config(call));
  RELAIS_ASSIGN(subject.store, open_store(subject.config));
  RELAIS_ASSIGN(subject.handler,
                find_handler(*subject.store, call.arguments[0], call.value("entity")));
  subject.connection = call.has("connection") ? call.value("connection")
                                              : std::string(connection::microsoft365_name);
  return subject;
}

/// Links may be made before their entity is configured (R9), which is worth a word.
std::vector<std::string> warnings(const LinkSubject& subject) {
  const auto* entity = subject.config.entity(subject.handler.entity);
  if (entity == nullptr)
    return {fmt::format("note: entity {} is not configured yet; the link waits for it",
                        subject.handler.entity)};
  const bool known = subject.connection == connection::microsoft365_name
                         ? entity->microsoft365.has_value()
                         : entity->connections.contains(subject.connection);
  if (known) return {};
  return {fmt::format("note: entity {} has no connection {} yet; the link waits for it", entity->id,
                      subject.connection)};
}

json::object linked_json(const LinkSubject& subject, bool changed) {
  return {{"entity", subject.handler.entity},
          {"handler", subject.handler.code},
          {"connection", subject.connection},
          {"changed", changed}};
}

Result<Reply> run_link(const Call& call) {
  RELAIS_ASSIGN(const auto subject, link_subject(call));
  const std::string& address = call.arguments[1];
  auto changed = subject.store->link(subject.handler.id, subject.connection, address);
  if (!changed) {
    if (changed.error().code == Errc::conflict) changed.error().code = Errc::usage;
    return fail(changed.error());
  }
  Reply reply;
  reply.text = fmt::format("{}/{} {} over {}\n", subject.handler.entity, subject.handler.code,
                           *changed ? "is linked" : "was linked to this address already",
                           subject.connection);
  reply.notes = warnings(subject);
  if (!subject.handler.active) reply.notes.emplace_back("note: the handler is not active");
  if (!subject.handler.sync_addresses && !subject.handler.sync_calendar_items)
    reply.notes.push_back(fmt::format(
        "note: everything is switched off for him; e.g. `relais handler set {} --addresses on`",
        subject.handler.code));
  reply.document = linked_json(subject, *changed);
  return reply;
}

Result<Reply> run_unlink(const Call& call) {
  RELAIS_ASSIGN(const auto subject, link_subject(call));
  RELAIS_ASSIGN(const bool changed, subject.store->unlink(subject.handler.id, subject.connection));
  Reply reply;
  reply.text =
      fmt::format("{}/{} {} over {}\n", subject.handler.entity, subject.handler.code,
                  changed ? "is not linked any more" : "was not linked", subject.connection);
  const auto* entity = subject.config.entity(subject.handler.entity);
  if (changed && entity != nullptr)
    reply.notes.emplace_back(
        entity->safety.on_disable == config::OnDisable::remove
            ? "note: the next sync removes the copies from that mailbox (on_disable: remove)"
            : "note: the copies in that mailbox stay; `relais purge` removes them");
  reply.document = linked_json(subject, changed);
  return reply;
}

const std::vector<Option>& link_options() {
  static const std::vector<Option> all{
      {"entity", "ID", "if several entities have a handler of this code"},
      {"connection", "NAME", "default microsoft365; other connectors name their own"}};
  return all;
}

}  // namespace

Verb handler_link_verb() {
  return {"handler link",
          "CODE ADDRESS",
          2,
          2,
          "Says which mailbox is the handler's",
          "Replaces his link of that connection. The address is the user principal name or the\n"
          "primary address; the first sync looks it up. An address belongs to one handler.",
          link_options(),
          "relais handler link MM mm@firm.example",
          run_link,
          kForAdmins};
}

Verb handler_unlink_verb() {
  return {"handler unlink",
          "CODE",
          1,
          1,
          "Takes the handler's link away",
          "Nothing is synced for him any more. What is in the mailbox stays, unless the\n"
          "configuration says `on_disable: remove`.",
          link_options(),
          "relais handler unlink MM",
          run_unlink,
          kForAdmins};
}

}  // namespace relais::cli
