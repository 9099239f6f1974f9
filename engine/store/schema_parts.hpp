// The SQL files of schema/, in order.
#pragma once

#include <vector>

namespace relais::store {

std::vector<const char*> schema_parts();

}  // namespace relais::store
