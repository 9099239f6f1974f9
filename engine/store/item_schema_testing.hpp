// For tests: items judged by the schemas that plugin authors get.
#pragma once

#include <string>
#include <string_view>

namespace relais::store::testing {

/// Empty if `item` is valid after plugin-api/schemas/item.contact.json, else what is wrong.
std::string contact_faults(std::string_view item);

}  // namespace relais::store::testing
