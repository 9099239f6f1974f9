// Whether a plugin file may be trusted: code that anybody else could replace is refused.
#pragma once

#include <filesystem>

#include "engine/base/error.hpp"

namespace relais::plugin {

/// Errc::refused if `file` or its folder is writable by others or by a group other than root's, or
/// belongs to somebody else than root or the user of this process, or if it is not a regular file.
/// Follows symbolic links.
Result<void> check_trust(const std::filesystem::path& file);

}  // namespace relais::plugin
