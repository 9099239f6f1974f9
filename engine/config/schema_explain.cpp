#include "engine/config/schema_explain.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "engine/config/problems.hpp"
#include "engine/config/schema_walk.hpp"

namespace relais::config {
namespace {

using Schemas = std::vector<const json::value*>;

std::string joined(const std::vector<std::string>& parts, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? std::string(last) : ", ";
    out += parts[i];
  }
  return out;
}

std::string word_for(std::string_view type) {
  if (type == "string") return "a text";
  if (type == "integer") return "a whole number";
  if (type == "number") return "a number";
  if (type == "boolean") return "true or false";
  if (type == "array") return "a list";
  if (type == "object") return "a map";
  return "nothing";
}

std::string plain(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : number_text(value);
}

std::string types_of(const json::value& schema) {
  const auto* type = member(schema, "type");
  std::vector<std::string> words;
  if (type != nullptr && type->is_string()) words.push_back(word_for(type->get_string()));
  if (type != nullptr && type->is_array())
    for (const auto& each : type->get_array())
      if (each.is_string()) words.push_back(word_for(each.get_string()));
  return joined(words, " or ");
}

void add_limit(const json::value& schema, const char* name, std::string_view words,
               std::vector<std::string>& parts) {
  if (const auto* limit = member(schema, name))
    parts.push_back(fmt::format("{} {}", words, plain(*limit)));
}

/// All that one schema says about a value, as words.
std::string expectation(const json::value& root, const json::value& schema, int depth) {
  const json::value* here = concrete(root, &schema);
  if (here == nullptr || depth > 8) return {};
  if (const auto* only = member(*here, "const")) return plain(*only);
  if (const auto* choices = member(*here, "enum"); choices && choices->is_array()) {
    std::vector<std::string> words;
    for (const auto& each : choices->get_array()) words.push_back(plain(each));
    return joined(words, " or ");
  }
  std::vector<std::string> parts;
  if (std::string types = types_of(*here); !types.empty()) parts.push_back(std::move(types));
  add_limit(*here, "minimum", "at least", parts);
  add_limit(*here, "exclusiveMinimum", "more than", parts);
  add_limit(*here, "maximum", "at most", parts);
  add_limit(*here, "exclusiveMaximum", "less than", parts);
  add_limit(*here, "multipleOf", "a multiple of", parts);
  add_limit(*here, "minLength", "characters at least", parts);
  add_limit(*here, "maxLength", "characters at most", parts);
  add_limit(*here, "minItems", "entries at least", parts);
  add_limit(*here, "maxItems", "entries at most", parts);
  if (const auto* pattern = member(*here, "pattern"); pattern && plain(*pattern).size() <= 80)
    add_limit(*here, "pattern", "of the form", parts);  // a longer one explains nothing
  add_limit(*here, "format", "of the format", parts);
  if (const auto* unique = member(*here, "uniqueItems"); unique && *unique == json::value(true))
    parts.push_back("each entry once");
  for (const char* name : {"anyOf", "oneOf"}) {
    std::vector<std::string> words;
    if (const auto* any = member(*here, name); any && any->is_array())
      for (const auto& each : any->get_array())
        if (std::string text = expectation(root, each, depth + 1);
            !text.empty() && std::find(words.begin(), words.end(), text) == words.end())
          words.push_back(std::move(text));
    if (!words.empty()) parts.push_back(joined(words, " or "));
  }
  if (const auto* all = member(*here, "allOf"); all && all->is_array())
    for (const auto& each : all->get_array())
      if (std::string text = expectation(root, each, depth + 1); !text.empty())
        parts.push_back(std::move(text));
  return joined(parts, ", ");
}

Schemas schemas_at(const json::value& root, const std::vector<std::string>& at) {
  Schemas here{&root};
  for (const auto& token : at) {
    Schemas next;
    for (const auto* schema : here)
      for (const auto* found : step(root, *schema, token))
        if (next.size() < 64) next.push_back(found);
    here = std::move(next);
  }
  return here;
}

const json::value* value_at(const json::value& root, const std::vector<std::string>& at) {
  const json::value* here = &root;
  for (const auto& token : at) {
    if (here->is_object()) {
      here = here->get_object().if_contains(token);
    } else if (here->is_array()) {
      std::size_t index = 0;
      std::from_chars(token.data(), token.data() + token.size(), index);
      here = here->get_array().if_contains(index);
    } else {
      return nullptr;
    }
    if (here == nullptr) return nullptr;
  }
  return here;
}

/// The text between quotes in `... 'name' ...`.
std::string name_in(std::string_view description) {
  const std::size_t begin = description.find(
      '\'', description.find(": '") != std::string_view::npos ? description.find(": '") : 0);
  const std::size_t end = description.rfind('\'');
  if (begin == std::string_view::npos || end <= begin) return {};
  return std::string(description.substr(begin + 1, end - begin - 1));
}

void collect_names(const json::value& root, const json::value& schema, int depth,
                   std::vector<std::string_view>& names, bool& patterns) {
  const json::value* here = concrete(root, &schema);
  if (here == nullptr || depth > 8) return;
  if (const auto* properties = member(*here, "properties"); properties && properties->is_object())
    for (const auto& each : properties->get_object()) names.push_back(each.key());
  patterns = patterns || member(*here, "patternProperties") != nullptr;
  for (const auto* each : in_place(root, *here))
    collect_names(root, *each, depth + 1, names, patterns);
}

std::vector<Violation> unknown_keys(const json::value& value, const json::value& schema,
                                    const std::vector<std::string>& at,
                                    std::string_view description) {
  std::vector<std::string_view> known;
  bool patterns = false;
  for (const auto* each : schemas_at(schema, at)) collect_names(schema, *each, 0, known, patterns);
  std::vector<std::string> unknown;
  const auto* here = value_at(value, at);
  if (!patterns && here != nullptr && here->is_object()) {
    for (const auto& each : here->get_object())
      if (std::find(known.begin(), known.end(), each.key()) == known.end())
        unknown.emplace_back(each.key());
  }
  if (unknown.empty()) unknown.push_back(name_in(description));
  std::vector<std::string> names(known.begin(), known.end());
  std::vector<Violation> out;
  for (const auto& name : unknown) {
    Violation violation;
    violation.at = at;
    violation.at.push_back(name);
    violation.at_key = true;
    violation.found = "an unknown key";
    violation.expected = names.empty() ? "no key here" : "one of " + joined(names, " or ");
    violation.hint = did_you_mean(name, known);
    out.push_back(std::move(violation));
  }
  return out;
}

std::vector<std::string_view> choices_of(const json::value& root, const Schemas& schemas) {
  std::vector<std::string_view> out;
  for (const auto* schema : schemas) {
    const auto* here = concrete(root, schema);
    const auto* choices = here == nullptr ? nullptr : member(*here, "enum");
    if (choices != nullptr && choices->is_array())
      for (const auto& each : choices->get_array())
        if (each.is_string()) out.push_back(each.get_string());
  }
  return out;
}

}  // namespace

