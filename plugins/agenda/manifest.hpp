// What the manifests of B08 and B09 have in common.
#pragma once

#include <string>
#include <string_view>

namespace relais::agenda {

/// The manifest, a JSON text, with what both have: in place of "@subject@", "@body@", "@calendar@",
/// "@list@", "@lead_items@", "@labels@" and "@page_size@" the schema of the setting of that name.
std::string completed(std::string_view manifest);

}  // namespace relais::agenda
