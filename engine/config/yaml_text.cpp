#include "engine/config/yaml_text.hpp"

#include <algorithm>
#include <array>

#include "engine/config/problems.hpp"

namespace relais::config {
namespace {

bool may_be_plain(std::string_view text) {
  static constexpr std::array words{"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto inner = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '/';
  };
  std::string small(text);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return !text.empty() && (letter(text[0]) || text[0] == '/') &&
         std::all_of(text.begin(), text.end(), inner) &&
         std::find(words.begin(), words.end(), small) == words.end();
}

std::string scalar(const json::value& value) {
  if (value.is_string()) return yaml_scalar(value.get_string());
  if (value.is_array()) return "[]";
  if (value.is_object()) return "{}";
  return number_text(value);
}

bool is_block(const json::value& value) {
  return (value.is_array() && !value.get_array().empty()) ||
         (value.is_object() && !value.get_object().empty());
}

void write(const json::value& value, std::size_t indent, std::string& out);

/// What follows `key:` or `-`.
void write_below(const json::value& value, std::size_t indent, bool in_list, std::string& out) {
  if (!is_block(value)) {
    out += ' ' + scalar(value) + '\n';
  } else if (in_list && value.is_object()) {
    std::string block;
    write(value, indent + 2, block);
    out += ' ' + block.substr(indent + 2);
  } else {
    out += '\n';
    write(value, indent + 2, out);
  }
}

void write(const json::value& value, std::size_t indent, std::string& out) {
  const std::string margin(indent, ' ');
  if (const auto* object = value.if_object())
    for (const auto& each : *object) {
      out += margin + yaml_scalar(each.key()) + ':';
      write_below(each.value(), indent, false, out);
    }
  if (const auto* array = value.if_array())
    for (const auto& each : *array) {
      out += margin + '-';
      write_below(each, indent, true, out);
    }
}

}  // namespace

std::string yaml_scalar(std::string_view text) {
  return may_be_plain(text) ? std::string(text) : json::serialize(json::string(text));
}

std::string yaml_text(const json::object& object) {
  std::string out;
  write(json::value(object), 0, out);
  return out;
}

}  // namespace relais::config