std::vector<Violation> explain(const json::value& value, const json::value& schema,
                               const std::vector<std::string>& at, std::string_view description) {
  if (description.starts_with("Object contains a property that could not be validated"))
    return unknown_keys(value, schema, at, description);
  Violation out;
  out.at = at;
  if (description.starts_with("Missing required property")) {
    const std::string name = name_in(description);
    out.at.push_back(name);
    out.found = "nothing";
    out.expected = "the key " + name + ", which is mandatory here";
    return {out};
  }
  const auto schemas = schemas_at(schema, at);
  const auto* here = value_at(value, at);
  const bool blind = !at.empty() && sounds_secret(at.back());
  out.found = here == nullptr ? "nothing" : blind ? "a value (not shown)" : describe(*here);
  std::vector<std::string> parts;
  for (const auto* each : schemas) {
    std::string text = expectation(schema, *each, 0);
    if (!text.empty() && std::find(parts.begin(), parts.end(), text) == parts.end())
      parts.push_back(std::move(text));
    const auto* target = concrete(schema, each);
    const auto* meaning = target == nullptr ? nullptr : member(*target, "description");
    if (out.hint.empty() && meaning != nullptr && meaning->is_string())
      out.hint = std::string(meaning->get_string());
  }
  out.expected = parts.empty() ? std::string(description) : joined(parts, ", ");
  if (here != nullptr && here->is_string() && !blind)
    if (std::string near = did_you_mean(here->get_string(), choices_of(schema, schemas));
        !near.empty())
      out.hint = std::move(near);
  return {out};
}

}  // namespace relais::config
