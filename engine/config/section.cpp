#include "engine/config/section.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/config/problems.hpp"
#include "engine/config/schema.hpp"

namespace relais::config {
namespace {

/// What stands below `key`, as a section of its own.
Section part_of(const Section& section, std::string_view key) {
  const std::string below = pointer_of("", key);
  Section out;
  out.origin = section.origin;
  out.origin.key_path = path_of(section.origin.key_path, key);
  for (const auto& [pointer, place] : section.places)
    if (pointer.starts_with(below) &&
        (pointer.size() == below.size() || pointer[below.size()] == '/'))
      out.places[pointer.substr(below.size())] = place;
  if (const auto found = out.places.find(""); found != out.places.end())
    out.origin.mark = found->second.key;
  const auto* value = section.value.if_contains(key);
  if (value != nullptr && value->is_object()) out.value = value->get_object();
  return out;
}

Section section_of(const Entity& entity, std::string_view addin) {
  Section section;
  const auto found = entity.addins.find(std::string(addin));
  if (found != entity.addins.end()) {
    section = found->second;
  } else {
    section.origin = entity.origin;
    section.origin.key_path += ".addins." + std::string(addin);
  }
  return addin == "MAIL" ? part_of(section, "plugin") : section;
}

/// The nearest place that is known: of the thing itself, or of what it should stand in.
Mark mark_of(const Section& section, const Violation& violation) {
  for (std::size_t size = violation.at.size() + 1; size-- > 0;) {
    std::string pointer;
    for (std::size_t i = 0; i < size; ++i) pointer = pointer_of(pointer, violation.at[i]);
    const auto found = section.places.find(pointer);
    if (found == section.places.end()) continue;
    const bool whole = size == violation.at.size();
    return whole && !violation.at_key ? found->second.value : found->second.key;
  }
  return section.origin.mark;
}

std::string path_in(const Section& section, const Violation& violation) {
  std::string out = section.origin.key_path;
  const json::value root(section.value);
  const json::value* here = &root;
  for (const auto& token : violation.at) {
    const bool list = here != nullptr && here->is_array();
    const std::size_t index = list ? std::stoul("0" + token) : 0;
    out = list ? path_of(out, index) : path_of(out, token);
    if (here != nullptr)
      here = list                ? here->get_array().if_contains(index)
             : here->is_object() ? here->get_object().if_contains(token)
                                 : nullptr;
  }
  return out;
}

Diagnostic broken_schema(const Section& section, std::string_view plugin, std::string_view addin,
                         const std::string& why) {
  const auto& origin = section.origin;
  return {origin.file,
          origin.mark.line,
          origin.mark.column,
          origin.key_path,
          fmt::format("that the plugin {} declares an unusable schema: {}",
                      plugin.empty() ? "for " + std::string(addin) : std::string(plugin), why),
          "a draft 7 JSON schema",
          "the plugin is at fault, not this file: tell its vendor"};
}

void append_canonical(const json::value& value, std::string& out) {
  if (const auto* object = value.if_object()) {
    std::vector<std::string_view> keys;
    for (const auto& each : *object) keys.push_back(each.key());
    std::sort(keys.begin(), keys.end());
    out += '{';
    for (const auto key : keys) {
      if (out.back() != '{') out += ',';
      out += json::serialize(json::value(key)) + ':';
      append_canonical(object->at(key), out);
    }
    out += '}';
  } else if (const auto* array = value.if_array()) {
    out += '[';
    for (const auto& each : *array) {
      if (out.back() != '[') out += ',';
      append_canonical(each, out);
    }
    out += ']';
  } else {
    out += json::serialize(value);
  }
}

std::vector<Diagnostic> check(const Section& section, std::string_view addin,
                              const json::value& schema, json::object& filled_out,
                              std::string_view plugin) {
  if (const auto fault = schema_fault(schema))
    return {broken_schema(section, plugin, addin, *fault)};
  json::value value(section.value);
  std::vector<Diagnostic> out;
  for (const auto& violation : violations(value, schema)) {
    const Mark mark = mark_of(section, violation);
    out.push_back({section.origin.file, mark.line, mark.column, path_in(section, violation),
                   violation.found, violation.expected, violation.hint});
  }
  if (!out.empty()) {
    std::stable_sort(out.begin(), out.end(), [](const Diagnostic& a, const Diagnostic& b) {
      return std::pair(a.line, a.column) < std::pair(b.line, b.column);
    });
    return out;
  }
  fill_defaults(value, schema);
  if (!violations(value, schema).empty())
    return {broken_schema(section, plugin, addin, "its defaults do not fit the schema itself")};
  filled_out = std::move(value.as_object());
  return {};
}

}  // namespace

std::vector<Diagnostic> check_section(const Entity& entity, std::string_view addin,
                                      const json::object& schema, json::object& filled_out,
                                      std::string_view plugin_id) {
  const Section section = section_of(entity, addin);
  try {
    json::object own = schema;
    own.erase("$id");  // it would make `#/definitions/x` a reference to another document
    return check(section, addin, json::value(std::move(own)), filled_out, plugin_id);
  } catch (const std::exception& error) {
    return {broken_schema(section, plugin_id, addin, error.what())};
  }
}

std::string section_fingerprint(const Entity& entity, std::string_view addin,
                                const json::object& section) {
  const json::value all = {{"addin", addin},
                           {"language", entity.language},
                           {"privacy", name_of(entity.privacy)},
                           {"section", section},
                           {"time_zone", entity.time_zone},
                           {"window", {entity.window.back.count(), entity.window.ahead.count()}}};
  std::string text;
  append_canonical(all, text);
  return sha256_hex(text);
}

}  // namespace relais::config
