// The program without its process: words and streams in, exit code out.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "engine/cli/terminal.hpp"

namespace relais::cli {

/// `words`: without the program's name. `cancel` becomes true when the user wants to stop.
int run_program(const std::vector<std::string>& words, Terminal& terminal,
                const std::atomic<bool>& cancel);

}  // namespace relais::cli
