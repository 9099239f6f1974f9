// What of an item leaves the firm: the keys that each privacy mode lets through. What is removed
// here reaches no plugin, so that no plugin can show it.
#pragma once

#include <string_view>

#include "engine/base/json.hpp"
#include "engine/config/config.hpp"

namespace relais::sync {

/// Removes what the mode forbids and notes the mode as `privacy`. Contacts are marked one by one,
/// each on purpose, and stay as they are. An unknown key goes: what nobody has thought about is not
/// shown. Pure.
void apply_privacy(json::value& item, std::string_view kind, config::Privacy privacy);

/// The stricter of two. Of several handlers who share a mailbox, the strictest one's mode holds.
constexpr config::Privacy stricter(config::Privacy a, config::Privacy b) { return a < b ? b : a; }

}  // namespace relais::sync
