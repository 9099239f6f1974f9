// The document of a contact: what `render` makes and `apply` sends.
//
//   {"fields": {…}, "notes": "…", "category": "…"}
//
// `fields` are the Graph properties that belong to us alone, each one always there (null or []
// clears it). `notes` goes into our fence in personalNotes and `category` among the owner's
// categories; both are empty if there is nothing to show.
#pragma once

#include <array>
#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "plugins/contacts/settings.hpp"

namespace relais::contacts {

struct Document {
  boost::json::object fields;
  std::string notes;
  std::string category;
};

std::string write_document(const Document& document);
/// Throws Failure(internal) if it is no such document.
Document read_document(std::string_view body);

/// The written fingerprint: `<fields>.<merged>`, 57 characters. Its second half can be compared
/// with an item (`merged_print`), so that a write that stopped half way is found out.
std::string written_print(const Document& document);
/// Of what is merged with the owner's: the text in our fence, and our category if it is there.
std::string merged_print(std::string_view fenced, std::string_view category);

/// The $select of everything that we own, with what is needed to know where an item lies.
std::string selection(const Settings& settings);

inline constexpr std::array<std::string_view, 12> text_fields{
    "title",  "givenName",   "middleName", "surname",  "generation",  "displayName",
    "fileAs", "companyName", "department", "jobTitle", "mobilePhone", "businessHomePage"};
inline constexpr std::array<std::string_view, 2> phone_fields{"businessPhones", "homePhones"};
inline constexpr std::array<std::string_view, 2> address_fields{"businessAddress", "homeAddress"};
inline constexpr std::array<std::string_view, 5> address_parts{"street", "city", "state",
                                                               "postalCode", "countryOrRegion"};

}  // namespace relais::contacts
