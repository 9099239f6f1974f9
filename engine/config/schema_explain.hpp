// From "does not validate" to words that a person can act on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/config/schema.hpp"

namespace relais::config {

/// What valijson's `description` of an error at `at` means; unknown keys become one each.
std::vector<Violation> explain(const json::value& value, const json::value& schema,
                               const std::vector<std::string>& at, std::string_view description);

}  // namespace relais::config
