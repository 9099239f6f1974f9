// Finds plugins, looks at each in a child process, and loads those that are good.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/plugin/catalogue.hpp"

namespace relais::plugin {

struct DiscoverOptions {
  /// Searched in this order; one that does not exist is skipped.
  std::vector<std::filesystem::path> directories;
  std::map<std::string, std::string> pins;  ///< plugin id -> sha256 of its file
  std::chrono::milliseconds timeout{5'000};
  /// The program relais-plugin-scan; empty: the one beside this program, else the installed one.
  std::filesystem::path scanner{};
};

/// Configured directories, then RELAIS_PLUGIN_PATH (`environment`, colon separated, may be null),
/// then <libdir>/relais/plugins.
std::vector<std::filesystem::path> search_path(const std::vector<std::filesystem::path>& configured,
                                               const char* environment);

/// Every `*.so` of the directories is in the catalogue, with its state and reason. Never fails as a
/// whole. A plugin once loaded stays loaded until the process ends.
Catalogue discover(const DiscoverOptions& options);

}  // namespace relais::plugin
