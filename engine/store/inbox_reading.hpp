// Reading collected messages for people.
#pragma once

#include <string_view>
#include <vector>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/inbox.hpp"

namespace relais::store {

Result<std::vector<InboxLine>> read_lines(sqlite::Database& database, const InboxFilter& filter);
Result<InboxMessage> read_inbox_message(sqlite::Database& database, std::string_view id);

}  // namespace relais::store
