// Which methods and headers a plugin may send.
#pragma once

#include <string>

#include "engine/http/message.hpp"

namespace relais::http {

/// Empty if the request may be sent, else why not. Credentials, host, length, encoding and
/// connection are the engine's; nothing may smuggle a line break into the head of a request.
std::string refuse_request(const Request& request);

}  // namespace relais::http
