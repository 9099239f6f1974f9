#include "plugins/graph/probe.hpp"

#include <utility>

#include "plugins/graph/refusal.hpp"

namespace relais::graph {

sdk::Probe probe(const sdk::Host& host, std::string name, const sdk::Request& request,
                 sdk::Health otherwise) {
  const sdk::Response response = host.http().send(request);
  sdk::Probe line{.name = std::move(name),
                  .http_status = response.code(),
                  .request_id = std::string(response.request_id())};
  if (response.success()) return line;
  const ErrorBody error = read_error(response.body());
  const int status = response.code();
  const bool refused = status >= 400 && status < 500 && status != 408 && status != 429;
  line.outcome = refused ? otherwise : sdk::Health::failed;
  line.code = error.code.empty() ? error.inner_code : error.code;
  line.message = error.message;
  // A service that has answered said so itself, if it said nothing.
  if (line.message.empty() && !response.answered() && line.code.empty())
    line.message = std::string(response.error());
  return line;
}

}  // namespace relais::graph
