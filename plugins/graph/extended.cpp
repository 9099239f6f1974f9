#include "plugins/graph/extended.hpp"

#include <algorithm>
#include <cctype>

#include "plugins/graph/text.hpp"

namespace relais::graph {
namespace {

namespace json = boost::json;

std::string property(std::string_view type, std::string_view name) {
  return std::string(type).append(" ").append(property_set).append(" Name ").append(name);
}

json::object valued(std::string id, std::string_view value) {
  json::object entry;
  entry["id"] = std::move(id);
  entry["value"] = value;
  return entry;
}

/// Graph may spell type and GUID in another case than we did.
bool same_id(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  });
}

std::string value_of(const json::object& item, std::string_view id) {
  const json::value* list = item.if_contains("singleValueExtendedProperties");
  if (!list || !list->is_array()) return {};
  for (const json::value& entry : list->get_array()) {
    if (!entry.is_object()) continue;
    const json::value* name = entry.get_object().if_contains("id");
    const json::value* value = entry.get_object().if_contains("value");
    if (name && name->is_string() && value && value->is_string() && same_id(name->get_string(), id))
      return std::string(value->get_string());
  }
  return {};
}

std::string filter(const std::string& id, std::int32_t value) {
  return "singleValueExtendedProperties/any(ep: ep/id eq '" + id +
         "' and cast(ep/value, Edm.Int32) eq " + std::to_string(value) + ")";
}

}  // namespace

std::string key_property() { return property("String", "relaisKey"); }
std::string hash_property() { return property("Integer", "relaisKeyHash"); }
std::string tag_property() { return property("Integer", "relaisTag"); }
std::string print_property() { return property("String", "relaisPrint"); }

std::int32_t hash_of(std::string_view key) {
  const std::string first = sha256_hex(key).substr(0, 8);
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(std::stoul(first, nullptr, 16)));
}

json::array stamp(std::string_view key, Tag tag, std::string_view fingerprint) {
  json::array list;
  list.push_back(valued(key_property(), key));
  list.push_back(valued(hash_property(), std::to_string(hash_of(key))));
  list.push_back(valued(tag_property(), std::to_string(static_cast<std::int32_t>(tag))));
  list.push_back(valued(print_property(), fingerprint));
  return list;
}

json::array restamp(std::string_view fingerprint) {
  json::array list;
  list.push_back(valued(print_property(), fingerprint));
  return list;
}

std::string expand() {
  return "singleValueExtendedProperties($filter=id eq '" + key_property() + "' or id eq '" +
         print_property() + "')";
}

std::string filter_by_hash(std::int32_t hash) { return filter(hash_property(), hash); }

std::string filter_by_tag(Tag tag) {
  return filter(tag_property(), static_cast<std::int32_t>(tag));
}

std::string key_of(const json::object& item) { return value_of(item, key_property()); }
std::string print_of(const json::object& item) { return value_of(item, print_property()); }

}  // namespace relais::graph
