// Everything that a calendar says of one UID, as rows of the store.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/import/calendar_entry.hpp"

namespace relais::import {

/// `entries` have one UID and one table; `whole`: the calendar was read to its end, so an
/// occurrence that it does not move any more is where its rule says. In the order of `entries`.
///
/// An occurrence of its own is left out of its series and is an appointment of its own, whose id is
/// that of the series, `/`, and the time it was moved from.
tl::expected<std::vector<Record>, LineError> rows_of(std::vector<Entry> entries, bool whole,
                                                     const Lookups& lookups);

}  // namespace relais::import
