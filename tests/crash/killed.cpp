#include "tests/crash/killed.hpp"

#include <spawn.h>
#include <sys/wait.h>

extern char** environ;

namespace relais::testbed {
namespace {

const char* name_of(Verb verb) {
  switch (verb) {
    case Verb::audit:
      return "audit";
    case Verb::mail:
      return "mail";
    case Verb::mail_audit:
      return "mail-audit";
    case Verb::sync:
      break;
  }
  return "sync";
}

}  // namespace

int run_killed_at(const Testbed& firm, int step, Verb verb) {
  std::string program = RELAIS_CRASH_RUNNER;
  std::string config = firm.config_path();
  std::string number = std::to_string(step);
  std::string what = name_of(verb);
  char* argv[] = {program.data(), config.data(), number.data(), what.data(), nullptr};
  pid_t child = 0;
  if (::posix_spawn(&child, program.c_str(), nullptr, nullptr, argv, environ) != 0) return -1;
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace relais::testbed
