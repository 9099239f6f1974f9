#include "engine/config/schema_walk.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace relais::config {
namespace {

using Schemas = std::vector<const json::value*>;

void add_all(const json::value* values, Schemas& out) {
  if (values == nullptr) return;
  if (const auto* array = values->if_array())
    for (const auto& each : *array) out.push_back(&each);
  if (const auto* object = values->if_object())
    for (const auto& each : *object) out.push_back(&each.value());
}

/// Fragments may be percent-encoded.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr ==
            text.data() + i + 3) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

const json::value* resolve_ref(const json::value& root, std::string_view reference) {
  if (!reference.starts_with('#')) return nullptr;
  const std::string pointer = decoded(reference.substr(1));
  if (!pointer.empty() && pointer.front() != '/') return nullptr;
  json::error_code error;
  const json::value* found = root.find_pointer(pointer, error);
  return error ? nullptr : found;
}

const json::value* member(const json::value& value, std::string_view name) {
  const auto* object = value.if_object();
  return object == nullptr ? nullptr : object->if_contains(name);
}

const json::value* concrete(const json::value& root, const json::value* schema) {
  for (int hops = 0; schema != nullptr && hops < 64; ++hops) {
    const json::value* reference = member(*schema, "$ref");
    if (reference == nullptr || !reference->is_string()) return schema;
    schema = resolve_ref(root, reference->get_string());
  }
  return nullptr;
}

Schemas in_place(const json::value& root, const json::value& schema) {
  Schemas out;
  if (const auto* reference = member(schema, "$ref"); reference && reference->is_string())
    if (const auto* target = resolve_ref(root, reference->get_string())) out.push_back(target);
  for (const char* name : {"allOf", "anyOf", "oneOf"}) {
    const auto* alternatives = member(schema, name);
    if (alternatives != nullptr && alternatives->is_array()) add_all(alternatives, out);
  }
  for (const char* name : {"not", "if", "then", "else"})
    if (const auto* each = member(schema, name)) out.push_back(each);
  if (const auto* dependencies = member(schema, "dependencies"))
    if (dependencies->is_object()) add_all(dependencies, out);
  return out;
}

Schemas nested(const json::value& schema) {
  Schemas out;
  for (const char* name : {"properties", "patternProperties", "definitions"}) {
    const auto* schemas = member(schema, name);
    if (schemas != nullptr && schemas->is_object()) add_all(schemas, out);
  }
  for (const char* name : {"additionalProperties", "additionalItems", "contains", "propertyNames"})
    if (const auto* each = member(schema, name)) out.push_back(each);
  if (const auto* items = member(schema, "items")) {
    if (items->is_array()) {
      add_all(items, out);
    } else {
      out.push_back(items);
    }
  }
  return out;
}

Schemas step(const json::value& root, const json::value& schema, std::string_view token) {
  Schemas out;
  const json::value* here = concrete(root, &schema);
  if (here == nullptr) return out;
  const auto* properties = member(*here, "properties");
  const auto* property = properties == nullptr ? nullptr : member(*properties, token);
  const auto* items = member(*here, "items");
  if (property != nullptr) {
    out.push_back(property);
  } else if (const auto* rest = member(*here, "additionalProperties"); rest && rest->is_object()) {
    out.push_back(rest);
  } else if (items != nullptr && items->is_object()) {
    out.push_back(items);
  }
  for (const auto* each : in_place(root, *here))
    for (const auto* found : step(root, *each, token)) out.push_back(found);
  return out;
}

}  // namespace relais::config
