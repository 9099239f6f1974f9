// Loads a plugin into this process, for good, and reads its descriptor.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "engine/base/error.hpp"
#include "relais/plugin.h"

namespace relais::plugin {

struct Loaded {
  const relais_plugin* descriptor = nullptr;
  std::uint32_t abi_major = 0;
  std::uint32_t abi_minor_min = 0;
  std::string manifest;
};

/// Errc::refused with the loader's own reason. The library stays loaded until the process ends.
Result<relais_plugin_entry> load_entry(const std::filesystem::path& file);

/// Calls the entry, twice, and checks what it answers: version, sizes, functions, manifest present.
Result<Loaded> read_descriptor(relais_plugin_entry entry);

/// That the roles which the manifest names are there.
Result<void> check_roles(const relais_plugin& descriptor, bool exports, bool collects);

}  // namespace relais::plugin
