// Lists of ids, as practice software exports them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"

namespace relais::cli {

/// One id per line, or a CSV file (`;`, `,` or TAB; UTF-8, UTF-16, CP-1252): the column that a
/// first line calls `id` or `address_id`, else the first one. Empty values and lines are skipped.
/// Errc::usage: a line that is no CSV. Pure.
Result<std::vector<std::string>> parse_ids(std::string_view bytes);

}  // namespace relais::cli
