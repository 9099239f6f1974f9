// What a deadline, reminder or appointment shows of its case.
#pragma once

#include <map>
#include <span>
#include <string>

#include "engine/base/json.hpp"
#include "engine/sqlite/sqlite.hpp"

namespace relais::store {

struct CasePart {
  /// Also known of a case that is not shown: what belongs to it stays private in any event.
  bool confidential = false;
  bool shown = false;  ///< it is of the entity that was asked for
  json::object json;   ///< `case` of the items' schemas; empty if not shown
};

/// The cases among `ids` by id. Deleted ones are shown as before; of another entity nothing is
/// shown, no case and no client, party or responsible handler of its own.
Result<std::map<std::string, CasePart, std::less<>>> read_cases(sqlite::Database& database,
                                                                std::string_view entity,
                                                                std::span<const std::string> ids);

}  // namespace relais::store
