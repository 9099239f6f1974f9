// What the alert command hears of after a run or a test: red dots and open holds.
#pragma once

#include "engine/cli/call.hpp"
#include "engine/sync/engine.hpp"

namespace relais::cli {

/// Tells what has changed since it was told last. What cannot be told is a note of the reply and
/// never makes it fail. Without an alert command nothing is done.
void tell_troubles(Reply& reply, sync::Engine& engine);

}  // namespace relais::cli
