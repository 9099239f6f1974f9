// Single-value extended properties: `Integer {guid} Name relaisTag`.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/json.hpp"
#include "tests/graph-emulator/refusal.hpp"

namespace relais::emulator {

struct ExtendedId {
  std::string type;       ///< "String", "Integer", ...
  std::string canonical;  ///< GUID in lower case, the rest as given: names are case-sensitive
};

Answer<ExtendedId> parse_extended_id(std::string_view text);
/// The value as the service gives it back ("007" of an Integer is "7"), or why it is none.
Answer<std::string> canonical_value(const ExtendedId& id, std::string_view value);

}  // namespace relais::emulator
