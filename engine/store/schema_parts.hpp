// The SQL files of schema/, in order.
#pragma once

#include <vector>

namespace relais::store {

/// The files that lead to each version, from the first.
std::vector<std::vector<const char*>> schema_parts();

}  // namespace relais::store
