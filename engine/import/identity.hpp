// How a UID becomes an id of the store, which has at most 64 characters.
#pragma once

#include <string>
#include <string_view>

namespace relais::import {

/// The UID itself; of a longer one (some programs' have 112 characters) 40 hexadecimal digits of
/// its SHA-256.
std::string id_of_uid(std::string_view uid);

/// `UID/` or the digits and `/`: what ids of single occurrences of a series begin with. Leaves room
/// for 16 characters.
std::string occurrence_prefix(std::string_view uid);

}  // namespace relais::import
