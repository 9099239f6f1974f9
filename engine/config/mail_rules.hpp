// What the keys of the add-in for messages have to do with each other.
#pragma once

#include <string>

#include "engine/config/node.hpp"
#include "engine/config/problems.hpp"

namespace relais::config {

/// `section` is `entities[].addins.MAIL`, `path` where it stands. Copes with any tree; says nothing
/// about what check_shape has told already.
void check_mail_rules(const Node& section, const std::string& path, Problems& problems);

}  // namespace relais::config
