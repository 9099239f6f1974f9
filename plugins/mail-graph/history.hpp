// Old messages that are loaded by agreement: once, from one time to another.
#pragma once

#include <relais/sdk.hpp>
#include <string_view>

#include "plugins/mail-graph/intake.hpp"
#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {

/// As relais_collect.collect. How many may be collected is the engine's to count.
void read_history(const sdk::Host& host, const Settings& settings, std::string_view cursor,
                  Intake& intake);

}  // namespace relais::mail_graph
