// What properties a resource has, which of them a client may write, and within which limits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/json.hpp"
#include "tests/graph-emulator/refusal.hpp"

namespace relais::emulator {

enum class Shape {
  text,     ///< string or null
  texts,    ///< array of strings, never null
  emails,   ///< array of {name, address}
  address,  ///< {street, city, state, postalCode, countryOrRegion} or null
  instant,  ///< DateTimeOffset or null
  flag,     ///< true or false, never null
  number,   ///< Int32, not negative, never null
  choice,   ///< one of Property::words, never null
  once,     ///< string, to be shown only if it is set
  own,      ///< what Property::check makes of it
  // From here on the service's own: a client that sends one is refused.
  change_key,
  created,
  modified,
  parent_folder,
  first_email,
  second_email,
  third_email,
  computed  ///< by the writer of its kind, or always Property::unset
};

constexpr bool is_read_only(Shape shape) { return shape >= Shape::change_key; }

struct Property {
  std::string_view name;
  Shape shape;
  std::size_t max_units = 0;      ///< UTF-16 units of each string; 0 = no limit
  std::size_t max_entries = 0;    ///< of a collection; 0 = no limit
  std::string_view limit_name{};  ///< what the service calls the collection when it is too long
  std::string_view unset{};       ///< JSON that is shown while it has no value; "" = by its shape
  std::span<const std::string_view> words{};
  /// The value as it is kept, or why it is none.
  Answer<json::value> (*check)(std::string_view name, const json::value& value) = nullptr;
};

/// Index of a property in its schema.
using PropertyIndex = std::uint16_t;

struct Schema {
  std::string_view type;        ///< "microsoft.graph.contact"
  std::string_view collection;  ///< "contacts", in @odata.context
  bool text_tags_searchable;    ///< $filter on extended properties of type String
  std::span<const Property> properties;

  /// Names are case-sensitive, as in OData. Nothing if there is no such property.
  const Property* find(std::string_view name) const;
  PropertyIndex index(std::string_view name) const;  ///< of a property that exists
};

/// Values that differ from "not set", sorted by index.
class Values {
 public:
  const json::value* find(PropertyIndex index) const;
  /// Null, or an empty array or object, unsets.
  void set(PropertyIndex index, json::value value);
  std::string_view text(PropertyIndex index) const;  ///< "" if not set
  const std::vector<std::pair<PropertyIndex, json::value>>& all() const { return values_; }

 private:
  std::vector<std::pair<PropertyIndex, json::value>> values_;
};

struct ExtendedProperty {
  std::string id;  ///< canonical: GUID in lower case
  std::string value;
};

/// What a POST or PATCH body asks for, checked.
struct Change {
  std::vector<std::pair<PropertyIndex, json::value>> values;
  std::vector<ExtendedProperty> extended;
  bool has(PropertyIndex index) const;
};

/// Refuses unknown and computed properties, wrong types, and what exceeds a limit.
Answer<Change> read_change(const Schema& schema, const json::object& body);

/// Of the wrong type, or a word that the type does not know.
tl::unexpected<Refusal> wrong_type(std::string_view name, std::string_view wanted);
/// A string of at most so many UTF-16 units; 0 = no limit.
Answer<> check_text(std::string_view name, const json::value& value, std::size_t max_units);
/// An object with these members at most, each a short string or null.
Answer<> check_members(std::string_view name, const json::value& value,
                       std::span<const std::string_view> members);
Answer<> check_word(std::string_view name, const json::value& value,
                    std::span<const std::string_view> words);

/// Replaces the given properties; a complex value is merged member by member.
void merge(Values& values, const Change& change);

}  // namespace relais::emulator
