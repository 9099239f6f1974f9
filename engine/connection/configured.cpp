#include "engine/connection/configured.hpp"

#include <fmt/core.h>

#include "engine/connection/base_url.hpp"
#include "engine/connection/explain_status.hpp"
#include "engine/connection/http_connection.hpp"
#include "engine/connection/token_source.hpp"

namespace relais::connection {
namespace {

Result<config::SecretRef> secret_at(const json::object& settings, std::string_view key,
                                    const std::string& where) {
  if (auto reference = config::parse_secret_ref(string_at(settings, key), {})) return *reference;
  return fail(Errc::config, fmt::format("{}.{} is no reference to a secret", where, key),
              "write env:NAME, file:PATH or credential:NAME (firm-admin)");
}

Result<std::unique_ptr<Credentials>> oauth2(const json::object& settings, const std::string& where,
                                            const Services& services) {
  RELAIS_ASSIGN(std::string url,
                check_base_url(string_at(settings, "token_url"), where + ".token_url"));
  url = std::string(string_at(settings, "token_url"));
  RELAIS_ASSIGN(const config::SecretRef reference, secret_at(settings, "client_secret", where));
  Proof proof{.secret = [reference] { return config::read_secret(reference); },
              .fields = [](const std::string& secret)
                  -> Result<std::vector<std::pair<std::string, std::string>>> {
                return std::vector<std::pair<std::string, std::string>>{{"client_secret", secret}};
              }};
  return std::make_unique<TokenSource>(
      TokenSettings{.url = url,
                    .client_id = std::string(string_at(settings, "client_id")),
                    .scope = std::string(string_at(settings, "scope")),
                    .proofs = {std::move(proof)},
                    .explain = [](const TokenAnswer&) { return explain_status(401); }},
      services.client, services.clock);
}

Result<std::unique_ptr<Credentials>> credentials(const json::object& settings,
                                                 const std::string& where,
                                                 const Services& services) {
  const std::string_view type = string_at(settings, "type");
  if (type == "none") {
    return std::make_unique<SecretCredentials>([] { return Result<std::string>(std::string()); });
  }
  if (type == "bearer") {
    RELAIS_ASSIGN(const config::SecretRef token, secret_at(settings, "token", where));
    return std::make_unique<SecretCredentials>([token]() -> Result<std::string> {
      RELAIS_ASSIGN(const std::string secret, config::read_secret(token));
      return "Bearer " + secret;
    });
  }
  if (type == "basic") {
    RELAIS_ASSIGN(const config::SecretRef password, secret_at(settings, "password", where));
    return std::make_unique<SecretCredentials>(
        [password, user = std::string(string_at(settings, "username"))]() -> Result<std::string> {
          RELAIS_ASSIGN(const std::string secret, config::read_secret(password));
          return basic_authorisation(user, secret);
        });
  }
  if (type == "oauth2-client-credentials") return oauth2(settings, where, services);
  return fail(Errc::unsupported,
              fmt::format("{}.type '{}' is not known to this engine", where, type),
              "one of none, bearer, basic, oauth2-client-credentials");
}

}  // namespace

Result<std::unique_ptr<Connection>> make_configured(const std::string& entity,
                                                    const std::string& name,
                                                    const json::object& settings,
                                                    const Services& services) {
  const std::string where = "connections." + name;
  const json::value* accounts = settings.if_contains("accounts");
  if (accounts != nullptr && accounts->is_object() && !accounts->get_object().empty()) {
    return fail(Errc::unsupported,
                fmt::format("{}.accounts: this engine has no credentials per account", where),
                "give the connection one set of credentials (firm-admin)");
  }
  std::vector<std::string> bases;
  const json::value* list = settings.if_contains("base_urls");
  if (list != nullptr && list->is_array()) {
    for (const json::value& url : list->get_array()) {
      const std::string_view text =
          url.is_string() ? std::string_view(url.get_string().data(), url.get_string().size())
                          : std::string_view{};
      RELAIS_ASSIGN(std::string base, check_base_url(text, where + ".base_urls"));
      bases.push_back(std::move(base));
    }
  }
  if (bases.empty()) {
    return fail(Errc::config, fmt::format("{} has no base_urls", where),
                "list the URLs that the connector may talk to (firm-admin)");
  }
  RELAIS_ASSIGN(auto proof_of_identity, credentials(settings, where, services));
  return std::make_unique<HttpConnection>(
      HttpConnectionSettings{.name = name,
                             .tenant = entity,
                             .app = fmt::format("{} {} {}", bases.front(), entity, name),
                             .base_urls = bases,
                             .tracking_header = "X-Request-Id",
                             .request_id_header = "x-request-id"},
      std::move(proof_of_identity), services);
}

}  // namespace relais::connection
