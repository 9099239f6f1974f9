// What keys have to do with each other: ids given once, credentials that go together, ...
#pragma once

#include "engine/config/node.hpp"
#include "engine/config/problems.hpp"

namespace relais::config {

/// Copes with any tree; says nothing about what check_shape has told already.
void check_rules(const Node& root, Problems& problems);

}  // namespace relais::config
