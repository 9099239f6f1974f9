// plugin-api/schemas/manifest.json, built into the engine.
#pragma once

#include <string_view>

namespace relais::plugin {

std::string_view manifest_schema();

}  // namespace relais::plugin
