#include "plugins/mail-graph/one_message.hpp"

#include <utility>

#include "plugins/graph/paging.hpp"

namespace relais::mail_graph {

graph::Url message_url(const Settings& settings, std::string_view id) {
  return std::move(graph::user(settings.mailbox).path("messages").segment(id));
}

AskedMessage ask_message(const sdk::Host& host, const Settings& settings, std::string_view id,
                         std::string_view selection) {
  const sdk::Request request =
      graph::get(message_url(settings, id).option("$select", selection).str());
  for (int asked = 0; asked < 2; ++asked) {
    host.stop_if_cancelled();
    const sdk::Response response = host.http().send(request);
    auto refusal = graph::refusal_of(response, graph::Doing::read);
    if (!refusal) return {.message = graph::parse_object(response.body(), "read a message")};
    const bool absent = refusal->status == sdk::Status::not_found || refusal->http == 410;
    if (!absent) return {.refusal = std::move(refusal)};
  }
  return {};
}

}  // namespace relais::mail_graph
