// JSON Schema (draft 7) as plugins use it to declare their section: valijson is the judge, this
// adds guards against schemas that would hang it, explanations, and defaults.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/json.hpp"

namespace relais::config {

/// Why a schema cannot be used (malformed, circular, refers to other documents), or nothing.
std::optional<std::string> schema_fault(const json::value& schema);

struct Violation {
  std::vector<std::string> at;  ///< keys and indices from the root of the value
  bool at_key = false;          ///< the key itself is wrong (unknown), not its value
  std::string found;
  std::string expected;
  std::string hint;
};

/// Everything about `value` that the schema does not allow; `schema` has no schema_fault.
std::vector<Violation> violations(const json::value& value, const json::value& schema);

/// Adds what `value` leaves open and `properties`, `allOf`, `items`, `additionalProperties` or a
/// local `$ref` of the schema give a default for. An absent object is added if it then has every
/// key that it must have.
void fill_defaults(json::value& value, const json::value& schema);

}  // namespace relais::config
