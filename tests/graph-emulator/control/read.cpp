#include "tests/graph-emulator/control/read.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relais::emulator {

Result<> only_keys(const json::object& object, std::initializer_list<std::string_view> known,
                   std::string_view what) {
  for (const auto& [key, value] : object) {
    const std::string_view name(key.data(), key.size());
    if (std::find(known.begin(), known.end(), name) == known.end())
      return fail(Errc::usage, fmt::format("unknown key \"{}\" in {}", name, what));
  }
  return {};
}

const json::array& array_at(const json::object& object, std::string_view key) {
  static const json::array none;
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_array() ? value->get_array() : none;
}

std::vector<std::string> strings_at(const json::object& object, std::string_view key) {
  std::vector<std::string> strings;
  for (const json::value& value : array_at(object, key))
    if (value.is_string()) strings.emplace_back(value.get_string());
  return strings;
}

bool bool_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::int64_t int_at(const json::object& object, std::string_view key, std::int64_t otherwise) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_int64() ? value->get_int64() : otherwise;
}

const json::object& set_of(const json::object& action) {
  static const json::object none;
  const json::value* set = action.if_contains("set");
  return set != nullptr && set->is_object() ? set->get_object() : none;
}

void set_hidden(json::object& owner, const json::object& action) {
  if (const json::value* hidden = action.if_contains("hidden"); hidden && hidden->is_object())
    for (const auto& [key, value] : hidden->get_object()) owner[key] = value;
}

json::object ids_of(const Item& item) {
  return {{"id", item.immutable_id}, {"mutable_id", item.mutable_id}};
}

Error error_of(const Refusal& refusal) {
  return {Errc::usage,
          fmt::format("{}: {}", refusal.code,
                      refusal.detail.empty() ? refusal.message : refusal.detail),
          {}};
}

json::object numbered(const std::string& pattern, std::int64_t number) {
  const std::string digits = std::to_string(number);
  std::string text = pattern;
  for (std::size_t at = text.find("{n}"); at != std::string::npos; at = text.find("{n}", at))
    text.replace(at, 3, digits);
  return json::parse(text).as_object();
}

}  // namespace relais::emulator
