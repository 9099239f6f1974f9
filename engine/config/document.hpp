// YAML text -> a tree of nodes that still know where they stood. Hostile text is refused here:
// not UTF-8, control characters, tabs, too deep, too large, alias bombs, duplicate keys.
#pragma once

#include <optional>
#include <string_view>

#include "engine/config/node.hpp"
#include "engine/config/problems.hpp"

namespace relais::config {

constexpr std::size_t max_file_bytes = 4u << 20;
constexpr std::size_t max_depth = 32;
constexpr std::size_t max_nodes = 200'000;  ///< aliases count as often as they are used
constexpr std::size_t max_expanded_bytes = 16u << 20;
/// std::regex, behind the patterns of schemas, needs stack in proportion.
constexpr std::size_t max_scalar_bytes = 1024;
constexpr std::size_t max_key_bytes = 256;

/// The one document in `text`, or nothing if it could not be read to its end. `problems` has
/// something new whenever the text is not acceptable (also if a tree is returned).
std::optional<Node> read_document(std::string_view text, Problems& problems);

}  // namespace relais::config
