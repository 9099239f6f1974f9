// What an HTTP status means where the service's own code says nothing. Pure.
#pragma once

#include "engine/connection/connection.hpp"

namespace relais::connection {

/// `no_answer`: with status 0, why there was none.
Explanation explain_status(int http_status, std::string_view no_answer = {});

/// Of a token endpoint that did not answer as one.
Explanation explain_no_token(int http_status, std::string_view no_answer);

}  // namespace relais::connection
