#include "tests/graph-emulator/auth/tokens.hpp"

#include <mutex>

#include "engine/base/text.hpp"
#include "tests/graph-emulator/http/message.hpp"
#include "tests/graph-emulator/http/url.hpp"

namespace relais::emulator {
namespace {

std::string_view bearer(std::string_view authorization) {
  constexpr std::string_view scheme = "Bearer ";
  if (authorization.size() < scheme.size() ||
      !same_without_case(authorization.substr(0, scheme.size()), scheme))
    return {};
  return authorization.substr(scheme.size());
}

std::string jwt_like(const Grant& grant, const App& app, Millis now, const std::string& unique) {
  json::array roles;
  for (const std::string& role : grant.roles)
    if (!app.hidden_roles.contains(role)) roles.emplace_back(role);
  const json::object header{{"typ", "JWT"}, {"alg", "RS256"}, {"kid", "graph-emulator"}};
  json::object claims{{"aud", "https://graph.microsoft.com"},
                      {"appid", grant.client_id},
                      {"tid", grant.tenant},
                      {"iat", now / 1000},
                      {"nbf", now / 1000},
                      {"exp", grant.expires / 1000},
                      {"uti", unique}};
  if (!roles.empty()) claims["roles"] = std::move(roles);
  return base64url(json::serialize(header)) + "." + base64url(json::serialize(claims)) + "." +
         base64url(sha256_hex(unique));
}

}  // namespace

std::string Tokens::issue(const std::string& tenant, const App& app, Millis now,
                          std::int64_t life_s, bool opaque) {
  auto grant = std::make_shared<Grant>();
  grant->tenant = tenant;
  grant->client_id = app.client_id;
  grant->roles = app.roles;
  for (const std::string& mailbox : app.mailboxes) grant->mailboxes.insert(lower_case(mailbox));
  grant->scoped_grants = !app.hidden_roles.empty();
  grant->expires = now + life_s * 1000;
  const std::string unique = random_uuid();
  std::string token = opaque ? "EwB4" + base64url(sha256_hex(unique)) + "~+/=="
                             : jwt_like(*grant, app, now, unique);
  const std::unique_lock lock(mutex_);
  grants_[token] = std::move(grant);
  return token;
}

Answer<std::shared_ptr<const Grant>> Tokens::check(std::string_view authorization,
                                                   Millis now) const {
  const std::string_view token = bearer(authorization);
  if (token.empty()) return refuse(401, "InvalidAuthenticationToken", "Access token is empty.");
  const std::shared_lock lock(mutex_);
  const auto found = grants_.find(std::string(token));
  if (found == grants_.end())
    return refuse(401, "InvalidAuthenticationToken", "Access token validation failure.");
  if (found->second->expires <= now)
    return refuse(401, "InvalidAuthenticationToken",
                  "Lifetime validation failed, the token is expired.");
  return found->second;
}

void Tokens::expire(std::string_view authorization) {
  const std::unique_lock lock(mutex_);
  grants_.erase(std::string(bearer(authorization)));
}

void Tokens::expire_all() {
  const std::unique_lock lock(mutex_);
  grants_.clear();
}

}  // namespace relais::emulator
