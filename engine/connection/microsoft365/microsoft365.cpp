#include "engine/connection/microsoft365/microsoft365.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/base/json.hpp"
#include "engine/base/text.hpp"
#include "engine/connection/microsoft365/explain.hpp"
#include "engine/connection/microsoft365/permissions.hpp"
#include "engine/connection/microsoft365/secret_end.hpp"
#include "engine/connection/microsoft365/token_roles.hpp"
#include "engine/http/form.hpp"
#include "engine/http/redact.hpp"

namespace relais::connection::microsoft365 {
namespace {

constexpr std::string_view fields = "$select=id,mail,userPrincipalName";
constexpr std::string_view directory_permission = "User.ReadBasic.All";
constexpr std::size_t longest_id = 128;

struct ServiceError {
  std::string code;
  std::string message;
};

/// Keys come in more than one spelling.
const json::value* find_key(const json::object& object, std::string_view key) {
  for (const auto& member : object) {
    const std::string_view name(member.key().data(), member.key().size());
    if (fold_case(name) == fold_case(key)) return &member.value();
  }
  return nullptr;
}

ServiceError read_error(std::string_view body) {
  const auto parsed = parse_json(body, "the answer");
  if (!parsed || !parsed->is_object()) return {};
  const json::value* error = find_key(parsed->get_object(), "error");
  if (error == nullptr || !error->is_object()) return {};
  ServiceError out;
  if (const auto* code = find_key(error->get_object(), "code");
      code != nullptr && code->is_string())
    out.code = code->get_string();
  if (const auto* text = find_key(error->get_object(), "message");
      text != nullptr && text->is_string())
    out.message = text->get_string();
  return out;
}

/// Nothing if it is no user: an id that could change the meaning of a URL is none.
std::optional<Account> read_user(const json::value& value) {
  if (!value.is_object()) return std::nullopt;
  const json::object& user = value.get_object();
  const std::string_view id = string_at(user, "id");
  if (id.empty() || id.size() > longest_id ||
      id.find_first_of("/?#%\\ \t\r\n") != std::string_view::npos || id == "." || id == "..") {
    return std::nullopt;
  }
  std::string_view address = string_at(user, "mail");
  if (address.empty()) address = string_at(user, "userPrincipalName");
  return Account{.id = std::string(id), .primary_address = std::string(address)};
}

}  // namespace

Microsoft365Connection::Microsoft365Connection(HttpConnectionSettings settings,
                                               std::unique_ptr<Credentials> credentials,
                                               const Services& services, std::string client_id)
    : HttpConnection(std::move(settings), std::move(credentials), services),
      client_id_(std::move(client_id)) {}

Explanation Microsoft365Connection::explain(const Complaint& complaint) const {
  return microsoft365::explain(complaint);
}

Said Microsoft365Connection::said_in(const http::Response& response) {
  const ServiceError error = read_error(response.body);
  Said said{.http_status = response.status,
            .code = http::redact_text(error.code, 100),
            .message = http::redact_text(error.message.empty() ? response.error : error.message),
            .request_id = http::redact_text(response.request_id, 80),
            .correlation_id = response.tracking_id};
  said.explanation = explain({.http_status = response.status,
                              .code = said.code,
                              .message = said.message,
                              .permission = directory_permission,
                              .granted = grants(directory_permission, false)});
  return said;
}

Error Microsoft365Connection::failed(const http::Response& response, Said& said) {
  said = said_in(response);
  const auto& why = response.error;
  switch (response.outcome) {
    case http::Outcome::answered:
      break;
    case http::Outcome::unauthorised:
      if (response.status == 0) return {Errc::refused, "looking up the user failed: " + why, ""};
      break;
    case http::Outcome::forbidden_url:
      return {Errc::config, "looking up the user failed: " + why, ""};
    case http::Outcome::cancelled:
      return {Errc::cancelled, "looking up the user was cancelled", ""};
    case http::Outcome::not_done:
    case http::Outcome::unknown:
      return {Errc::temporary,
              fmt::format("looking up the user failed: {}",
                          response.status != 0 ? fmt::format("HTTP {}", response.status) : why),
              "try again later"};
  }
  const Explanation& meaning = said.explanation;
  const bool passes = response.status == 408 || response.status == 429 || response.status >= 500;
  std::string text = fmt::format("looking up the user failed: HTTP {}", response.status);
  if (!said.code.empty()) text += ' ' + said.code;
  if (!said.message.empty()) text += ": " + said.message;
  if (!said.request_id.empty()) text += fmt::format(" (request id {})", said.request_id);
  std::string hint = meaning.meaning;
  if (!meaning.step.empty()) hint += "; " + meaning.step;
  if (!meaning.actor.empty()) hint += " (" + meaning.actor + ")";
  return {passes ? Errc::temporary : Errc::refused, std::move(text), std::move(hint)};
}

std::optional<std::vector<std::string>> Microsoft365Connection::permissions() {
  return roles_of_token(authorisation());
}

std::optional<bool> Microsoft365Connection::grants(std::string_view permission, bool writing) {
  const auto roles = permissions();
  if (!roles) return std::nullopt;
  return roles_include(*roles, permission, writing);
}

Result<CredentialsInUse> Microsoft365Connection::credentials_in_use() {
  RELAIS_TRY(authenticate(nullptr));
  const auto proof = proof_in_use();
  if (!proof) return fail(Errc::temporary, "nothing is signed in now", "try again later");
  CredentialsInUse in_use{.key = proof->key, .took_over = proof->took_over};
  if (proof->key != "certificate") ask_for_end(proof->secret, in_use);
  return in_use;
}

void Microsoft365Connection::ask_for_end(const std::string& secret, CredentialsInUse& in_use) {
  const auto roles = permissions();
  constexpr std::string_view wanted = "Application.Read.All";
  constexpr std::string_view own = "Application.ReadWrite.OwnedBy";
  const bool may = !roles || std::any_of(roles->begin(), roles->end(), [&](const auto& role) {
    return role == own || includes(role, wanted);
  });
  in_use.not_said = fmt::format("the permission {} is missing", wanted);
  if (!may) return;
  const http::Response response =
      ask({.method = "GET",
           .url = fmt::format("applications(appId='{}')?$select=id,passwordCredentials",
                              http::form_encode(client_id_)),
           .headers = {{"Accept", "application/json"}},
           .idempotent = true});
  if (response.outcome == http::Outcome::answered && response.status == 200) {
    const auto end = read_secret_end(response.body, secret);
    in_use.not_said = end ? "" : end.error().text;
    if (end) {
      in_use.ends_at = end->at;
      in_use.guessed = end->guessed;
    }
  } else if (response.status == 404) {
    in_use.not_said = "the app registration is in another tenant";
  } else if (response.status != 401 && response.status != 403) {
    in_use.not_said = fmt::format("it could not be asked (HTTP {})", response.status);
    in_use.not_now = true;
  }
}

Result<Account> Microsoft365Connection::resolve(std::string_view address, Said* said) {
  const std::string wanted = normalise_address(address);
  if (wanted.find('@') == std::string::npos) return HttpConnection::resolve(address, said);
  Said unheard;
  return look_up(wanted, said != nullptr ? *said : unheard);
}

Result<Account> Microsoft365Connection::look_up(const std::string& wanted, Said& said) {
  const http::Response response =
      ask({.method = "GET",
           .url = fmt::format("users/{}?{}", http::form_encode(wanted), fields),
           .headers = {{"Accept", "application/json"}},
           .idempotent = true});
  if (response.outcome == http::Outcome::answered && response.status == 404) {
    said = said_in(response);
    return find_by_mail(wanted, said);
  }
  if (response.outcome != http::Outcome::answered || response.status != 200) {
    return fail(failed(response, said));
  }
  const auto body = parse_json(response.body, "the answer");
  const auto user = body ? read_user(*body) : std::nullopt;
  if (user) return *user;
  said = {.http_status = response.status,
          .message = "the answer is not a user",
          .request_id = http::redact_text(response.request_id, 80),
          .correlation_id = response.tracking_id,
          .explanation = {"something between here and the service answers instead", "firm-it",
                          "see whether a proxy or a sign-in page stands in between"}};
  return fail(
      Errc::temporary, "looking up the user failed: the answer is not a user",
      "try again later; if it stays, something between here and the service answers instead");
}

Result<Account> Microsoft365Connection::find_by_mail(const std::string& address, Said& said) {
  std::string quoted;
  for (const char c : address) quoted += c == '\'' ? "''" : std::string(1, c);
  const http::Response response =
      ask({.method = "GET",
           .url = fmt::format("users?$filter={}&{}", http::form_encode("mail eq '" + quoted + "'"),
                              fields),
           .headers = {{"Accept", "application/json"}},
           .idempotent = true});
  if (response.outcome != http::Outcome::answered &&
      response.outcome != http::Outcome::unauthorised) {
    return fail(failed(response, said));
  }
  if (response.status == 200) {
    const auto body = parse_json(response.body, "the answer");
    const json::value* list =
        body && body->is_object() ? body->get_object().if_contains("value") : nullptr;
    if (list != nullptr && list->is_array() && list->get_array().size() == 1) {
      if (const auto user = read_user(list->get_array().front())) return *user;
    }
  } else if (response.status >= 500) {
    return fail(failed(response, said));
  }
  // Listing users may be refused while asking for one of them is not.
  return fail(Errc::not_found, fmt::format("user not found in tenant {}", tenant()),
              "enter the user principal name of the handler; aliases are not found (firm-admin)");
}

}  // namespace relais::connection::microsoft365
