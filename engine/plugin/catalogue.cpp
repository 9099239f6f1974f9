#include "engine/plugin/catalogue.hpp"

#include <algorithm>

namespace relais::plugin {

const char* name_of(EntryState state) noexcept {
  switch (state) {
    case EntryState::usable:
      return "usable";
    case EntryState::refused:
      return "refused";
    case EntryState::conflict:
      return "conflict";
  }
  return "refused";
}

const PluginEntry* Catalogue::usable(std::string_view addin) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const PluginEntry& entry) {
    return entry.usable() && entry.manifest.addin == addin;
  });
  return found == entries_.end() ? nullptr : &*found;
}

const PluginEntry* Catalogue::by_id(std::string_view id) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const PluginEntry& entry) {
    return entry.usable() && entry.manifest.id == id;
  });
  return found == entries_.end() ? nullptr : &*found;
}

void mark_conflicts(std::vector<PluginEntry>& entries) {
  const auto mark = [](PluginEntry& entry, const PluginEntry& other, const std::string& what) {
    entry.reason = entry.state == EntryState::conflict ? entry.reason + "; " : std::string();
    entry.reason += what + " by " + entry.file.string() + " and by " + other.file.string() +
                    ": remove one of them";
  };
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t a = 0; a < entries.size(); ++a)
    for (std::size_t b = a + 1; b < entries.size(); ++b)
      if (entries[a].state != EntryState::refused && entries[b].state != EntryState::refused &&
          (entries[a].manifest.addin == entries[b].manifest.addin ||
           entries[a].manifest.id == entries[b].manifest.id))
        pairs.emplace_back(a, b);
  for (const auto& [a, b] : pairs) {
    const bool addin = entries[a].manifest.addin == entries[b].manifest.addin;
    const std::string what = addin ? entries[a].manifest.addin + " is provided"
                                   : "the id " + entries[a].manifest.id + " is used";
    mark(entries[a], entries[b], what);
    mark(entries[b], entries[a], what);
    entries[a].state = entries[b].state = EntryState::conflict;
  }
}

}  // namespace relais::plugin
