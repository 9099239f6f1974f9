#include "tests/crash/killed.hpp"

#include <spawn.h>
#include <sys/wait.h>

extern char** environ;

namespace relais::testbed {

int run_killed_at(const Testbed& firm, int step, Verb verb) {
  std::string program = RELAIS_CRASH_RUNNER;
  std::string config = firm.config_path();
  std::string number = std::to_string(step);
  std::string what = verb == Verb::audit ? "audit" : "sync";
  char* argv[] = {program.data(), config.data(), number.data(), what.data(), nullptr};
  pid_t child = 0;
  if (::posix_spawn(&child, program.c_str(), nullptr, nullptr, argv, environ) != 0) return -1;
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace relais::testbed
