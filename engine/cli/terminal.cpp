#include "engine/cli/terminal.hpp"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace relais::cli {

std::string Paint::wrap(std::string_view code, std::string_view text) const {
  if (!on_ || text.empty()) return std::string(text);
  return "\x1b[" + std::string(code) + 'm' + std::string(text) + "\x1b[0m";
}

Terminal standard_terminal() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool dumb = term == nullptr || std::string_view(term) == "dumb";
  return {std::cin,
          std::cout,
          std::cerr,
          ::isatty(STDOUT_FILENO) == 1,
          ::isatty(STDERR_FILENO) == 1,
          !dumb && (no_color == nullptr || *no_color == '\0'),
          ::isatty(STDIN_FILENO) == 1};
}

}  // namespace relais::cli
