#include "tests/graph-emulator/control/interface.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "tests/graph-emulator/api/call.hpp"
#include "tests/graph-emulator/control/agenda.hpp"
#include "tests/graph-emulator/control/read.hpp"
#include "tests/graph-emulator/http/url.hpp"

namespace relais::emulator {
namespace {

Result<json::value> body_of(const Request& request) {
  if (request.body.empty()) return json::value(json::object{});
  return parse_json(request.body, "the request body");
}

Result<json::object> object_of(const Request& request) {
  RELAIS_ASSIGN(json::value value, body_of(request));
  if (!value.is_object()) return fail(Errc::usage, "the request body must be a JSON object");
  return std::move(value.get_object());
}

std::uint64_t number_option(const Request& request, std::string_view name,
                            std::uint64_t otherwise) {
  const auto options = parse_query(request.query);
  for (const Option& option : options.value_or(std::vector<Option>{}))
    if (option.name == name)
      std::from_chars(option.value.data(), option.value.data() + option.value.size(), otherwise);
  return otherwise;
}

std::string text_option(const Request& request, std::string_view name) {
  const auto options = parse_query(request.query);
  for (const Option& option : options.value_or(std::vector<Option>{}))
    if (option.name == name) return option.value;
  return {};
}

Result<json::value> settings(Service& service, const Request& request) {
  if (request.method == "PATCH") {
    RELAIS_ASSIGN(const json::object wanted, object_of(request));
    Settings changed = *service.settings();
    RELAIS_TRY(change(changed, wanted));
    service.set(std::move(changed));
  }
  return json::value(to_json(*service.settings()));
}

Result<json::value> faults(Service& service, const Request& request) {
  if (request.method == "DELETE") service.faults.clear();
  if (request.method == "POST") {
    RELAIS_ASSIGN(const json::value rules, body_of(request));
    if (!rules.is_array()) return fail(Errc::usage, "the request body must be a JSON array");
    RELAIS_TRY(service.faults.add(rules.get_array(), service.now()));
  }
  return json::value(service.faults.list());
}

json::object statistics(Service& service, bool clear) {
  if (clear) service.log.clear_statistics();
  if (clear) service.invitations = 0;
  json::object all = service.log.statistics();
  all["invitations"] = service.invitations.load();
  json::object mailboxes;
  for (const std::string& tenant : service.world.tenants())
    for (const auto& user : service.world.users(tenant)) {
      if (clear) user->load.clear_numbers();
      const Load::Numbers numbers = user->load.numbers();
      if (numbers.accepted + numbers.refused == 0) continue;
      mailboxes[user->id] = {{"in_flight", numbers.in_flight},
                             {"max_in_flight", numbers.max_in_flight},
                             {"accepted", numbers.accepted},
                             {"throttled", numbers.refused}};
    }
  all["mailboxes"] = std::move(mailboxes);
  return all;
}

Result<json::value> owner(Service& service, User& user, const Request& request) {
  RELAIS_ASSIGN(const json::value actions, body_of(request));
  if (actions.is_object()) {
    RELAIS_ASSIGN(json::object done, act_as_owner(service, user, actions.get_object()));
    return json::value(std::move(done));
  }
  if (!actions.is_array()) return fail(Errc::usage, "an owner action is a JSON object");
  json::array all;
  for (const json::value& action : actions.get_array()) {
    if (!action.is_object()) return fail(Errc::usage, "an owner action is a JSON object");
    RELAIS_ASSIGN(json::object done, act_as_owner(service, user, action.get_object()));
    all.push_back(std::move(done));
  }
  return json::value(std::move(all));
}

void expire_sync_states(User& user) {
  const std::lock_guard lock(user.mailbox.mutex);
  for (const auto& folder : user.mailbox.folders()) folder->generation += 8;
  user.todo.expire_sync_states();
  user.mail_store.expire_sync_states();
}

Result<json::value> mailbox(Service& service, const Request& request, Segments rest) {
  const auto user =
      rest.size() < 2 ? nullptr : service.world.user(service.world.tenant_id(rest[0]), rest[1]);
  if (!user) return fail(Errc::not_found, "there is no such mailbox");
  if (rest.size() == 2 && request.method == "GET") return json::value(describe_mailbox(*user));
  if (rest.size() == 3 && rest[2] == "agenda" && request.method == "GET") {
    RELAIS_ASSIGN(json::array entries,
                  agenda(*user, text_option(request, "zone"), text_option(request, "from"),
                         text_option(request, "to")));
    return json::value(std::move(entries));
  }
  if (rest.size() != 3 || request.method != "POST")
    return fail(Errc::usage, "GET .../{tenant}/{user} or POST .../{tenant}/{user}/owner");
  if (rest[2] == "owner") return owner(service, *user, request);
  if (rest[2] == "fill") {
    RELAIS_ASSIGN(const json::object what, object_of(request));
    RELAIS_ASSIGN(json::object done, fill(service, *user, what));
    return json::value(std::move(done));
  }
  if (rest[2] == "expire-sync-states") {
    expire_sync_states(*user);
    return json::value(json::object{});
  }
  return fail(Errc::not_found, fmt::format("unknown: {}", rest[2]));
}

Result<json::value> tenants(Service& service, const Request& request, Segments rest) {
  RELAIS_ASSIGN(const json::object object, object_of(request));
  if (rest.empty()) {
    RELAIS_TRY(seed_tenant(service, object));
  } else if (rest.size() == 2 && rest[1] == "apps") {
    RELAIS_TRY(seed_app(service, rest[0], object));
  } else if (rest.size() == 2 && rest[1] == "users") {
    RELAIS_TRY(seed_user(service, rest[0], object));
  } else {
    return fail(Errc::not_found, "/tenants, /tenants/{id}/apps or /tenants/{id}/users");
  }
  return json::value(json::object{});
}

Result<json::value> clock(Service& service, const Request& request) {
  RELAIS_ASSIGN(const json::object object, object_of(request));
  service.advance(int_at(object, "advance_ms", 0));
  return json::value(json::object{{"now", format_utc(service.now())}});
}

void reset(Service& service) {
  service.world.clear();
  service.tokens.expire_all();
  service.faults.clear();
  service.log.clear_entries();
  service.log.clear_statistics();
  service.invitations = 0;
  service.set({});
}

Result<json::value> dispatch(Service& service, const Request& request, Segments path) {
  const std::string& what = path[0];
  const bool clear = request.method == "DELETE";
  if (what == "ping") return json::value(json::object{{"ok", true}});
  if (what == "settings") return settings(service, request);
  if (what == "faults") return faults(service, request);
  if (what == "tenants") return tenants(service, request, path.subspan(1));
  if (what == "mailboxes") return mailbox(service, request, path.subspan(1));
  if (what == "stats") return json::value(statistics(service, clear));
  if (what == "clock") return clock(service, request);
  if (what == "requests") {
    if (clear) service.log.clear_entries();
    return json::value(service.log.read(
        number_option(request, "since", 0),
        number_option(request, "limit", std::numeric_limits<std::uint64_t>::max())));
  }
  if (what == "seed") {
    RELAIS_ASSIGN(const json::object document, object_of(request));
    RELAIS_TRY(seed(service, document));
    return json::value(json::object{});
  }
  if (what == "tokens" && clear) {
    service.tokens.expire_all();
    return json::value(json::object{});
  }
  if (what == "reset") {
    reset(service);
    return json::value(json::object{});
  }
  return fail(Errc::not_found, fmt::format("unknown control request: {}", what));
}

}  // namespace

Response answer_control(Service& service, const Request& request) {
  const auto segments = split_path(request.path);
  Result<json::value> done = segments && segments->size() > 1
                                 ? dispatch(service, request, Segments(*segments).subspan(1))
                                 : fail(Errc::usage, "the path is not usable");
  if (done) return json_answer(200, json::serialize(*done));
  return json_answer(
      done.error().code == Errc::not_found ? 404 : 400,
      json::serialize(json::object{
          {"error", {{"code", name_of(done.error().code)}, {"message", done.error().text}}}}));
}

}  // namespace relais::emulator
