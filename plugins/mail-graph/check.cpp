#include "plugins/mail-graph/check.hpp"

#include <string>
#include <utility>

#include "plugins/graph/probe.hpp"
#include "plugins/graph/request.hpp"

namespace relais::mail_graph {
namespace {

sdk::Request one_message(const Settings& settings, const char* fields) {
  return graph::get(graph::user(settings.mailbox)
                        .path("messages")
                        .option("$select", fields)
                        .option("$top", "1")
                        .str());
}

}  // namespace

void probe_mailbox(const sdk::Host& host, const Settings& settings, sdk::Probes& probes) {
  const auto user = [&] { return graph::user(settings.mailbox); };
  probes.add(
      graph::probe(host, "mail folders",
                   graph::get(user().path("mailFolders/inbox").option("$select", "id").str())));
  probes.add(graph::probe(host, "messages", one_message(settings, "id")));
  if (settings.marks)
    probes.add(graph::probe(host, "marker", one_message(settings, "id,categories")));
  else
    probes.add({.name = "marker", .outcome = sdk::Health::not_needed});
  // Without it the markers have no colours, and that is all.
  if (settings.marks && settings.colors)
    probes.add(graph::probe(host, "master categories",
                            graph::get(user().path("outlook/masterCategories").str()),
                            sdk::Health::degraded));
  else
    probes.add({.name = "master categories", .outcome = sdk::Health::not_needed});
}

}  // namespace relais::mail_graph
