#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "engine/base/text.hpp"
#include "engine/connection/base_url.hpp"
#include "engine/connection/microsoft365/client_assertion.hpp"
#include "engine/connection/microsoft365/clouds.hpp"
#include "engine/connection/microsoft365/explain.hpp"
#include "engine/connection/microsoft365/microsoft365.hpp"
#include "engine/connection/token_source.hpp"

namespace relais::connection::microsoft365 {
namespace {

constexpr std::string_view assertion_type =
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

constexpr std::string_view kWrongSecret = "7000215";

using Fields = std::vector<std::pair<std::string, std::string>>;

Proof secret_proof(std::string key, const config::SecretRef& reference) {
  return {.key = std::move(key),
          .secret = [reference] { return config::read_secret(reference); },
          .fields = [](const std::string& secret) -> Result<Fields> {
            return Fields{{"client_secret", secret}};
          }};
}

Result<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (in && !text.str().empty()) return text.str();
  return fail(Errc::config,
              fmt::format("the client certificate '{}' cannot be read", path.string()),
              "microsoft365.certificate.file names a PEM file that this user may read");
}

Proof certificate_proof(const config::Certificate& certificate, const std::string& token_url,
                        const std::string& client_id, Clock& clock) {
  return {.key = "certificate",
          .secret = [key = certificate.key] { return config::read_secret(key); },
          .fields = [file = certificate.file, token_url, client_id,
                     &clock](const std::string& key) -> Result<Fields> {
            RELAIS_ASSIGN(const std::string pem, read_file(file));
            RELAIS_ASSIGN(const std::string assertion, client_assertion(pem, key,
                                                                        {.audience = token_url,
                                                                         .client_id = client_id,
                                                                         .id = random_uuid(),
                                                                         .now = clock.now()}));
            return Fields{{"client_assertion_type", std::string(assertion_type)},
                          {"client_assertion", assertion}};
          }};
}

Explanation explain_refusal(const TokenAnswer& answer) {
  const bool wrong_secret =
      std::find(answer.codes.begin(), answer.codes.end(), kWrongSecret) != answer.codes.end();
  if (wrong_secret && answer.sent_an_id) return explain_secret_id();
  for (const std::string& code : answer.codes) {
    Explanation explanation = explain({.http_status = -1, .code = code});
    const bool known = explanation.meaning != explain({.http_status = -1}).meaning;
    if (known) return explanation;
  }
  return explain({.http_status = 401, .code = answer.error});
}

}  // namespace

std::optional<Millis> end_of_certificate(const config::Microsoft365& settings) {
  if (!settings.certificate) return std::nullopt;
  const auto pem = read_file(settings.certificate->file);
  const auto end = pem ? certificate_end(*pem) : Result<Millis>(fail(pem.error()));
  return end ? std::optional(*end) : std::nullopt;
}

Result<std::unique_ptr<Connection>> make(const config::Microsoft365& settings,
                                         const std::string& entity, const Services& services) {
  if (!settings.has_credentials()) {
    return fail(Errc::config,
                fmt::format("entity '{}' has no credentials for microsoft365", entity),
                "set microsoft365.client_secret or microsoft365.certificate (firm-admin)");
  }
  const CloudHosts hosts = hosts_of(settings.cloud);
  RELAIS_ASSIGN(const std::string authority,
                check_base_url(settings.authority.value_or(std::string(hosts.authority)),
                               "microsoft365.authority"));
  RELAIS_ASSIGN(
      const std::string graph,
      check_base_url(settings.graph.value_or(std::string(hosts.graph)), "microsoft365.graph"));
  const std::string token_url = fmt::format("{}{}/oauth2/v2.0/token", authority, settings.tenant);
  TokenSettings tokens{.url = token_url,
                       .client_id = settings.client_id,
                       .scope = graph + ".default",
                       .proofs = {},
                       .explain = explain_refusal};
  if (settings.client_secret)
    tokens.proofs.push_back(secret_proof("client_secret", *settings.client_secret));
  if (settings.certificate) {
    tokens.proofs.push_back(
        certificate_proof(*settings.certificate, token_url, settings.client_id, services.clock));
  }
  if (settings.next_client_secret) {
    const bool ended = settings.secret_expires_on < format_utc(services.clock.now()).substr(0, 10);
    if (ended && !settings.secret_expires_on.empty()) tokens.begin_with = tokens.proofs.size();
    tokens.proofs.push_back(secret_proof("next_client_secret", *settings.next_client_secret));
  }
  return std::make_unique<Microsoft365Connection>(
      HttpConnectionSettings{
          .name = std::string(microsoft365_name),
          .tenant = settings.tenant,
          .app = fmt::format("{} {} {}", graph, settings.tenant, settings.client_id),
          .base_urls = {graph + "v1.0/"},
          .tracking_header = "client-request-id",
          .request_id_header = "request-id"},
      std::make_unique<TokenSource>(std::move(tokens), services.client, services.clock), services,
      settings.client_id);
}

}  // namespace relais::connection::microsoft365
