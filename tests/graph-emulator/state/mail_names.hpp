// Well-known folders, and what they are called in the language of a mailbox.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace relais::emulator {

enum class Language { en, de, fr, it };
std::optional<Language> language_named(std::string_view text);

struct WellKnown {
  std::string_view name;    ///< "inbox": usable as a folder id in any language
  std::string_view parent;  ///< "" = the root; "-" = outside of what is listed
  std::string_view names[4];
  bool by_default = true;  ///< whether each mailbox has it
};
/// The root first; parents before their children.
std::span<const WellKnown> well_known_folders();

}  // namespace relais::emulator
