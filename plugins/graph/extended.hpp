// What relais writes into an item so that it is found again: four named properties.
//
// All of them stand under one GUID, which never changes: copies made by any version of relais must
// be found by every later one. Mailboxes have a quota of property names, so there are no others.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace relais::graph {

inline constexpr std::string_view property_set = "{d9853f33-b2fb-4774-9b44-49d95952bc8b}";

/// Constant per kind: lists ours.
enum class Tag : std::int32_t { contact = 1, appointment = 2, deadline = 3, reminder = 4 };

std::string key_property();    ///< String relaisKey: the key
std::string hash_property();   ///< Integer relaisKeyHash: to search by
std::string tag_property();    ///< Integer relaisTag
std::string print_property();  ///< String relaisPrint: the written fingerprint

/// The first four bytes of the key's SHA-256, big-endian, as a signed number.
std::int32_t hash_of(std::string_view key);

/// `singleValueExtendedProperties` of a create.
boost::json::array stamp(std::string_view key, Tag tag, std::string_view fingerprint);
/// The same of an update: the fingerprint only.
boost::json::array restamp(std::string_view fingerprint);

/// Value of $expand that makes an answer carry key and fingerprint.
std::string expand();
/// Values of $filter.
std::string filter_by_hash(std::int32_t hash);
std::string filter_by_tag(Tag tag);

/// The value of a property that `expand` asked for, or empty.
std::string key_of(const boost::json::object& item);
std::string print_of(const boost::json::object& item);

}  // namespace relais::graph
