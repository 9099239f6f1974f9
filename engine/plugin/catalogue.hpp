// The plugins that were found, usable or not, each with its reason.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/plugin/manifest.hpp"
#include "relais/plugin.h"

namespace relais::plugin {

enum class EntryState {
  usable,
  refused,   ///< this file cannot or must not be used
  conflict,  ///< another file provides the same add-in, or has the same id
};
const char* name_of(EntryState state) noexcept;

/// One file. Of a refused one only `file`, `state` and `reason` may be known.
struct PluginEntry {
  Manifest manifest;
  std::string manifest_text;  ///< as the plugin gives it
  std::uint32_t abi_major = 0;
  std::uint32_t abi_minor_min = 0;
  std::filesystem::path file;
  std::string sha256;
  EntryState state = EntryState::refused;
  std::string reason;                         ///< empty if usable
  const relais_plugin* descriptor = nullptr;  ///< if usable; lives until the process ends

  bool usable() const { return state == EntryState::usable; }
};

/// Immutable after discovery; entries keep their address as long as the catalogue.
class Catalogue {
 public:
  explicit Catalogue(std::vector<PluginEntry> entries) : entries_(std::move(entries)) {}
  const std::vector<PluginEntry>& entries() const { return entries_; }
  /// The usable plugin for an add-in, or nullptr.
  const PluginEntry* usable(std::string_view addin) const;
  /// The usable plugin of that id, or nullptr.
  const PluginEntry* by_id(std::string_view id) const;

 private:
  std::vector<PluginEntry> entries_;
};

/// Two files for one add-in, or of one id: marks both as conflict, each reason naming both files.
void mark_conflicts(std::vector<PluginEntry>& entries);

}  // namespace relais::plugin
