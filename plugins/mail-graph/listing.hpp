// A listing of messages by time, read to its end without trusting its links.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <optional>
#include <relais/sdk.hpp>
#include <string>
#include <string_view>

#include "plugins/graph/request.hpp"
#include "plugins/mail-graph/moment.hpp"

namespace relais::mail_graph {

struct Listing {
  graph::Url collection;            ///< ".../messages"
  Seconds from = 0;                 ///< received at this time or later
  std::optional<Seconds> before{};  ///< and before this one
  std::string_view selection;
  std::size_t top = 100;
  std::string_view attempted = "list the messages";
};

using OnMessages = std::function<void(const boost::json::array& messages)>;

/// Gives page after page, smaller ones if the service takes too long; messages of a second between
/// two pages come twice. Answers how many pages
/// there were.
std::size_t read_listing(const sdk::Host& host, Listing listing, const OnMessages& on_page);

}  // namespace relais::mail_graph
