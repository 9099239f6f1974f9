// application/x-www-form-urlencoded, and percent-encoding of path segments. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relais::http {

/// Everything but letters, digits and `-._` becomes `%XX`; safe in forms, paths and queries.
std::string form_encode(std::string_view text);
std::string form_body(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace relais::http
