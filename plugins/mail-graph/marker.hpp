// Sets our two categories on messages, one instead of the other, and leaves the owner's alone.
#pragma once

#include <relais/sdk.hpp>
#include <span>
#include <string>

#include "plugins/mail-graph/known_categories.hpp"
#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {

/// As relais_collect.mark. A message whose categories are not known is read first; one that carries
/// its marker already costs no further request; a write says which version it was made from.
/// `degraded`: the code that results carry whose marker is set, but not as it should look.
void set_markers(const sdk::Host& host, const Settings& settings, KnownCategories& known,
                 const std::string& degraded, std::span<const sdk::Mark> marks,
                 sdk::MarkSink& results);

}  // namespace relais::mail_graph
