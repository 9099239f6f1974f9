// Listings of events over all calendars of a mailbox.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <relais/sdk.hpp>
#include <string>

#include "plugins/agenda/event/calendars.hpp"
#include "plugins/agenda/settings.hpp"

namespace relais::agenda::event {

using OnPage = std::function<void(const boost::json::array& events, const std::string& calendar)>;

/// The events that carry a tag of our kinds, with key and print; singles and masters of series.
/// Where Graph cannot search by tag, all events of the calendar with a key of ours. What does not
/// reach the end of every calendar is a Failure: only the whole of it proves that something is not
/// there.
void list_ours(const sdk::Host& host, const Settings& settings, Calendars& calendars,
               const std::string& select, const OnPage& on_page);

/// The ids of all events, people's own among them, and of ours the key: no search, so nothing that
/// could lag.
void list_ids(const sdk::Host& host, const Settings& settings, Calendars& calendars,
              const OnPage& on_page);

/// Whether this is the answer of a Graph that cannot do such a search, now or ever, rather than of
/// one that cannot do anything now.
bool cannot_search(const sdk::Response& response);

}  // namespace relais::agenda::event
