// Requests about events: bodies as text, immutable ids.
#pragma once

#include <relais/sdk.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "plugins/agenda/settings.hpp"
#include "plugins/graph/request.hpp"

namespace relais::agenda::event {

/// No outlook.timezone: times come in UTC then, whatever zone they were written in.
inline constexpr std::string_view text_bodies = R"(outlook.body-content-type="text")";

/// One event, wherever it lies.
inline graph::Url event_url(const Settings& settings, std::string_view id) {
  return std::move(graph::user(settings.mailbox).path("events").segment(id));
}

inline sdk::Request ask(const graph::Url& url) { return graph::get(url.str(), text_bodies); }

/// The answer to a write shows the event, as that of a read does.
inline sdk::Request telling(sdk::Request write) {
  return graph::preferring(std::move(write), text_bodies);
}

}  // namespace relais::agenda::event
