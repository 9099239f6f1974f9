// JSON as block-style YAML that reads back as the same values.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/json.hpp"

namespace relais::config {

std::string yaml_text(const json::object& object);

/// A text as YAML scalar, quoted if it must be.
std::string yaml_scalar(std::string_view text);

}  // namespace relais::config
