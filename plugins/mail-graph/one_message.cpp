#include "plugins/mail-graph/one_message.hpp"

#include <optional>
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

sdk::Request message_request(const Settings& settings, std::string_view id,
                             std::string_view selection) {
  return graph::get(message_url(settings, id).option("$select", selection).str());
}

sdk::Request into_blob(sdk::Request request, std::string blob) {
  request.blob = std::move(blob);
  return request;
}

sdk::Request mime_request(const Settings& settings, std::string_view id, std::string blob) {
  return into_blob(graph::get(message_url(settings, id).path("$value").str()), std::move(blob));
}

AskedMessage ask_message(Answers& answers, const Settings& settings, std::string_view id,
                         std::string_view selection) {
  const sdk::Request request = message_request(settings, id, selection);
  int absent = 0;
  for (int asked = 1;; ++asked) {
    Heard heard = answers.ask(request);
    std::optional<graph::Refusal> refusal = std::move(heard.refusal);
    if (!refusal) return {.message = graph::parse_object(heard.body, "read a message")};
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
