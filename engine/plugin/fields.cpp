#include "engine/plugin/fields.hpp"

#include <algorithm>

namespace relais::plugin {
namespace {

constexpr std::size_t max_field_id = 1024;

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

std::optional<std::string> Fields::text(std::string_view key) const {
  const json::value* value = object_.if_contains(key);
  if (!value) return std::nullopt;
  require(value->is_string(), key, "is not text");
  if (!value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

std::optional<bool> Fields::boolean(std::string_view key) const {
  const json::value* value = object_.if_contains(key);
  if (!value) return std::nullopt;
  require(value->is_bool(), key, "is not true or false");
  if (!value->is_bool()) return std::nullopt;
  return value->get_bool();
}

std::optional<std::int64_t> Fields::number(std::string_view key) const {
  const json::value* value = object_.if_contains(key);
  if (!value) return std::nullopt;
  const bool fits = value->is_int64() && value->get_int64() >= 0;
  require(fits, key, "is not a whole number from 0");
  if (!fits) return std::nullopt;
  return value->get_int64();
}

std::optional<Millis> Fields::instant(std::string_view key) const {
  const auto value = text(key);
  if (!value) return std::nullopt;
  const Result<Millis> instant = parse_utc(*value);
  require(instant.has_value(), key, "is not a UTC timestamp");
  if (!instant) return std::nullopt;
  return *instant;
}

std::optional<std::string> Fields::id(std::string_view key) const {
  auto value = text(key);
  if (!value) return std::nullopt;
  require(!value->empty(), key, "is empty");
  require(value->size() <= max_field_id, key, "has more than 1024 bytes");
  require(!has_control(*value), key, "has a control character");
  return value;
}

std::string Fields::required_id(std::string_view key) const {
  require(has(key), key, "is missing");
  return id(key).value_or(std::string());
}

std::string Fields::one_of(std::string_view key,
                           std::initializer_list<std::string_view> words) const {
  std::string value = text(key).value_or(std::string());
  if (has(key))
    require(std::find(words.begin(), words.end(), value) != words.end(), key,
            "is none of its words");
  return value;
}

bool Fields::object(std::string_view key, const std::function<void(const Fields&)>& take) const {
  const json::value* value = object_.if_contains(key);
  if (!value) return false;
  require(value->is_object(), key, "is not an object");
  if (value->is_object()) take(Fields(value->get_object(), path(key) + ".", intake_));
  return value->is_object();
}

bool Fields::objects(std::string_view key, const std::function<void(const Fields&)>& take) const {
  return each(key, [&](const json::value& one) {
    require(one.is_object(), key, "holds what is not an object");
    if (one.is_object()) take(Fields(one.get_object(), path(key) + ".", intake_));
  });
}

bool Fields::texts(std::string_view key, const std::function<void(std::string)>& take) const {
  return each(key, [&](const json::value& one) {
    require(one.is_string(), key, "holds what is not text");
    if (one.is_string()) take(std::string(one.get_string()));
  });
}

bool Fields::each(std::string_view key, const std::function<void(const json::value&)>& take) const {
  const json::value* value = object_.if_contains(key);
  if (!value) return false;
  require(value->is_array(), key, "is not a list");
  if (value->is_array())
    for (const json::value& one : value->get_array()) take(one);
  return value->is_array();
}

}  // namespace relais::plugin
