#include "engine/connection/microsoft365/token_roles.hpp"

#include <openssl/evp.h>

#include <algorithm>

#include "engine/base/json.hpp"

namespace relais::connection::microsoft365 {
namespace {

constexpr std::size_t longest_payload = 64 * 1024;

/// base64url without padding (RFC 7515); empty: it is none.
std::string decode(std::string text) {
  if (text.empty() || text.size() > longest_payload) return {};
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  const std::size_t padding = (4 - text.size() % 4) % 4;
  text.append(padding, '=');
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (size < 0) return {};
  bytes.resize(static_cast<std::size_t>(size) - std::min<std::size_t>(padding, 2));
  return bytes;
}

}  // namespace

std::optional<std::vector<std::string>> roles_of_token(std::string_view authorisation) {
  const auto first = authorisation.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const auto second = authorisation.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto payload =
      parse_json(decode(std::string(authorisation.substr(first + 1, second - first - 1))), "token");
  if (!payload || !payload->is_object()) return std::nullopt;
  const json::object& claims = payload->get_object();
  const json::value* roles = claims.if_contains("roles");
  std::vector<std::string> names;
  // An application that was granted nothing gets a token without the claim.
  if (roles == nullptr && !string_at(claims, "appid").empty()) return names;
  if (roles == nullptr || !roles->is_array()) return std::nullopt;
  for (const auto& role : roles->get_array())
    if (role.is_string()) names.emplace_back(role.get_string());
  return names;
}

}  // namespace relais::connection::microsoft365
