#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "tests/graph-emulator/auth/assertion.hpp"
#include "tests/graph-emulator/control/interface.hpp"
#include "tests/graph-emulator/control/read.hpp"

namespace relais::emulator {
namespace {

constexpr Millis never = 4'102'444'800'000;  // 2100-01-01

Result<Millis> expiry(const json::object& secret) {
  const auto text = string_at(secret, "expires");
  if (text.empty()) return never;
  return parse_utc(text);
}

Result<App> read_app(const json::object& object) {
  RELAIS_TRY(only_keys(object,
                       {"client_id", "name", "secrets", "certificates", "roles", "hidden_roles",
                        "mailboxes", "disabled"},
                       "application"));
  App app;
  app.client_id = string_at(object, "client_id");
  if (app.client_id.empty()) return fail(Errc::usage, "an application needs a \"client_id\"");
  app.name = string_at(object, "name", "relais");
  for (const json::value& value : array_at(object, "secrets")) {
    Secret secret;
    secret.id = random_uuid();
    secret.expires = never;
    if (value.is_string()) {
      secret.value = value.get_string();
    } else if (value.is_object()) {
      secret.value = string_at(value.get_object(), "value");
      secret.id = string_at(value.get_object(), "id", secret.id);
      secret.name = string_at(value.get_object(), "name");
      RELAIS_ASSIGN(secret.expires, expiry(value.get_object()));
    }
    if (secret.value.empty()) return fail(Errc::usage, "a secret needs a \"value\"");
    app.secrets.push_back(std::move(secret));
  }
  for (const std::string& pem : strings_at(object, "certificates")) {
    RELAIS_ASSIGN(Certificate certificate, read_certificate(pem));
    app.certificates.push_back(std::move(certificate));
  }
  for (std::string& role : strings_at(object, "roles")) app.roles.insert(std::move(role));
  for (std::string& role : strings_at(object, "hidden_roles"))
    app.hidden_roles.insert(std::move(role));
  for (std::string& id : strings_at(object, "mailboxes")) app.mailboxes.insert(std::move(id));
  app.disabled = bool_at(object, "disabled");
  return app;
}

Result<MailboxState> read_state(std::string_view text) {
  if (text == "ok") return MailboxState::ok;
  if (text == "on-premises") return MailboxState::on_premises;
  if (text == "unlicensed") return MailboxState::unlicensed;
  if (text == "out-of-scope") return MailboxState::out_of_scope;
  return fail(Errc::usage,
              "\"mailbox\" is \"ok\", \"on-premises\", \"unlicensed\" or \"out-of-scope\"");
}

}  // namespace

Result<> seed_app(Service& service, const std::string& tenant, const json::object& object) {
  RELAIS_ASSIGN(App app, read_app(object));
  if (!service.world.put_app(service.world.tenant_id(tenant), std::move(app)))
    return fail(Errc::not_found, "there is no such tenant");
  return {};
}

Result<> seed_user(Service& service, const std::string& tenant, const json::object& object) {
  RELAIS_TRY(
      only_keys(object,
                {"id", "upn", "mail", "display_name", "mailbox", "folders", "contacts", "fill",
                 "lists", "tasks", "calendars", "events", "language", "mail_folders", "messages"},
                "user"));
  const std::string id(string_at(object, "id"));
  if (id.empty()) return fail(Errc::usage, "a user needs an \"id\"");
  const std::string upn(string_at(object, "upn", id));
  RELAIS_ASSIGN(const MailboxState state, read_state(string_at(object, "mailbox", "ok")));
  const auto user = service.world.put_user(service.world.tenant_id(tenant), id, upn,
                                           std::string(string_at(object, "mail", upn)),
                                           std::string(string_at(object, "display_name")), state);
  if (!user) return fail(Errc::not_found, "there is no such tenant");
  for (const std::string& folder : strings_at(object, "folders"))
    RELAIS_TRY(act_as_owner(service, *user, {{"do", "create_folder"}, {"name", folder}}));
  for (const json::value& contact : array_at(object, "contacts")) {
    if (!contact.is_object()) return fail(Errc::usage, "a contact is an object");
    RELAIS_TRY(act_as_owner(service, *user, {{"do", "create"}, {"set", contact}}));
  }
  for (const std::string& list : strings_at(object, "lists"))
    RELAIS_TRY(act_as_owner(service, *user, {{"do", "create_list"}, {"name", list}}));
  for (const json::value& task : array_at(object, "tasks")) {
    if (!task.is_object()) return fail(Errc::usage, "a task is an object");
    RELAIS_TRY(act_as_owner(service, *user, {{"do", "create_task"}, {"set", task}}));
  }
  for (const std::string& calendar : strings_at(object, "calendars"))
    RELAIS_TRY(act_as_owner(service, *user, {{"do", "create_calendar"}, {"name", calendar}}));
  for (const json::value& event : array_at(object, "events")) {
    if (!event.is_object()) return fail(Errc::usage, "an event is an object");
    RELAIS_TRY(act_as_owner(service, *user, {{"do", "create_event"}, {"set", event}}));
  }
  if (const auto language = string_at(object, "language"); !language.empty())
    RELAIS_TRY(act_as_owner(service, *user, {{"do", "set_mail_language"}, {"language", language}}));
  for (const std::string& folder : strings_at(object, "mail_folders"))
    RELAIS_TRY(act_as_owner(service, *user, {{"do", "create_mail_folder"}, {"name", folder}}));
  for (const json::value& message : array_at(object, "messages")) {
    if (!message.is_object()) return fail(Errc::usage, "a message is an object");
    json::object action = message.get_object();
    action["do"] = "create_message";
    RELAIS_TRY(act_as_owner(service, *user, action));
  }
  if (const json::value* what = object.if_contains("fill"); what && what->is_object())
    RELAIS_TRY(fill(service, *user, what->get_object()));
  return {};
}

Result<> seed_tenant(Service& service, const json::object& object) {
  RELAIS_TRY(only_keys(object, {"id", "domains", "apps", "users"}, "tenant"));
  const std::string id(string_at(object, "id"));
  if (id.empty()) return fail(Errc::usage, "a tenant needs an \"id\"");
  const auto domains = strings_at(object, "domains");
  service.world.put_tenant(id, {domains.begin(), domains.end()});
  for (const json::value& app : array_at(object, "apps")) {
    if (!app.is_object()) return fail(Errc::usage, "an application is an object");
    RELAIS_TRY(seed_app(service, id, app.get_object()));
  }
  for (const json::value& user : array_at(object, "users")) {
    if (!user.is_object()) return fail(Errc::usage, "a user is an object");
    RELAIS_TRY(seed_user(service, id, user.get_object()));
  }
  return {};
}

Result<> seed(Service& service, const json::object& document) {
  RELAIS_TRY(only_keys(document, {"settings", "tenants", "faults"}, "seed document"));
  if (const json::value* wanted = document.if_contains("settings"); wanted && wanted->is_object()) {
    Settings settings = *service.settings();
    RELAIS_TRY(change(settings, wanted->get_object()));
    service.set(std::move(settings));
  }
  for (const json::value& tenant : array_at(document, "tenants")) {
    if (!tenant.is_object()) return fail(Errc::usage, "a tenant is an object");
    RELAIS_TRY(seed_tenant(service, tenant.get_object()));
  }
  return service.faults.add(array_at(document, "faults"), service.now());
}

}  // namespace relais::emulator
