#include "tests/graph-emulator/state/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "engine/base/clock.hpp"
#include "tests/graph-emulator/state/extended.hpp"

namespace relais::emulator {
namespace {

constexpr std::string_view address_members[] = {"street", "city", "state", "postalCode",
                                                "countryOrRegion"};
constexpr std::string_view email_members[] = {"name", "address"};
constexpr std::size_t max_member_units = 255;

std::size_t utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) units += byte >= 0xF0U ? 2 : 1;
  }
  return units;
}

}  // namespace

tl::unexpected<Refusal> wrong_type(std::string_view name, std::string_view wanted) {
  return refuse(400, "RequestBodyRead",
                fmt::format("Cannot convert the value of property '{}' to the expected type '{}'.",
                            name, wanted));
}

Answer<> check_text(std::string_view name, const json::value& value, std::size_t max_units) {
  if (!value.is_string()) return wrong_type(name, "Edm.String");
  if (max_units != 0 &&
      utf16_units({value.get_string().data(), value.get_string().size()}) > max_units)
    return refuse(400, "ErrorPropertyValidationFailure",
                  fmt::format("The length of the property {} exceeds the maximum of {} characters.",
                              name, max_units));
  return {};
}

Answer<> check_members(std::string_view name, const json::value& value,
                       std::span<const std::string_view> members) {
  if (!value.is_object()) return wrong_type(name, "a complex type");
  for (const auto& [key, member] : value.get_object()) {
    if (std::find(members.begin(), members.end(), std::string_view(key.data(), key.size())) ==
        members.end())
      return refuse(400, "RequestBodyRead",
                    fmt::format("The property '{}' does not exist on the type of '{}'.",
                                std::string_view(key.data(), key.size()), name));
    if (member.is_null()) continue;
    if (auto checked = check_text(name, member, max_member_units); !checked) return checked;
  }
  return {};
}

Answer<> check_word(std::string_view name, const json::value& value,
                    std::span<const std::string_view> words) {
  if (!value.is_string()) return wrong_type(name, "Edm.Enum");
  const std::string_view text(value.get_string().data(), value.get_string().size());
  if (std::find(words.begin(), words.end(), text) == words.end())
    return wrong_type(name, "one of its enumeration");
  return {};
}

namespace {

Answer<> check_entries(const Property& property, const json::value& value) {
  if (!value.is_array()) return wrong_type(property.name, "Collection");
  const json::array& entries = value.get_array();
  if (property.max_entries != 0 && entries.size() > property.max_entries)
    return refuse(400, "ErrorInvalidRequest",
                  fmt::format("The multi value property {} has {} entries, that exceeds the max "
                              "allowed value of {}",
                              property.limit_name, entries.size(), property.max_entries));
  for (const json::value& entry : entries) {
    auto checked = property.shape == Shape::emails
                       ? check_members(property.name, entry, email_members)
                       : check_text(property.name, entry, property.max_units);
    if (!checked) return checked;
  }
  return {};
}

Answer<json::value> check_instant(const Property& property, const json::value& value) {
  if (!value.is_string()) return wrong_type(property.name, "Edm.DateTimeOffset");
  const auto& text = value.get_string();
  const auto instant = parse_utc({text.data(), text.size()});
  if (!instant) return wrong_type(property.name, "Edm.DateTimeOffset");
  return json::value(format_utc(*instant).substr(0, 19) + "Z");
}

Answer<json::value> check_number(std::string_view name, const json::value& value) {
  if (!value.is_int64() || value.get_int64() < 0 ||
      value.get_int64() > std::numeric_limits<std::int32_t>::max())
    return wrong_type(name, "Edm.Int32");
  return value;
}

Answer<json::value> check_value(const Property& property, const json::value& value) {
  if (is_read_only(property.shape))
    return refuse(400, "ErrorInvalidPropertySet",
                  fmt::format("Property '{}' is read-only and cannot be set.", property.name));
  if (property.shape == Shape::own) return property.check(property.name, value);
  if (property.shape == Shape::flag && !value.is_bool())
    return wrong_type(property.name, "Edm.Boolean");
  if (property.shape == Shape::flag) return value;
  if (property.shape == Shape::number) return check_number(property.name, value);
  if (property.shape == Shape::choice) {
    if (auto checked = check_word(property.name, value, property.words); !checked)
      return refuse(checked.error());
    return value;
  }
  const bool collection = property.shape == Shape::texts || property.shape == Shape::emails;
  if (value.is_null() && !collection) return json::value(nullptr);
  Answer<> checked;
  if (property.shape == Shape::text || property.shape == Shape::once)
    checked = check_text(property.name, value, property.max_units);
  else if (collection)
    checked = check_entries(property, value);
  else if (property.shape == Shape::address)
    checked = check_members(property.name, value, address_members);
  else
    return check_instant(property, value);
  if (!checked) return refuse(checked.error());
  return value;
}

Answer<std::vector<ExtendedProperty>> read_extended(const json::value& value) {
  if (!value.is_array()) return wrong_type("singleValueExtendedProperties", "Collection");
  std::vector<ExtendedProperty> read;
  for (const json::value& entry : value.get_array()) {
    const json::object* object = entry.if_object();
    if (object == nullptr || object->size() != 2 || !object->contains("id") ||
        !object->contains("value") || !object->at("id").is_string() ||
        !object->at("value").is_string())
      return wrong_type("singleValueExtendedProperties",
                        "microsoft.graph.singleValueLegacyExtendedProperty");
    auto id = parse_extended_id(string_at(*object, "id"));
    if (!id) return refuse(id.error());
    auto text = canonical_value(*id, string_at(*object, "value"));
    if (!text) return refuse(text.error());
    for (const ExtendedProperty& earlier : read)
      if (earlier.id == id->canonical)
        return refuse(400, "ErrorInvalidRequest", "An extended property is given twice.");
    read.push_back({std::move(id->canonical), std::move(*text)});
  }
  return read;
}

bool is_empty(const json::value& value) {
  return value.is_null() || (value.is_array() && value.get_array().empty()) ||
         (value.is_object() && value.get_object().empty());
}

}  // namespace

