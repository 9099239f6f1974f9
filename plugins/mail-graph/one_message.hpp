// A single message by its id.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <relais/sdk.hpp>
#include <string>
#include <string_view>

#include "plugins/graph/request.hpp"
#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {

graph::Url message_url(const Settings& settings, std::string_view id);

/// The message with these properties; nothing if it is gone. One "not found" proves nothing: it is
/// asked for twice. Any other refusal ends the call.
std::optional<boost::json::object> read_message(const sdk::Host& host, const Settings& settings,
                                                std::string_view id, std::string_view selection);

}  // namespace relais::mail_graph
