#include "engine/cli/program.hpp"
#include "engine/cli/signals.hpp"

int main(int argc, char** argv) {
  auto terminal = relais::cli::standard_terminal();
  return relais::cli::run_program({argv + (argc > 0 ? 1 : 0), argv + argc}, terminal,
                                  relais::cli::stop_on_signals(), relais::cli::os_user());
}
