// One line of a connection test: a request that changes nothing, and what the service said.
#pragma once

#include <relais/sdk.hpp>
#include <string>

namespace relais::graph {

/// Sends the request. `otherwise`: what it means if it is refused; an answer that did not come is a
/// failure in any case.
sdk::Probe probe(const sdk::Host& host, std::string name, const sdk::Request& request,
                 sdk::Health otherwise = sdk::Health::failed);

}  // namespace relais::graph
