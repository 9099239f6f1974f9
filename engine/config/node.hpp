// One value of a YAML file that still knows where it stood.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json.hpp"
#include "engine/config/diagnostic.hpp"

namespace relais::config {

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

/// What a scalar without quotes is, after YAML's core schema; decimal numbers only, and leading
/// zeros make a text.
Node::Kind kind_of_plain(std::string_view text);

json::value to_json(const Node& node);

}  // namespace relais::config