const Property* Schema::find(std::string_view name) const {
  for (const Property& property : properties)
    if (property.name == name) return &property;
  return nullptr;
}

PropertyIndex Schema::index(std::string_view name) const {
  return static_cast<PropertyIndex>(find(name) - properties.data());
}

const json::value* Values::find(PropertyIndex index) const {
  const auto at = std::lower_bound(values_.begin(), values_.end(), index,
                                   [](const auto& entry, auto key) { return entry.first < key; });
  return at != values_.end() && at->first == index ? &at->second : nullptr;
}

void Values::set(PropertyIndex index, json::value value) {
  const auto at = std::lower_bound(values_.begin(), values_.end(), index,
                                   [](const auto& entry, auto key) { return entry.first < key; });
  const bool there = at != values_.end() && at->first == index;
  if (is_empty(value)) {
    if (there) values_.erase(at);
  } else if (there) {
    at->second = std::move(value);
  } else {
    values_.emplace(at, index, std::move(value));
  }
}

std::string_view Values::text(PropertyIndex index) const {
  const json::value* value = find(index);
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

bool Change::has(PropertyIndex index) const {
  return std::any_of(values.begin(), values.end(),
                     [index](const auto& entry) { return entry.first == index; });
}

Answer<Change> read_change(const Schema& schema, const json::object& body) {
  Change change;
  for (const auto& [key, value] : body) {
    const std::string_view name(key.data(), key.size());
    if (name == "@odata.type") {
      if (!value.is_string() || value.get_string() != "#" + std::string(schema.type))
        return wrong_type(name, schema.type);
      continue;
    }
    if (name == "singleValueExtendedProperties") {
      auto extended = read_extended(value);
      if (!extended) return refuse(extended.error());
      change.extended = std::move(*extended);
      continue;
    }
    const Property* property = schema.find(name);
    if (property == nullptr)
      return refuse(400, "RequestBodyRead",
                    fmt::format("The property '{}' does not exist on type '{}'. Make sure to only "
                                "use property names that are defined by the type.",
                                name, schema.type));
    auto checked = check_value(*property, value);
    if (!checked) return refuse(checked.error());
    change.values.emplace_back(static_cast<PropertyIndex>(property - schema.properties.data()),
                               std::move(*checked));
  }
  return change;
}

void merge(Values& values, const Change& change) {
  for (const auto& [index, value] : change.values) {
    const json::value* old = values.find(index);
    if (!value.is_object()) {
      values.set(index, value);
      continue;
    }
    json::object merged = old != nullptr && old->is_object() ? old->get_object() : json::object{};
    for (const auto& [key, member] : value.get_object()) {
      if (member.is_null())
        merged.erase(key);
      else
        merged[key] = member;
    }
    values.set(index, std::move(merged));
  }
}

}  // namespace relais::emulator
