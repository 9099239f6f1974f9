// One address of the practice store, as plugin-api/schemas/item.contact.json describes it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace relais::contacts {

struct PostalAddress {
  std::string po_box, street, house_no, line2, postal_code, city, region, country;
};

struct ContactPoint {
  std::string type, value, label;
};

struct Address {
  std::string kind;
  std::string title, given_name, middle_name, surname, name_suffix;
  std::string company, department, function;
  PostalAddress main, home;
  std::string birthday, website, remarks;
  std::vector<ContactPoint> points;  ///< in slot order
};

/// Throws Failure(item) if it is no such item.
Address read_address(std::string_view item);

}  // namespace relais::contacts
