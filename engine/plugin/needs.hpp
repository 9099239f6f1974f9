// What an entity's add-ins have to be permitted on the other side (R2): exactly what its
// subscription, its targets and its settings ask for.
#pragma once

#include <string>
#include <vector>

#include "engine/plugin/resolve.hpp"

namespace relais::plugin {

struct Needed {
  std::string addin;
  std::string connection;
  Permission permission;
};

struct Needs {
  std::vector<Needed> permissions;  ///< in the order of the subscription
  /// Subscribed add-ins whose needs are not known, because they do not work, and why.
  std::vector<Resolution> unknown;
};

/// Sends nothing; reads no store. Which handlers want what does not matter: switches may be turned
/// on at any time.
Needs needs_of(const config::Entity& entity, const Catalogue& catalogue);

/// All of the plugin's permissions: those that the entity needs now, then those that it may have
/// needed for what still lies on the other side.
std::vector<Permission> by_need(const config::Entity& entity, const PluginEntry& entry);

}  // namespace relais::plugin
