// The key of a copy: `<store uuid>:<kind>:<source id>[:<part>]`, inside every exported item, the
// same in every mailbox, for ever (docs/design.md, Identities).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relais::sync {

struct Key {
  std::string store;
  std::string kind;
  std::string item;
  std::string part;  ///< empty: the only one
};

/// A `:` or `%` in `item` or `part` is written as `%3A` or `%25`, so that keys stay unambiguous.
std::string make_key(const Key& key);
/// Nothing if it is not one of ours.
std::optional<Key> parse_key(std::string_view text);

}  // namespace relais::sync
