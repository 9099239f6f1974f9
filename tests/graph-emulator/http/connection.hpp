// HTTP/1.1 on one connection: requests in, answers out, until either side has had enough.
#pragma once

#include <functional>

#include "tests/graph-emulator/http/message.hpp"
#include "tests/graph-emulator/http/stream.hpp"

namespace relais::emulator {

using Handler = std::function<Response(const Request&)>;

/// Returns when the connection is to be closed. Bodies: Content-Length or chunked, at most 64 MB.
void serve_connection(Stream& stream, const Handler& handler);

}  // namespace relais::emulator
