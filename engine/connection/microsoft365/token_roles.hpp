// The application permissions that an access token names. Only for hints: the token is the
// service's own, and what its parts mean is not promised to us.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relais::connection::microsoft365 {

/// `authorisation`: "Bearer <token>". Nothing: the token is not one that can be read. Never
/// verifies it.
std::optional<std::vector<std::string>> roles_of_token(std::string_view authorisation);

}  // namespace relais::connection::microsoft365
