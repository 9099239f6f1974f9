// From an address to the contact that shows it. Pure.
#pragma once

#include <string>
#include <vector>

#include "plugins/contacts/address.hpp"
#include "plugins/contacts/document.hpp"
#include "plugins/contacts/settings.hpp"

namespace relais::contacts {

/// Something that Graph cannot hold as it is.
struct Degraded {
  std::string field;   ///< the Graph property, or the contact point's type if there is none
  std::string reason;  ///< truncated, notes (shown in the notes instead), invalid (the same)
};

struct Rendered {
  Document document;
  std::vector<Degraded> degraded;
};

Rendered render(const Address& address, const Settings& settings);

}  // namespace relais::contacts
