// Ctrl-C and SIGTERM: the first asks to stop, the second ends at once.
#pragma once

#include <atomic>

namespace relais::cli {

/// Installs the handlers. The answer becomes true with the first signal.
const std::atomic<bool>& stop_on_signals();

}  // namespace relais::cli
