// Each key on its own: is it known, is its value of the right type and form, is nothing missing.
#pragma once

#include "engine/config/node.hpp"
#include "engine/config/problems.hpp"

namespace relais::config {

void check_shape(const Node& root, Problems& problems);

}  // namespace relais::config
