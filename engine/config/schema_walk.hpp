// Getting about in a draft-7 schema: local references, and which subschemas apply where.
#pragma once

#include <string_view>
#include <vector>

#include "engine/base/json.hpp"

namespace relais::config {

/// What `#` or `#/definitions/x` points to, or null.
const json::value* resolve_ref(const json::value& root, std::string_view reference);

/// The member of an object, or null; works on every kind of value.
const json::value* member(const json::value& value, std::string_view name);

/// Follows `$ref`s until something else; null if it leads nowhere. The schema has no cycles.
const json::value* concrete(const json::value& root, const json::value* schema);

/// Schemas that judge the same value as `schema`: `$ref`, allOf, anyOf, oneOf, not, if, then, else.
std::vector<const json::value*> in_place(const json::value& root, const json::value& schema);

/// Schemas within `schema` that judge parts of the value, and its definitions.
std::vector<const json::value*> nested(const json::value& schema);

/// The subschemas for the entry `token` of a value that `schema` judges.
std::vector<const json::value*> step(const json::value& root, const json::value& schema,
                                     std::string_view token);

}  // namespace relais::config
