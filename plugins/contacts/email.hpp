// E-mail addresses that Exchange keeps. Others come back empty, so they are never sent.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relais::contacts {

/// The address with its domain in ASCII, or nothing if Exchange would not keep it.
std::optional<std::string> exchange_address(std::string_view address);

}  // namespace relais::contacts
