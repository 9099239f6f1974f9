// Handlers for machines and people.
#pragma once

#include <optional>
#include <string>

#include "engine/base/json.hpp"
#include "engine/store/store.hpp"

namespace relais::cli {

/// Without their names: code and id identify them.
json::object to_json(const store::Handler& handler);
std::string on_off(bool on);
/// With a star if it is inherited.
std::string on_off(const std::optional<bool>& own, bool inherited);

}  // namespace relais::cli
