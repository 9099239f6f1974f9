#include "engine/config/secret_uses.hpp"

namespace relais::config {
namespace {

void add_secrets(const json::object& connection, const std::string& path,
                 std::vector<SecretUse>& uses) {
  for (const auto& member : connection) {
    const std::string key = path + '.' + std::string(member.key());
    if (const auto* inner = member.value().if_object(); inner != nullptr) {
      add_secrets(*inner, key, uses);
    } else if (const auto* text = member.value().if_string(); text != nullptr) {
      if (auto reference = parse_secret_ref(*text, {}))
        uses.push_back({key, std::move(*reference)});
    }
  }
}

}  // namespace

std::vector<SecretUse> secrets_of(const Entity& entity) {
  std::vector<SecretUse> uses;
  if (entity.microsoft365) {
    const auto& own = *entity.microsoft365;
    if (own.client_secret) uses.push_back({"microsoft365.client_secret", *own.client_secret});
    if (own.next_client_secret)
      uses.push_back({"microsoft365.next_client_secret", *own.next_client_secret});
    if (own.certificate) uses.push_back({"microsoft365.certificate.key", own.certificate->key});
  }
  for (const auto& [name, connection] : entity.connections)
    add_secrets(connection, "connections." + name, uses);
  return uses;
}

}  // namespace relais::config
