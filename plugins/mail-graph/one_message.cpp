#include "plugins/mail-graph/one_message.hpp"

#include <utility>

#include "plugins/graph/paging.hpp"
#include "plugins/mail-graph/part.hpp"

namespace relais::mail_graph {
namespace {

constexpr int max_asked = 3;

}  // namespace

graph::Url message_url(const Settings& settings, std::string_view id) {
  return std::move(graph::user(settings.mailbox).path("messages").segment(id));
}

AskedMessage ask_message(const sdk::Host& host, const Settings& settings, std::string_view id,
                         std::string_view selection) {
  const sdk::Request request =
      graph::get(message_url(settings, id).option("$select", selection).str());
  int absent = 0;
  for (int asked = 1;; ++asked) {
    host.stop_if_cancelled();
    const sdk::Response response = host.http().send(request);
    auto refusal = graph::refusal_of(response, graph::Doing::read);
    if (!refusal) return {.message = graph::parse_object(response.body(), "read a message")};
    const Fate fate = fate_of(*refusal);
    if (fate == Fate::gone && ++absent == 2) return {};
    if (fate == Fate::wait || fate == Fate::never || asked == max_asked)
      return {.refusal = std::move(refusal)};
  }
}

void heed(const sdk::Host& host, const Settings& settings, const graph::Refusal& refusal) {
  if (!is_silence(refusal)) {
    if (fate_of(refusal) == Fate::wait) throw graph::failure(refusal, "read a message");
    return;
  }
  const graph::Url inbox =
      std::move(graph::user(settings.mailbox).path("mailFolders/inbox").option("$select", "id"));
  const auto other =
      graph::refusal_of(host.http().send(graph::get(inbox.str())), graph::Doing::read);
  if (other && (is_silence(*other) || fate_of(*other) == Fate::wait))
    throw graph::failure(*other, "read a message");
}

}  // namespace relais::mail_graph
