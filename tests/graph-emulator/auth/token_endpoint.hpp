// POST /{tenant}/oauth2/v2.0/token
#pragma once

#include "tests/graph-emulator/api/service.hpp"

namespace relais::emulator {

Response answer_token_request(Service& service, const Request& request, const std::string& tenant);

}  // namespace relais::emulator
