#include "plugins/mail-graph/one_message.hpp"

#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"

namespace relais::mail_graph {

graph::Url message_url(const Settings& settings, std::string_view id) {
  return std::move(graph::user(settings.mailbox).path("messages").segment(id));
}

std::optional<boost::json::object> read_message(const sdk::Host& host, const Settings& settings,
                                                std::string_view id, std::string_view selection) {
  const sdk::Request request =
      graph::get(message_url(settings, id).option("$select", selection).str());
  for (int asked = 0; asked < 2; ++asked) {
    host.stop_if_cancelled();
    const sdk::Response response = host.http().send(request);
    const auto refusal = graph::refusal_of(response, graph::Doing::read);
    if (!refusal) return graph::parse_object(response.body(), "read a message");
    const bool absent = refusal->status == sdk::Status::not_found || refusal->http == 410;
    if (!absent) throw graph::failure(*refusal, "read a message");
  }
  return std::nullopt;
}

}  // namespace relais::mail_graph
