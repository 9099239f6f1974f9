// For tests: items judged by the schemas that plugin authors get.
#pragma once

#include <string>
#include <string_view>

namespace relais::store::testing {

/// Empty if `item` is valid after plugin-api/schemas/item.<kind>.json and has no member that is not
/// described there, else what is wrong.
std::string item_faults(std::string_view kind, std::string_view item);

/// The same for contacts.
std::string contact_faults(std::string_view item);

}  // namespace relais::store::testing
