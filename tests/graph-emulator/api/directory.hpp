// Users and applications of the tenant.
#pragma once

#include "tests/graph-emulator/api/call.hpp"

namespace relais::emulator {

/// GET /users?$filter=mail eq '..'
Answer<Response> list_users(Call& call);
/// GET /users/{id or UPN}
Answer<Response> get_user(Call& call);
/// GET /applications(appId='..')
Answer<Response> get_application(Call& call, std::string_view segment);

}  // namespace relais::emulator
