#include "tests/graph-emulator/api/directory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/text.hpp"
#include "tests/graph-emulator/http/url.hpp"

namespace relais::emulator {
namespace {

constexpr std::array<std::string_view, 4> basic = {"id", "displayName", "mail",
                                                   "userPrincipalName"};
constexpr std::array<std::string_view, 3> full_only = {"accountEnabled", "proxyAddresses",
                                                       "userType"};

Refusal denied() {
  return {403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."};
}

bool reads_fully(const Call& call) {
  return call.grant->roles.contains("User.Read.All") ||
         call.grant->roles.contains("Directory.Read.All");
}

Answer<std::vector<std::string>> read_select(const Call& call, std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view name = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    const bool full = std::find(full_only.begin(), full_only.end(), name) != full_only.end();
    if (!full && std::find(basic.begin(), basic.end(), name) == basic.end())
      return refuse(400, "BadRequest",
                    fmt::format("Could not find a property named '{}' on type "
                                "'microsoft.graph.user'.",
                                name));
    if (full && !reads_fully(call)) return refuse(denied());
    names.emplace_back(name);
  }
  return names;
}

json::value or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object describe(const User& user, const std::vector<std::string>& names) {
  const auto wants = [&](std::string_view name) {
    return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
  };
  json::object object;
  if (wants("id")) object["id"] = user.id;
  if (wants("displayName")) object["displayName"] = or_null(user.display_name);
  if (wants("mail")) object["mail"] = or_null(user.mail);
  if (wants("userPrincipalName")) object["userPrincipalName"] = user.upn;
  if (names.empty()) return object;
  if (wants("accountEnabled")) object["accountEnabled"] = true;
  if (wants("userType")) object["userType"] = "Member";
  if (wants("proxyAddresses"))
    object["proxyAddresses"] =
        user.mail.empty() ? json::array{} : json::array{json::value("SMTP:" + user.mail)};
  return object;
}

json::object with_context(const Call& call, std::string_view what, const json::object& object) {
  json::object all{{"@odata.context", fmt::format("{}/v1.0/$metadata#{}", call.base, what)}};
  for (const auto& [key, value] : object) all[key] = value;
  return all;
}

std::string instant(Millis at) { return format_utc(at).substr(0, 19) + "Z"; }

}  // namespace

Answer<Response> list_users(Call& call) {
  if (call.request.method != "GET") return refuse(wrong_method());
  // Lists may be refused to those who hold User.ReadBasic.All only.
  if (!reads_fully(call)) return refuse(denied());
  const auto options = parse_query(call.request.query);
  std::vector<std::string> names;
  std::string wanted;
  for (const Option& option : options.value_or(std::vector<Option>{})) {
    constexpr std::string_view mail_is = "mail eq '";
    if (option.name == "$select") {
      auto read = read_select(call, option.value);
      if (!read) return refuse(read.error());
      names = std::move(*read);
    } else if (option.name == "$filter" && option.value.starts_with(mail_is) &&
               option.value.ends_with('\'') && option.value.size() > mail_is.size()) {
      wanted = option.value.substr(mail_is.size(), option.value.size() - mail_is.size() - 1);
    } else {
      return refuse(400, "Request_UnsupportedQuery", "Unsupported query.");
    }
  }
  json::array found;
  for (const auto& user : call.service.world.users(call.grant->tenant))
    if (wanted.empty() || lower_case(user->mail) == lower_case(wanted))
      found.push_back(describe(*user, names));
  return json_answer(200, json::serialize(with_context(call, "users", {{"value", found}})));
}

Answer<Response> get_user(Call& call) {
  if (call.request.method != "GET") return refuse(wrong_method());
  if (!reads_fully(call) && !call.grant->roles.contains("User.ReadBasic.All"))
    return refuse(denied());
  std::vector<std::string> names;
  const auto options = parse_query(call.request.query);
  for (const Option& option : options.value_or(std::vector<Option>{})) {
    if (option.name != "$select")
      return refuse(400, "Request_UnsupportedQuery", "Unsupported query.");
    auto read = read_select(call, option.value);
    if (!read) return refuse(read.error());
    names = std::move(*read);
  }
  if (!call.user)
    return refuse(404, "Request_ResourceNotFound",
                  fmt::format("Resource '{}' does not exist or one of its queried "
                              "reference-property objects are not present.",
                              call.user_segment));
  return json_answer(
      200, json::serialize(with_context(call, "users/$entity", describe(*call.user, names))));
}

Answer<Response> get_application(Call& call, std::string_view segment) {
  constexpr std::string_view head = "applications(appId='";
  if (!segment.starts_with(head) || !segment.ends_with("')"))
    return refuse(no_such_segment(segment));
  if (call.request.method != "GET") return refuse(wrong_method());
  const std::string id(segment.substr(head.size(), segment.size() - head.size() - 2));
  const auto& roles = call.grant->roles;
  const bool own = lower_case(id) == lower_case(call.grant->client_id);
  if (!roles.contains("Application.Read.All") &&
      !(own && roles.contains("Application.ReadWrite.OwnedBy")))
    return refuse(denied());
  const auto app = call.service.world.app(call.grant->tenant, id);
  if (!app)
    return refuse(404, "Request_ResourceNotFound",
                  fmt::format("Resource '{}' does not exist or one of its queried "
                              "reference-property objects are not present.",
                              id));
  json::array passwords;
  for (const Secret& secret : app->secrets)
    passwords.push_back(json::object{
        {"keyId", secret.id},
        {"displayName", secret.name.empty() ? json::value(nullptr) : json::value(secret.name)},
        {"hint", secret.value.substr(0, 3)},
        {"startDateTime", instant(0)},
        {"endDateTime", instant(secret.expires)},
        {"secretText", nullptr}});
  const json::object object{{"id", sha256_hex(app->client_id).substr(0, 32)},
                            {"appId", app->client_id},
                            {"displayName", app->name},
                            {"passwordCredentials", std::move(passwords)},
                            {"keyCredentials", json::array{}}};
  return json_answer(200, json::serialize(with_context(call, "applications/$entity", object)));
}

}  // namespace relais::emulator
