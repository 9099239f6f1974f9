#include "tests/graph-emulator/state/contact.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace relais::emulator {
namespace {

constexpr std::size_t line = 255;

constexpr std::array properties = {
    Property{"changeKey", Shape::change_key},
    Property{"createdDateTime", Shape::created},
    Property{"lastModifiedDateTime", Shape::modified},
    Property{"parentFolderId", Shape::parent_folder},
    Property{"categories", Shape::texts, line},
    Property{"assistantName", Shape::text, line},
    Property{"birthday", Shape::instant},
    Property{"fileAs", Shape::text, line},
    Property{"displayName", Shape::text, line},
    Property{"givenName", Shape::text, line},
    Property{"initials", Shape::text, line},
    Property{"middleName", Shape::text, line},
    Property{"nickName", Shape::text, line},
    Property{"surname", Shape::text, line},
    Property{"title", Shape::text, line},
    Property{"yomiGivenName", Shape::text, line},
    Property{"yomiSurname", Shape::text, line},
    Property{"yomiCompanyName", Shape::text, line},
    Property{"generation", Shape::text, line},
    Property{"imAddresses", Shape::texts, line, 3, "ImAddresses"},
    Property{"jobTitle", Shape::text, line},
    Property{"companyName", Shape::text, line},
    Property{"department", Shape::text, line},
    Property{"officeLocation", Shape::text, line},
    Property{"profession", Shape::text, line},
    Property{"businessHomePage", Shape::text, line},
    Property{"manager", Shape::text, line},
    Property{"homePhones", Shape::texts, line, 2, "HomePhones"},
    Property{"mobilePhone", Shape::text, line},
    Property{"businessPhones", Shape::texts, line, 2, "BusinessPhones"},
    Property{"spouseName", Shape::text, line},
    Property{"personalNotes", Shape::text},
    Property{"children", Shape::texts, line},
    Property{"emailAddresses", Shape::emails, line, 3, "EmailAddresses"},
    Property{"primaryEmailAddress", Shape::first_email},
    Property{"secondaryEmailAddress", Shape::second_email},
    Property{"tertiaryEmailAddress", Shape::third_email},
    Property{"homeAddress", Shape::address},
    Property{"businessAddress", Shape::address},
    Property{"otherAddress", Shape::address},
};

constexpr Schema schema{"microsoft.graph.contact", "contacts", false, properties};

constexpr std::array<std::string_view, 7> name_parts = {
    "title", "givenName", "middleName", "surname", "generation", "initials", "companyName"};

std::string joined(const Values& values, std::initializer_list<std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) {
    const std::string_view part = values.text(schema.index(name));
    if (part.empty()) continue;
    if (!text.empty()) text += ' ';
    text += part;
  }
  return text;
}

void generate_display_name(Values& values) {
  std::string name = joined(values, {"title", "givenName", "middleName", "surname", "generation"});
  if (name.empty()) name = values.text(schema.index("companyName"));
  values.set(schema.index("displayName"), name.empty() ? json::value(nullptr) : json::value(name));
}

void generate_file_as(Values& values) {
  const std::string first = joined(values, {"givenName", "middleName"});
  std::string name(values.text(schema.index("surname")));
  if (!name.empty() && !first.empty()) name += ", ";
  name += first;
  if (name.empty()) name = values.text(schema.index("companyName"));
  values.set(schema.index("fileAs"), name.empty() ? json::value(nullptr) : json::value(name));
}

bool is_valid_address(std::string_view address) {
  const std::size_t at = address.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == address.size()) return false;
  if (address.find('@', at + 1) != std::string_view::npos) return false;
  return std::none_of(address.begin(), address.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == ',' || c == ';' || c == '<' || c == '>' ||
           c == '(' || c == ')' || c == '"';
  });
}

/// An address that is none comes back empty; a missing name comes back as the address.
void complete_emails(Values& values, const Change& change) {
  const PropertyIndex index = schema.index("emailAddresses");
  if (!change.has(index) || values.find(index) == nullptr) return;
  json::array completed;
  for (const json::value& entry : values.find(index)->get_array()) {
    const json::object& given = entry.get_object();
    std::string address(string_at(given, "address"));
    if (!is_valid_address(address)) address.clear();
    std::string name(string_at(given, "name", address));
    completed.push_back(json::object{{"name", std::move(name)}, {"address", std::move(address)}});
  }
  values.set(index, std::move(completed));
}

}  // namespace

const Schema& contact_schema() { return schema; }

Answer<> write_contact(Values& values, const Change& change, bool created) {
  merge(values, change);
  complete_emails(values, change);
  const bool renamed =
      std::any_of(name_parts.begin(), name_parts.end(),
                  [&](std::string_view part) { return change.has(schema.index(part)); });
  if (!created && !renamed) return {};
  if (!change.has(schema.index("displayName"))) generate_display_name(values);
  if (!change.has(schema.index("fileAs"))) generate_file_as(values);
  return {};
}

}  // namespace relais::emulator
