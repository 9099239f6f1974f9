// From an entity's configuration to a connection.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "engine/base/steps.hpp"
#include "engine/config/config.hpp"
#include "engine/connection/connection.hpp"
#include "engine/http/client.hpp"
#include "engine/http/gate.hpp"

namespace relais::connection {

/// What connections share; all of it must outlive them.
struct Services {
  http::Client& client;
  http::GateKeeper& gates;
  Clock& clock;
  StepListener* steps = nullptr;
};

/// Name of the connection that stands in the configuration under a key of its own.
inline constexpr std::string_view microsoft365_name = "microsoft365";

/// The connection `name` of an entity: `microsoft365`, or one of its `connections`. Make it once
/// per process and entity: it keeps the token. Sends nothing. Errc::config: it is not configured,
/// or not usable; Errc::unsupported: of a type that this engine does not know.
Result<std::unique_ptr<Connection>> make(const config::Entity& entity, std::string_view name,
                                         const Services& services);

/// When what the connection signs in with ends by its own word, as a certificate says: reads the
/// file that the configuration names, asks nobody. Nothing: it does not say.
std::optional<Millis> own_end(const config::Entity& entity, std::string_view name);

}  // namespace relais::connection
