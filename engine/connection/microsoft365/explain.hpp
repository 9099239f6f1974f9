// What the codes of Microsoft's sign-in and of Microsoft Graph mean, and who does what about it.
#pragma once

#include <string_view>
#include <vector>

#include "engine/connection/connection.hpp"

namespace relais::connection::microsoft365 {

/// Codes are `AADSTS7000215` or `7000215`, an OAuth error (`invalid_client`), or Graph's
/// `error.code` in any case. Unknown or empty: by the status alone. Pure.
Explanation explain(const Complaint& complaint);

/// The client secret is not accepted, and what was sent has the form of a secret's id.
Explanation explain_secret_id();

/// Every code that has a text of its own, in lower case.
std::vector<std::string_view> explained_codes();

}  // namespace relais::connection::microsoft365
