// An entity's credentials as something to keep and to compare: references and where they lead,
// never a secret.
#pragma once

#include <string>
#include <string_view>

#include "engine/config/config.hpp"

namespace relais::config {

/// What stands under an entity's key microsoft365.
using Credentials = Microsoft365;

/// As text to be kept; read_credentials is its inverse. Errc::config: it is none.
std::string credentials_text(const Credentials& credentials);
Result<Credentials> read_credentials(std::string_view text);

/// Whether both lead to the same place by the same proof. Not compared: when the secret expires,
/// and the secret that only takes over when the first is refused.
bool same_credentials(const Credentials& one, const Credentials& other);

/// Of what the entity's connection signs in with; changes with the references and the expiry, not
/// with a secret. Empty: it has no such connection.
std::string credentials_fingerprint(const Entity& entity, std::string_view connection);

}  // namespace relais::config
