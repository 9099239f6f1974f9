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

/// Roles that include more than their names say of each other.
constexpr std::pair<std::string_view, std::string_view> includes[] = {
    {"User.ReadBasic.All", "User.Read.All"},
    {"User.ReadBasic.All", "User.ReadWrite.All"},
    {"User.ReadBasic.All", "Directory.Read.All"},
    {"User.ReadBasic.All", "Directory.ReadWrite.All"},
    {"User.Read.All", "User.ReadWrite.All"},
    {"User.Read.All", "Directory.Read.All"},
    {"Application.Read.All", "Application.ReadWrite.All"},
    {"Application.Read.All", "Application.ReadWrite.OwnedBy"}};

std::string with_part(std::string_view role, std::string_view from, std::string_view to) {
  std::string out(role);
  const auto at = out.find(from);
  const auto end = at == std::string::npos ? at : at + from.size();
  const bool whole = at != std::string::npos && (end == out.size() || out[end] == '.');
  return whole ? out.replace(at, from.size(), to) : std::string();
}

}  // namespace

bool roles_include(const std::vector<std::string>& roles, std::string_view wanted, bool writing) {
  const auto has = [&](std::string_view role) {
    return !role.empty() && std::find(roles.begin(), roles.end(), role) != roles.end();
  };
  if (has(wanted) || has(with_part(wanted, ".Read", ".ReadWrite"))) return true;
  if (!writing && has(with_part(wanted, ".ReadWrite", ".Read"))) return true;
  return std::any_of(std::begin(includes), std::end(includes),
                     [&](const auto& pair) { return pair.first == wanted && has(pair.second); });
}

std::optional<std::vector<std::string>> roles_of_token(std::string_view authorisation) {
  const auto first = authorisation.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const auto second = authorisation.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto payload =
      parse_json(decode(std::string(authorisation.substr(first + 1, second - first - 1))), "token");
  if (!payload || !payload->is_object()) return std::nullopt;
  const json::value* roles = payload->get_object().if_contains("roles");
  if (roles == nullptr || !roles->is_array()) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& role : roles->get_array())
    if (role.is_string()) names.emplace_back(role.get_string());
  return names;
}

}  // namespace relais::connection::microsoft365
