// YAML text -> a tree of nodes that still know where they stood. Hostile text is refused here:
// not UTF-8, control characters, tabs, too deep, too large, alias bombs, duplicate keys.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json.hpp"
#include "engine/config/problems.hpp"

namespace relais::config {

constexpr std::size_t max_file_bytes = 4u << 20;
constexpr std::size_t max_depth = 32;
constexpr std::size_t max_nodes = 200'000;  ///< aliases count as often as they are used
constexpr std::size_t max_expanded_bytes = 16u << 20;
constexpr std::size_t max_scalar_bytes = 4096;
constexpr std::size_t max_key_bytes = 256;

struct Node {
  enum class Kind { null, boolean, integer, real, text, list, map };
  Kind kind = Kind::null;
  std::string text;  ///< of a scalar, as written
  Mark mark;
  std::string key;  ///< if the parent is a map
  Mark key_mark;
  std::vector<Node> children;

  /// The child under `name`, or null. Works on every kind.
  const Node* find(std::string_view name) const;
  bool is_scalar() const { return kind != Kind::list && kind != Kind::map; }
};

/// The one document in `text`, or nothing if it could not be read to its end. `problems` has
/// something new whenever the text is not acceptable (also if a tree is returned).
std::optional<Node> read_document(std::string_view text, Problems& problems);

/// Scalars after YAML's core schema; decimal numbers only, leading zeros and quotes make a text.
json::value to_json(const Node& node);

}  // namespace relais::config
