#include "engine/store/names.hpp"

#include "engine/store/item_text.hpp"

namespace relais::store {
namespace {

std::string joined(const std::string& given_name, const std::string& surname) {
  if (given_name.empty() || surname.empty()) return given_name + surname;
  return given_name + ' ' + surname;
}

}  // namespace

AddressName address_name(const sqlite::Statement& row, int first) {
  const auto kind = row.text(first);
  const std::string given_name = clean_line(row.text(first + 1));
  const std::string surname = clean_line(row.text(first + 2));
  const std::string company = clean_line(row.text(first + 3));
  const bool named = !given_name.empty() || !surname.empty();
  const bool by_name = named && (kind == "person" || kind == "lawyer" || company.empty());
  if (!by_name) return {company, company};
  return {joined(given_name, surname), surname.empty() ? given_name : surname};
}

json::object handler_part(const sqlite::Statement& row, int first) {
  json::object part;
  put(part, "code", clean_line(row.text(first)));
  put(part, "name", joined(clean_line(row.text(first + 1)), clean_line(row.text(first + 2))));
  return part;
}

}  // namespace relais::store
