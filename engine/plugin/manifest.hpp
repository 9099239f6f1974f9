// What a plugin says about itself: plugin-api/schemas/manifest.json as a value.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/connection/connection.hpp"

namespace relais::plugin {

/// A kind that the plugin exports, and where to.
struct Export {
  std::string kind;
  std::vector<std::string> targets;
  /// Per target: the key of the plugin's own config section that holds the name of the container to
  /// use. Targets that are not in it have the default container only.
  std::map<std::string, std::string, std::less<>> container;
};

struct Permission {
  std::string role;
  std::string target;  ///< needed while this target is in use; empty: always
  std::string why;
  bool optional = false;  ///< the plugin does without it, as `why` says
  /// Needed only while messages are marked, or only while they are not; nothing: in either case.
  std::optional<bool> marks{};
  /// Needed only while these members of the plugin's own section have these values.
  json::object settings{};
  /// Lines of the plugin's connection test that are about it: those that show that its reading half
  /// works, and those that say nothing without its writing half.
  std::vector<std::string> reads{};
  std::vector<std::string> writes{};
};

struct Manifest {
  std::string id;
  std::string name;
  std::string version;
  std::string vendor;
  std::string license;
  std::string addin;
  std::vector<std::string> needs;  ///< add-ins that must be subscribed and usable too (`requires`)
  std::int64_t render_revision = 1;
  std::string connection;
  connection::Limits limits;
  std::vector<Export> exports;
  std::vector<std::string> collects;  ///< kinds
  std::vector<std::string> services;
  std::vector<Permission> permissions;
  json::object config_schema;

  bool names_service(std::string_view id) const;
};

/// Errc::config, with every violation and where in the manifest it is: not JSON, not after the
/// schema, a service that this engine does not have, or a `config_schema` that is not usable.
Result<Manifest> parse_manifest(std::string_view text);

/// The configured target of a kind, else the plugin's first.
std::string wanted_target(const Export& exported, const json::object& section);

/// The name of the own container that `section` asks for; nothing: the default container.
std::optional<std::string> wanted_container(const Export& exported, std::string_view target,
                                            const json::object& section);

/// The services of this engine.
const std::vector<std::string>& known_services();

}  // namespace relais::plugin
