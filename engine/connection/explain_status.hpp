// What an HTTP status means where the service's own code says nothing. Pure.
#pragma once

#include "engine/connection/connection.hpp"

namespace relais::connection {

Explanation explain_status(int http_status);

}  // namespace relais::connection
