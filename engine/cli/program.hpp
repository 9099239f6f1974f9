// The program without its process: words and streams in, exit code out.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "engine/cli/access.hpp"
#include "engine/cli/terminal.hpp"

namespace relais::cli {

/// `words`: without the program's name. `cancel` becomes true when the user wants to stop. `user`:
/// whose roles count.
int run_program(const std::vector<std::string>& words, Terminal& terminal,
                const std::atomic<bool>& cancel, const User& user);

}  // namespace relais::cli
