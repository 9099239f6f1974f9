// YAML text -> Config, or everything that is wrong with it.
#pragma once

#include <filesystem>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "engine/config/config.hpp"

namespace relais::config {

/// Never empty on failure, in the order of the file, at most 200.
using Loaded = tl::expected<Config, std::vector<Diagnostic>>;

/// Reads at most 4 MiB of UTF-8. Reads no secret, opens no store, looks at no plugin.
Loaded load(const std::filesystem::path& path);

/// The same for text in memory; `path` names it in diagnostics and is the base of relative paths.
Loaded load_text(std::string_view yaml, const std::filesystem::path& path);

}  // namespace relais::config
