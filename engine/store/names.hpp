// What people and companies are called in the items of a case.
#pragma once

#include <string>

#include "engine/base/json.hpp"
#include "engine/sqlite/sqlite.hpp"

namespace relais::store {

struct AddressName {
  std::string full;        ///< "Anna Müller", "Beispiel AG"; empty if there is nothing to show
  std::string short_form;  ///< "Müller", "Beispiel AG"
};

/// From kind, given_name, surname and company in the four columns from `first`. A person or lawyer
/// goes by his name, the others by the company; who lacks the one goes by the other.
AddressName address_name(const sqlite::Statement& row, int first);

/// {"code", "name"} of a handler, from code, given_name and surname in the three columns from
/// `first`. Without what is blank.
json::object handler_part(const sqlite::Statement& row, int first);

}  // namespace relais::store
