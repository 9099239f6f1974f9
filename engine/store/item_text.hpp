// Text of the practice store on its way into an item's JSON.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/json.hpp"

namespace relais::store {

/// As normalise_line and normalise_text.
std::string clean_line(std::string_view text);
std::string clean_text(std::string_view text);

/// Sets `key`, unless there is nothing to say: items have no empty members.
void put(json::object& object, std::string_view key, std::string value);

}  // namespace relais::store
