// Changed dates of deadlines that nobody can extend, for machines and people.
#pragma once

#include <string>
#include <vector>

#include "engine/base/json.hpp"
#include "engine/store/store.hpp"

namespace relais::cli {

/// A line for each of the first 20, and one for the others.
void add_date_notes(const std::vector<store::DateChange>& changes, std::vector<std::string>& notes);
json::array to_json(const std::vector<store::DateChange>& changes);

}  // namespace relais::cli
