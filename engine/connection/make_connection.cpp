#include "engine/connection/make_connection.hpp"

#include <fmt/core.h>

#include "engine/connection/configured.hpp"
#include "engine/connection/microsoft365/microsoft365.hpp"

namespace relais::connection {

Result<std::unique_ptr<Connection>> make(const config::Entity& entity, std::string_view name,
                                         const Services& services) {
  if (name == microsoft365_name) {
    if (!entity.microsoft365) {
      return fail(Errc::config,
                  fmt::format("entity '{}' is not configured for {}", entity.id, name),
                  fmt::format("add the section {} to the entity (firm-admin)", name));
    }
    return microsoft365::make(*entity.microsoft365, entity.id, services);
  }
  const auto found = entity.connections.find(std::string(name));
  if (found == entity.connections.end()) {
    return fail(Errc::config, fmt::format("entity '{}' has no connection '{}'", entity.id, name),
                fmt::format("add connections.{} to the entity (firm-admin)", name));
  }
  return make_configured(entity.id, found->first, found->second, services);
}

std::optional<Millis> own_end(const config::Entity& entity, std::string_view name) {
  if (name != microsoft365_name || !entity.microsoft365) return std::nullopt;
  return microsoft365::end_of_certificate(*entity.microsoft365);
}

}  // namespace relais::connection
