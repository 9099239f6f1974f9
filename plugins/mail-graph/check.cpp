#include "plugins/mail-graph/check.hpp"

#include <string>
#include <utility>

#include "plugins/graph/refusal.hpp"
#include "plugins/graph/request.hpp"

namespace relais::mail_graph {
namespace {

/// `otherwise`: what it means if the answer is no success.
void probe_one(const sdk::Host& host, const char* name, graph::Url url, sdk::Health otherwise,
               sdk::Probes& probes) {
  const sdk::Response response = host.http().send(graph::get(url.str()));
  sdk::Probe line{.name = name,
                  .http_status = response.code(),
                  .request_id = std::string(response.request_id())};
  if (!response.success()) {
    const graph::ErrorBody error = graph::read_error(response.body());
    line.outcome = otherwise;
    line.code = error.code.empty() ? error.inner_code : error.code;
    line.message = response.answered() ? error.message : std::string(response.error());
  }
  probes.add(line);
}

}  // namespace

void probe_mailbox(const sdk::Host& host, const Settings& settings, sdk::Probes& probes) {
  const graph::Url user = graph::user(settings.mailbox);
  graph::Url inbox = user, messages = user, categories = user;
  inbox.path("mailFolders/inbox").option("$select", "id");
  messages.path("messages").option("$select", "id").option("$top", "1");
  categories.path("outlook/masterCategories");
  probe_one(host, "mail folders", std::move(inbox), sdk::Health::failed, probes);
  probe_one(host, "messages", std::move(messages), sdk::Health::failed, probes);
  if (settings.colors)
    probe_one(host, "master categories", std::move(categories), sdk::Health::degraded, probes);
  else
    probes.add({.name = "master categories", .outcome = sdk::Health::not_needed});
}

}  // namespace relais::mail_graph
