// Which plugin serves which add-in of an entity, or why none does (U6, R51, R52).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/config/config.hpp"
#include "engine/plugin/catalogue.hpp"

namespace relais::plugin {

struct Resolution {
  std::string addin;
  const PluginEntry* entry = nullptr;  ///< set only if the add-in works
  std::string reason;                  ///< why it does not; empty if it does

  bool works() const { return entry != nullptr; }
};

/// One line per subscribed add-in, in the order of the subscription, then one `not subscribed` per
/// add-in of the catalogue that the entity has not subscribed. Pure.
std::vector<Resolution> resolve(const std::vector<std::string>& subscription,
                                const Catalogue& catalogue);

/// The plugin's section of the entity, valid and with defaults filled in; Errc::config with every
/// diagnostic otherwise.
Result<json::object> section_for(const config::Entity& entity, const PluginEntry& entry);

}  // namespace relais::plugin
