// What the codes of Microsoft's sign-in and of Microsoft Graph mean, and who does what about it.
#pragma once

#include "engine/connection/connection.hpp"

namespace relais::connection::microsoft365 {

/// Codes are `AADSTS7000215` or `7000215`, an OAuth error (`invalid_client`), or Graph's
/// `error.code` in any case. Unknown or empty: by the status alone. Pure.
Explanation explain(const Complaint& complaint);

}  // namespace relais::connection::microsoft365
