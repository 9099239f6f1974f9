// Collected messages for machines and people. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json.hpp"
#include "engine/store/inbox.hpp"

namespace relais::cli {

/// Without sender and subject, unless `contents`.
json::object to_json(const store::InboxLine& line, bool contents);
json::object to_json(const store::InboxMessage& message);

std::string inbox_table(const std::vector<store::InboxLine>& lines, bool contents);
/// One fact per line, without the body.
std::string message_text(const store::InboxMessage& message);

/// `what` such as "archived".
std::string filed_text(std::string_view what, const store::Filed& filed);

}  // namespace relais::cli
