#include "engine/config/credentials.hpp"

#include "engine/base/text.hpp"

namespace relais::config {
namespace {

json::value reference_or_null(const std::optional<SecretRef>& reference) {
  return reference ? json::value(reference->text()) : json::value(nullptr);
}

json::value place_or_null(const std::optional<std::string>& url) {
  return url ? json::value(*url) : json::value(nullptr);
}

std::optional<SecretRef> reference_at(const json::object& object, std::string_view key) {
  return parse_secret_ref(string_at(object, key), {});
}

std::optional<std::string> place_at(const json::object& object, std::string_view key) {
  const auto url = string_at(object, key);
  if (url.empty()) return std::nullopt;
  return std::string(url);
}

json::object proof_of(const Credentials& credentials) {
  json::object out{{"tenant", credentials.tenant},
                   {"client_id", credentials.client_id},
                   {"client_secret", reference_or_null(credentials.client_secret)},
                   {"cloud", name_of(credentials.cloud)},
                   {"authority", place_or_null(credentials.authority)},
                   {"graph", place_or_null(credentials.graph)},
                   {"certificate", nullptr}};
  if (credentials.certificate)
    out["certificate"] = json::object{{"file", credentials.certificate->file.string()},
                                      {"key", credentials.certificate->key.text()}};
  return out;
}

json::object whole_of(const Credentials& credentials) {
  json::object out = proof_of(credentials);
  out["next_client_secret"] = reference_or_null(credentials.next_client_secret);
  out["secret_expires_on"] = credentials.secret_expires_on;
  return out;
}

}  // namespace

std::string credentials_text(const Credentials& credentials) {
  return json::serialize(whole_of(credentials));
}

Result<Credentials> read_credentials(std::string_view text) {
  RELAIS_ASSIGN(const auto value, parse_json(text, "the credentials in use"));
  if (!value.is_object()) return fail(Errc::config, "the credentials in use cannot be read");
  const auto& object = value.get_object();
  Credentials out;
  out.tenant = string_at(object, "tenant");
  out.client_id = string_at(object, "client_id");
  out.client_secret = reference_at(object, "client_secret");
  out.next_client_secret = reference_at(object, "next_client_secret");
  out.secret_expires_on = string_at(object, "secret_expires_on");
  for (const Cloud cloud : {Cloud::global, Cloud::us_gov, Cloud::us_dod, Cloud::china})
    if (name_of(cloud) == string_at(object, "cloud")) out.cloud = cloud;
  out.authority = place_at(object, "authority");
  out.graph = place_at(object, "graph");
  if (const auto* certificate = object.if_contains("certificate");
      certificate != nullptr && certificate->is_object()) {
    const auto& parts = certificate->get_object();
    if (const auto key = reference_at(parts, "key"))
      out.certificate = Certificate{std::string(string_at(parts, "file")), *key};
  }
  if (out.tenant.empty() || !out.has_credentials())
    return fail(Errc::config, "the credentials in use cannot be read");
  return out;
}

bool same_credentials(const Credentials& one, const Credentials& other) {
  return json::serialize(proof_of(one)) == json::serialize(proof_of(other));
}

std::string credentials_fingerprint(const Entity& entity, std::string_view connection) {
  if (const auto found = entity.connections.find(std::string(connection));
      found != entity.connections.end())
    return sha256_hex(json::serialize(found->second));
  if (connection != "microsoft365" || !entity.microsoft365) return {};
  json::object parts = proof_of(*entity.microsoft365);
  parts["secret_expires_on"] = entity.microsoft365->secret_expires_on;
  return sha256_hex(json::serialize(parts));
}

}  // namespace relais::config
