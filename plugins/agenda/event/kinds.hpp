// What a copy says of its kind: by its tag, and by its key.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "plugins/agenda/item.hpp"
#include "plugins/agenda/settings.hpp"
#include "plugins/graph/extended.hpp"

namespace relais::agenda::event {

constexpr graph::Tag tag_of(Kind kind) noexcept {
  switch (kind) {
    case Kind::deadline:
      return graph::Tag::deadline;
    case Kind::reminder:
      return graph::Tag::reminder;
    case Kind::appointment:
      break;
  }
  return graph::Tag::appointment;
}

/// Of a key, `<store uuid>:<kind>:<source id>[:<part>]`; nothing if it names none of these kinds.
inline std::optional<Kind> kind_of(std::string_view key) {
  const std::size_t first = key.find(':');
  if (first == std::string_view::npos) return std::nullopt;
  const std::string_view rest = key.substr(first + 1);
  const std::string_view name = rest.substr(0, rest.find(':'));
  for (const Kind kind : {Kind::deadline, Kind::reminder, Kind::appointment})
    if (name == name_of(kind)) return kind;
  return std::nullopt;
}

/// Whether the key is one of a kind that the plugin exports.
inline bool is_exported(std::string_view key, const Settings& settings) {
  const auto kind = kind_of(key);
  return kind &&
         std::find(settings.kinds.begin(), settings.kinds.end(), *kind) != settings.kinds.end();
}

}  // namespace relais::agenda::event
