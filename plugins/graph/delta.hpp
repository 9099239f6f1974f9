// Delta rounds: what changed in a container since the last link.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <relais/sdk.hpp>
#include <string>
#include <string_view>

namespace relais::graph {

/// Whether the entry of a delta page says that the item left the container: a claim, no proof.
bool is_removed(const boost::json::object& item);

/// A link of one container and one selection of properties, as text that can be stored. `scope`
/// names both; a cursor of another scope is never used.
std::string cursor_of(std::string_view scope, std::string_view link);
/// The link of a stored cursor, or empty if it was made for another scope.
std::string link_of(std::string_view scope, std::string_view cursor);

struct DeltaPage {
  boost::json::array items;
  std::string link;   ///< where to go on, in this round or the next
  bool last = false;  ///< the round is over
};

/// Reads one round, beginning with `request`, and gives its pages. An expired link ends the call
/// with Status::resync; a round that never ends with resync too if it began at a stored link
/// (`resumed`), so that the container is listed anew.
void read_round(const sdk::Host& host, sdk::Request request, bool resumed,
                std::string_view attempted, const std::function<void(const DeltaPage&)>& on_page);

}  // namespace relais::graph
