#include "tests/graph-emulator/control.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

#include "tests/graph-emulator/http/url.hpp"

namespace relais::emulator {
namespace {

std::size_t append(char* bytes, std::size_t size, std::size_t count, void* into) {
  static_cast<std::string*>(into)->append(bytes, size * count);
  return size * count;
}

/// Loopback and a certificate of its own: nothing to verify.
Result<std::pair<long, std::string>> exchange(const std::string& method, const std::string& url,
                                              const std::string& body) {
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(
      curl_slist_append(nullptr, "Content-Type: application/json"), curl_slist_free_all);
  std::string answer;
  CURL* handle = curl.get();
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  if (!body.empty()) {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  }
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
  const CURLcode done = curl_easy_perform(handle);
  if (done != CURLE_OK)
    return fail(Errc::temporary, fmt::format("{} {}: {}", method, url, curl_easy_strerror(done)));
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return std::pair{status, std::move(answer)};
}

Result<> nothing(Result<json::value> answer) {
  if (!answer) return fail(std::move(answer.error()));
  return {};
}

Result<json::object> object(Result<json::value> answer) {
  if (!answer) return fail(std::move(answer.error()));
  return std::move(answer->as_object());
}

Result<std::string> id_of(Result<json::value> answer) {
  if (!answer) return fail(std::move(answer.error()));
  return std::string(string_at(answer->as_object(), "id"));
}

std::string mailbox_path(const std::string& tenant, const std::string& user) {
  return "mailboxes/" + percent_encode(tenant) + "/" + percent_encode(user);
}

}  // namespace

Result<json::value> Control::send(const std::string& method, const std::string& path,
                                  const json::value& body) {
  if (emulator_ != nullptr) return emulator_->control(method, path, body);
  RELAIS_ASSIGN(const auto answer, exchange(method, url_ + "/_control/" + path,
                                            body.is_null() ? "" : json::serialize(body)));
  RELAIS_ASSIGN(json::value value, parse_json(answer.second, "the emulator's answer"));
  if (answer.first != 200)
    return fail(answer.first == 404 ? Errc::not_found : Errc::usage,
                std::string(value.at("error").at("message").as_string()));
  return value;
}

Result<> Control::seed(const json::object& document) {
  return nothing(send("POST", "seed", document));
}

Result<> Control::add_tenant(const std::string& id, const std::vector<std::string>& domains) {
  return nothing(
      send("POST", "tenants", json::object{{"id", id}, {"domains", json::value_from(domains)}}));
}

Result<> Control::add_app(const std::string& tenant, const AppSpec& app) {
  json::object body{{"client_id", app.client_id},
                    {"roles", json::value_from(app.roles)},
                    {"hidden_roles", json::value_from(app.hidden_roles)},
                    {"mailboxes", json::value_from(app.mailboxes)},
                    {"disabled", app.disabled}};
  json::array secrets;
  if (!app.secret.empty()) {
    json::object secret{{"value", app.secret}};
    if (!app.secret_expires.empty()) secret["expires"] = app.secret_expires;
    secrets.push_back(std::move(secret));
  }
  for (const SecretSpec& spec : app.more_secrets) {
    json::object secret{{"value", spec.value}, {"name", spec.name}};
    if (!spec.expires.empty()) secret["expires"] = spec.expires;
    secrets.push_back(std::move(secret));
  }
  body["secrets"] = std::move(secrets);
  if (!app.certificate_pem.empty())
    body["certificates"] = json::array{json::value(app.certificate_pem)};
  return nothing(send("POST", "tenants/" + percent_encode(tenant) + "/apps", body));
}

Result<> Control::add_user(const std::string& tenant, const UserSpec& user) {
  json::object body{{"id", user.id}, {"mailbox", user.mailbox}};
  if (!user.upn.empty()) body["upn"] = user.upn;
  if (!user.mail.empty()) body["mail"] = user.mail;
  return nothing(send("POST", "tenants/" + percent_encode(tenant) + "/users", body));
}

Result<json::value> Control::owner(const std::string& tenant, const std::string& user,
                                   const json::value& actions) {
  return send("POST", mailbox_path(tenant, user) + "/owner", actions);
}

Result<std::string> Control::owner_create(const std::string& tenant, const std::string& user,
                                          const json::object& set, const std::string& folder) {
  return id_of(
      owner(tenant, user, json::object{{"do", "create"}, {"set", set}, {"folder", folder}}));
}

Result<> Control::owner_update(const std::string& tenant, const std::string& user,
                               const std::string& contact, const json::object& set) {
  return nothing(
      owner(tenant, user, json::object{{"do", "update"}, {"contact", contact}, {"set", set}}));
}

Result<> Control::owner_delete(const std::string& tenant, const std::string& user,
                               const std::string& contact) {
  return nothing(owner(tenant, user, json::object{{"do", "delete"}, {"contact", contact}}));
}

Result<> Control::owner_purge(const std::string& tenant, const std::string& user,
                              const std::string& contact) {
  return nothing(owner(tenant, user, json::object{{"do", "purge"}, {"contact", contact}}));
}

Result<> Control::owner_move(const std::string& tenant, const std::string& user,
                             const std::string& contact, const std::string& folder) {
  return nothing(
      owner(tenant, user, json::object{{"do", "move"}, {"contact", contact}, {"folder", folder}}));
}

Result<> Control::owner_restore(const std::string& tenant, const std::string& user,
                                const std::string& contact) {
  return nothing(owner(tenant, user, json::object{{"do", "restore"}, {"contact", contact}}));
}

Result<std::string> Control::owner_create_folder(const std::string& tenant, const std::string& user,
                                                 const std::string& name,
                                                 const std::string& parent) {
  json::object action{{"do", "create_folder"}, {"name", name}};
  if (!parent.empty()) action["parent"] = parent;
  return id_of(owner(tenant, user, action));
}

Result<std::string> Control::owner_create_task(const std::string& tenant, const std::string& user,
                                               const json::object& set, const std::string& list) {
  return id_of(
      owner(tenant, user, json::object{{"do", "create_task"}, {"set", set}, {"list", list}}));
}

Result<> Control::owner_update_task(const std::string& tenant, const std::string& user,
                                    const std::string& task, const json::object& set) {
  return nothing(
      owner(tenant, user, json::object{{"do", "update_task"}, {"task", task}, {"set", set}}));
}

Result<> Control::owner_tick_task(const std::string& tenant, const std::string& user,
                                  const std::string& task) {
  return nothing(owner(tenant, user, json::object{{"do", "tick_task"}, {"task", task}}));
}

Result<> Control::owner_untick_task(const std::string& tenant, const std::string& user,
                                    const std::string& task) {
  return nothing(owner(tenant, user, json::object{{"do", "untick_task"}, {"task", task}}));
}

Result<> Control::owner_delete_task(const std::string& tenant, const std::string& user,
                                    const std::string& task) {
  return nothing(owner(tenant, user, json::object{{"do", "delete_task"}, {"task", task}}));
}

Result<std::string> Control::owner_move_task(const std::string& tenant, const std::string& user,
                                             const std::string& task, const std::string& list) {
  return id_of(
      owner(tenant, user, json::object{{"do", "move_task"}, {"task", task}, {"list", list}}));
}

Result<std::string> Control::owner_create_list(const std::string& tenant, const std::string& user,
                                               const std::string& name) {
  return id_of(owner(tenant, user, json::object{{"do", "create_list"}, {"name", name}}));
}

Result<> Control::owner_delete_list(const std::string& tenant, const std::string& user,
                                    const std::string& list) {
  return nothing(owner(tenant, user, json::object{{"do", "delete_list"}, {"list", list}}));
}

Result<std::string> Control::owner_create_event(const std::string& tenant, const std::string& user,
                                                const json::object& set,
                                                const std::string& calendar) {
  return id_of(owner(tenant, user,
                     json::object{{"do", "create_event"}, {"set", set}, {"calendar", calendar}}));
}

Result<> Control::owner_update_event(const std::string& tenant, const std::string& user,
                                     const std::string& event, const json::object& set) {
  return nothing(
      owner(tenant, user, json::object{{"do", "update_event"}, {"event", event}, {"set", set}}));
}

Result<> Control::owner_delete_event(const std::string& tenant, const std::string& user,
                                     const std::string& event) {
  return nothing(owner(tenant, user, json::object{{"do", "delete_event"}, {"event", event}}));
}

Result<> Control::owner_purge_event(const std::string& tenant, const std::string& user,
                                    const std::string& event) {
  return nothing(owner(tenant, user, json::object{{"do", "purge_event"}, {"event", event}}));
}

Result<> Control::owner_move_event(const std::string& tenant, const std::string& user,
                                   const std::string& event, const std::string& calendar) {
  return nothing(owner(
      tenant, user, json::object{{"do", "move_event"}, {"event", event}, {"calendar", calendar}}));
}

Result<> Control::owner_restore_event(const std::string& tenant, const std::string& user,
                                      const std::string& event) {
  return nothing(owner(tenant, user, json::object{{"do", "restore_event"}, {"event", event}}));
}

Result<std::string> Control::owner_create_calendar(const std::string& tenant,
                                                   const std::string& user,
                                                   const std::string& name) {
  return id_of(owner(tenant, user, json::object{{"do", "create_calendar"}, {"name", name}}));
}

Result<std::string> Control::deliver(const std::string& tenant, const std::string& user,
                                     const MessageSpec& message) {
  json::object set = message.set;
  if (!message.from.empty()) set.emplace("from", message.from);
  set.emplace("toRecipients", json::value_from(message.to));
  if (!message.cc.empty()) set.emplace("ccRecipients", json::value_from(message.cc));
  if (!message.bcc.empty()) set.emplace("bccRecipients", json::value_from(message.bcc));
  set.emplace("subject", message.subject);
  set.emplace("body", message.body);
  if (!message.received.empty()) set.emplace("receivedDateTime", message.received);
  if (!message.internet_id.empty()) set.emplace("internetMessageId", message.internet_id);
  json::object action = message.more;
  action["do"] = "create_message";
  action["folder"] = message.folder;
  action["set"] = std::move(set);
  return id_of(owner(tenant, user, action));
}

Result<> Control::owner_update_message(const std::string& tenant, const std::string& user,
                                       const std::string& message, const json::object& set) {
  return nothing(owner(tenant, user,
                       json::object{{"do", "update_message"}, {"message", message}, {"set", set}}));
}

Result<> Control::owner_move_message(const std::string& tenant, const std::string& user,
                                     const std::string& message, const std::string& folder) {
  return nothing(
      owner(tenant, user,
            json::object{{"do", "move_message"}, {"message", message}, {"folder", folder}}));
}

Result<> Control::owner_delete_message(const std::string& tenant, const std::string& user,
                                       const std::string& message) {
  return nothing(owner(tenant, user, json::object{{"do", "delete_message"}, {"message", message}}));
}

Result<> Control::owner_purge_message(const std::string& tenant, const std::string& user,
                                      const std::string& message) {
  return nothing(owner(tenant, user, json::object{{"do", "purge_message"}, {"message", message}}));
}

Result<> Control::owner_send_draft(const std::string& tenant, const std::string& user,
                                   const std::string& message) {
  return nothing(owner(tenant, user, json::object{{"do", "send_draft"}, {"message", message}}));
}

Result<std::string> Control::owner_create_mail_folder(const std::string& tenant,
                                                      const std::string& user,
                                                      const std::string& name,
                                                      const std::string& parent) {
  return id_of(
      owner(tenant, user,
            json::object{{"do", "create_mail_folder"}, {"name", name}, {"parent", parent}}));
}

Result<> Control::owner_rename_mail_folder(const std::string& tenant, const std::string& user,
                                           const std::string& folder, const std::string& name) {
  return nothing(
      owner(tenant, user,
            json::object{{"do", "rename_mail_folder"}, {"folder", folder}, {"name", name}}));
}

Result<> Control::owner_move_mail_folder(const std::string& tenant, const std::string& user,
                                         const std::string& folder, const std::string& parent) {
  json::object action{{"do", "move_mail_folder"}, {"folder", folder}};
  if (!parent.empty()) action["parent"] = parent;
  return nothing(owner(tenant, user, action));
}

Result<> Control::owner_delete_mail_folder(const std::string& tenant, const std::string& user,
                                           const std::string& folder) {
  return nothing(
      owner(tenant, user, json::object{{"do", "delete_mail_folder"}, {"folder", folder}}));
}

Result<> Control::mail_language(const std::string& tenant, const std::string& user,
                                const std::string& language) {
  return nothing(
      owner(tenant, user, json::object{{"do", "set_mail_language"}, {"language", language}}));
}

Result<> Control::fill_mail(const std::string& tenant, const std::string& user, std::int64_t count,
                            const std::string& folder, const std::string& from,
                            std::int64_t every_s, const json::object& set) {
  json::object what{{"kind", "message"},
                    {"count", count},
                    {"folder", folder},
                    {"every_s", every_s},
                    {"set", set}};
  if (!from.empty()) what["from"] = from;
  return nothing(send("POST", mailbox_path(tenant, user) + "/fill", what));
}

Result<json::array> Control::agenda(const std::string& tenant, const std::string& user,
                                    const std::string& zone, const std::string& from,
                                    const std::string& to) {
  RELAIS_ASSIGN(json::value entries,
                send("GET", mailbox_path(tenant, user) + "/agenda?zone=" + percent_encode(zone) +
                                "&from=" + percent_encode(from) + "&to=" + percent_encode(to)));
  return std::move(entries.as_array());
}

Result<> Control::fill(const std::string& tenant, const std::string& user, std::int64_t count,
                       const json::object& set, const std::string& folder) {
  return nothing(send("POST", mailbox_path(tenant, user) + "/fill",
                      json::object{{"count", count}, {"set", set}, {"folder", folder}}));
}

Result<json::object> Control::state(const std::string& tenant, const std::string& user) {
  return object(send("GET", mailbox_path(tenant, user)));
}

Result<> Control::expire_sync_states(const std::string& tenant, const std::string& user) {
  return nothing(send("POST", mailbox_path(tenant, user) + "/expire-sync-states"));
}

Result<> Control::settings(const json::object& changes) {
  return nothing(send("PATCH", "settings", changes));
}

Result<> Control::faults(const json::array& rules) {
  return nothing(send("POST", "faults", rules));
}

Result<> Control::clear_faults() { return nothing(send("DELETE", "faults")); }

Result<json::object> Control::requests(std::uint64_t since) {
  return object(send("GET", fmt::format("requests?since={}", since)));
}

Result<> Control::clear_requests() { return nothing(send("DELETE", "requests")); }

Result<json::object> Control::stats() { return object(send("GET", "stats")); }

Result<> Control::clear_stats() { return nothing(send("DELETE", "stats")); }

Result<> Control::advance(Millis by) {
  return nothing(send("POST", "clock", json::object{{"advance_ms", by}}));
}

Result<> Control::expire_tokens() { return nothing(send("DELETE", "tokens")); }

Result<> Control::reset() { return nothing(send("POST", "reset")); }

}  // namespace relais::emulator
