#include "plugins/agenda/place.hpp"

#include <utility>

#include "plugins/graph/refusal.hpp"

namespace relais::agenda {

sdk::Probe probe_with(const sdk::Host& host, std::string name, const sdk::Request& request) {
  const sdk::Response response = host.http().send(request);
  sdk::Probe line{.name = std::move(name),
                  .http_status = response.code(),
                  .request_id = std::string(response.request_id())};
  if (response.success()) return line;
  const graph::ErrorBody error = graph::read_error(response.body());
  line.outcome = sdk::Health::failed;
  line.code = error.code.empty() ? error.inner_code : error.code;
  line.message = response.answered() ? error.message : std::string(response.error());
  return line;
}

}  // namespace relais::agenda
