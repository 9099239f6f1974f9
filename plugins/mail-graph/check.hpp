// The connection test of a mailbox: looks, changes nothing.
#pragma once

#include <relais/sdk.hpp>

#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {

void probe_mailbox(const sdk::Host& host, const Settings& settings, sdk::Probes& probes);

}  // namespace relais::mail_graph
