#include "tests/crash/killed.hpp"

#include <fmt/core.h>
#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>

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
    case Verb::mail_reconsider:
      return "mail-reconsider";
    case Verb::mail_activate:
      return "mail-activate";
    case Verb::sync:
      break;
  }
  return "sync";
}

/// It ends when nobody can ask it any more.
class Runner {
 public:
  Runner() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::string program = RELAIS_CRASH_RUNNER;
    char* argv[] = {program.data(), nullptr};
    pid_t child = 0;
    if (::posix_spawn(&child, program.c_str(), &actions, nullptr, argv, environ) == 0)
      socket_ = ends[0];
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
  }

  int ask(const std::string& line) const {
    if (::send(socket_, line.data(), line.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(line.size()))
      return -1;
    std::string answer;
    for (char c = 0; ::read(socket_, &c, 1) == 1 && c != '\n';) answer += c;
    int code = -1;
    std::from_chars(answer.data(), answer.data() + answer.size(), code);
    return code;
  }

 private:
  int socket_ = -1;
};

const Runner& runner() {
  static const Runner one;
  return one;
}

}  // namespace

void start_runner() { runner(); }

int run_killed_at(const Testbed& firm, int step, Verb verb) {
  return runner().ask(fmt::format("{} {} {}\n", step, name_of(verb), firm.config_path().string()));
}

}  // namespace relais::testbed
