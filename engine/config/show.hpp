// The effective configuration for people and machines: defaults filled in, secrets as references.
#pragma once

#include <string>

#include "engine/config/config.hpp"

namespace relais::config {

/// Has the shape of the file; texts of add-in sections whose key sounds like a secret are blanked.
json::object to_json(const Config& config);

/// The same as YAML that `load_text` accepts.
std::string to_yaml(const Config& config);

}  // namespace relais::config
