// Looks at one plugin file in a process of its own.
#pragma once

#include <chrono>
#include <filesystem>

#include "engine/plugin/inspect.hpp"

namespace relais::plugin {

/// Runs `scanner FILE` and waits at most `timeout`. Errc::refused with the reason, also when the
/// plugin crashes, hangs, ends the process or talks nonsense. Leaves no process behind.
Result<Inspection> scan(const std::filesystem::path& scanner, const std::filesystem::path& file,
                        std::chrono::milliseconds timeout);

/// The scan program beside this program, else the installed one.
std::filesystem::path default_scanner();

}  // namespace relais::plugin
