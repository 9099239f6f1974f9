// Connections of third-party connectors, described by `entities[].connections.NAME`.
#pragma once

#include <memory>
#include <string>

#include "engine/base/json.hpp"
#include "engine/connection/make_connection.hpp"

namespace relais::connection {

/// `settings.type`: none, bearer, basic or oauth2-client-credentials. Errc::unsupported: another
/// type, or credentials per account.
Result<std::unique_ptr<Connection>> make_configured(const std::string& entity,
                                                    const std::string& name,
                                                    const json::object& settings,
                                                    const Services& services);

}  // namespace relais::connection
