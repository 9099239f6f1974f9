// What the scan program does with one file: everything that could crash, hang or lie.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "engine/base/error.hpp"

namespace relais::plugin {

/// What a plugin says about itself.
struct Inspection {
  std::uint32_t abi_major = 0;
  std::uint32_t abi_minor_min = 0;
  std::string manifest;
  bool operator==(const Inspection&) const = default;
};

/// Runs the plugin's code in this process. `phase` hears what is about to be tried. Errc::refused.
Result<Inspection> inspect(const std::filesystem::path& file,
                           const std::function<void(std::string_view phase)>& phase);

/// Checks `bytes` of a library before anything of it runs: exactly the entry is exported.
Result<void> check_exports(std::string_view bytes);

/// The bytes of a regular file. Errc::refused.
Result<std::string> read_whole(const std::filesystem::path& file);

}  // namespace relais::plugin
