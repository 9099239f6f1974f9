// A tree that has passed every check -> Config.
#pragma once

#include <filesystem>

#include "engine/config/config.hpp"
#include "engine/config/node.hpp"

namespace relais::config {

/// `file` names the file in later diagnostics; relative paths are taken from `path`'s folder.
Config decode(const Node& root, const std::filesystem::path& path, const std::string& file);

}  // namespace relais::config
