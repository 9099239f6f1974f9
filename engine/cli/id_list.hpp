// Lists of ids, as practice software exports them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace relais::cli {

/// One id per line, or the first column of a CSV file (`;`, `,` or TAB; quotes are taken off). A
/// first line that says `id` or `address_id`, empty lines and a byte order mark are skipped. Pure.
std::vector<std::string> parse_ids(std::string_view text);

}  // namespace relais::cli
