// Items of the store as documents, under the keys that the copies carry.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/sync/job.hpp"

namespace relais::sync {

/// One document that is to be in the mailbox.
struct Wanted {
  std::string item;
  std::string key;
  std::int64_t revision = 0;
  plugin::Document document;  ///< `keep` also if the item is outside of the window
};

struct Rendered {
  std::vector<Wanted> wanted;                       ///< by item, then part
  std::set<std::string> shown;                      ///< items that were read and rendered
  std::map<std::string, std::string> unrenderable;  ///< item -> why it cannot be shown
};

/// Reads those of `items` that the handlers of the mailbox are to have, and renders them.
Result<Rendered> read_and_render(Context& context, Lane& lane, const LaneKind& kind,
                                 store::Snapshot& snapshot, std::span<const std::string> items);

}  // namespace relais::sync
