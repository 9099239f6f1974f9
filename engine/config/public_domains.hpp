// Domains where anybody can have a mailbox: that two addresses share one says nothing about a firm.
#pragma once

#include <string_view>
#include <vector>

namespace relais::config {

/// Lower case, ASCII, sorted.
const std::vector<std::string_view>& public_domains();

}  // namespace relais::config
