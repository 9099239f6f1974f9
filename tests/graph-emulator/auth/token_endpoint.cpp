#include "tests/graph-emulator/auth/token_endpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "engine/base/text.hpp"
#include "tests/graph-emulator/auth/assertion.hpp"
#include "tests/graph-emulator/http/url.hpp"

namespace relais::emulator {
namespace {

constexpr std::string_view assertion_type =
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr std::array<std::string_view, 4> graph_roots = {
    "https://graph.microsoft.com", "https://graph.microsoft.us", "https://dod-graph.microsoft.us",
    "https://microsoftgraph.chinacloudapi.cn"};

Response token_error(int status, std::string_view error, int number, std::string_view text,
                     Millis now) {
  const std::string at = format_utc(now);
  const std::string stamp = at.substr(0, 10) + " " + at.substr(11, 8) + "Z";
  const std::string trace = random_uuid();
  const std::string correlation = random_uuid();
  Response response;
  response.status = status;
  response.content_type = "application/json; charset=utf-8";
  response.headers.add("x-ms-request-id", trace);
  response.body = json::serialize(json::object{
      {"error", error},
      {"error_description",
       fmt::format("AADSTS{}: {}\r\nTrace ID: {}\r\nCorrelation ID: {}\r\nTimestamp: {}", number,
                   text, trace, correlation, stamp)},
      {"error_codes", json::array{number}},
      {"timestamp", stamp},
      {"trace_id", trace},
      {"correlation_id", correlation},
      {"error_uri", fmt::format("https://login.microsoftonline.com/error?code={}", number)}});
  return response;
}

bool is_guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < 36; ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0)
      return false;
  }
  return true;
}

bool is_domain(std::string_view text) {
  return text.find('.') != std::string_view::npos && !text.starts_with('.') &&
         !text.ends_with('.') && std::all_of(text.begin(), text.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-';
         });
}

struct Form {
  std::vector<Option> fields;
  std::optional<std::string> find(std::string_view name) const {
    for (const Option& field : fields)
      if (field.name == name) return field.value;
    return std::nullopt;
  }
};

std::optional<Response> check_secret(const App& app, const std::string& secret, Millis now) {
  const auto found = std::find_if(app.secrets.begin(), app.secrets.end(),
                                  [&](const Secret& one) { return one.value == secret; });
  if (found == app.secrets.end())
    return token_error(
        401, "invalid_client", 7000215,
        fmt::format("Invalid client secret provided. Ensure the secret being sent in the request "
                    "is the client secret value, not the client secret ID, for a secret added to "
                    "app '{}'.",
                    app.client_id),
        now);
  if (found->expires <= now)
    return token_error(
        401, "invalid_client", 7000222,
        fmt::format("The provided client secret keys for app '{}' are expired.", app.client_id),
        now);
  return std::nullopt;
}

std::optional<Response> check_credentials(const App& app, const Form& form,
                                          const std::string& token_url, Millis now) {
  const auto secret = form.find("client_secret");
  const auto assertion = form.find("client_assertion");
  if (assertion) {
    if (form.find("client_assertion_type") != assertion_type)
      return token_error(401, "invalid_request", 7000218,
                         "The request body must contain the following parameter: "
                         "'client_assertion' or 'client_secret'.",
                         now);
    const auto verified = verify_assertion(*assertion, app, token_url, now);
    if (verified) return std::nullopt;
    return token_error(401, "invalid_client", verified.error().number, verified.error().text, now);
  }
  if (!secret)
    return token_error(401, "invalid_client", 7000216,
                       "'client_assertion', 'client_secret' or 'request' is required for the "
                       "'client_credentials' grant type.",
                       now);
  return check_secret(app, *secret, now);
}

bool scope_fits(std::string_view scope, std::string_view own_root) {
  constexpr std::string_view tail = "/.default";
  if (!scope.ends_with(tail)) return false;
  const std::string_view root = scope.substr(0, scope.size() - tail.size());
  return root == own_root ||
         std::find(graph_roots.begin(), graph_roots.end(), root) != graph_roots.end();
}

}  // namespace

Response answer_token_request(Service& service, const Request& request, const std::string& tenant) {
  const Millis now = service.now();
  const auto settings = service.settings();
  if (request.method != "POST")
    return token_error(400, "invalid_request", 900561,
                       "The endpoint only accepts POST requests. Received a GET request.", now);
  if (!is_guid(tenant) && !is_domain(tenant))
    return token_error(400, "invalid_request", 900023,
                       fmt::format("Specified tenant identifier '{}' is neither a valid DNS name, "
                                   "nor a valid external domain.",
                                   tenant),
                       now);
  const std::string tenant_id = service.world.tenant_id(tenant);
  if (tenant_id.empty())
    return token_error(400, "invalid_request", 90002,
                       fmt::format("Tenant '{}' not found. Check to make sure you have the "
                                   "correct tenant ID and are signing into the correct cloud.",
                                   tenant),
                       now);
  const bool is_form =
      request.headers.value("Content-Type").starts_with("application/x-www-form-urlencoded");
  auto fields = parse_query(request.body);
  const Form form{is_form && fields ? std::move(*fields) : std::vector<Option>{}};
  if (form.find("grant_type") != "client_credentials")
    return token_error(400, form.find("grant_type") ? "unsupported_grant_type" : "invalid_request",
                       form.find("grant_type") ? 70003 : 900144,
                       "The request body must contain the following parameter: 'grant_type'.", now);
  const std::string base = base_url(request, *settings);
  if (!scope_fits(form.find("scope").value_or(""), base))
    return token_error(400, "invalid_scope", 1002012,
                       "The provided value for scope is not valid. Client credential flows must "
                       "have a scope value with /.default suffixed to the resource identifier "
                       "(application ID URI).",
                       now);
  const std::string client_id = form.find("client_id").value_or("");
  const auto app = service.world.app(tenant_id, client_id);
  if (!app)
    return token_error(400, "unauthorized_client", 700016,
                       fmt::format("Application with identifier '{}' was not found in the "
                                   "directory '{}'.",
                                   client_id, tenant),
                       now);
  if (app->disabled)
    return token_error(401, "unauthorized_client", 7000112,
                       fmt::format("Application '{}' is disabled.", client_id), now);
  if (auto wrong = check_credentials(*app, form, base + request.path, now)) return *wrong;

  Response response;
  response.content_type = "application/json; charset=utf-8";
  response.headers.add("Cache-Control", "no-store, no-cache");
  response.body = json::serialize(json::object{
      {"token_type", "Bearer"},
      {"expires_in", settings->token_life_s},
      {"ext_expires_in", settings->token_life_s},
      {"access_token", service.tokens.issue(tenant_id, *app, now, settings->token_life_s,
                                            settings->opaque_tokens)}});
  return response;
}

}  // namespace relais::emulator
