#include "tests/bench/emulator_process.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>
#include <string_view>

namespace relais::bench {

EmulatorProcess::EmulatorProcess() {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("cannot make a pipe");
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    ::execl(GRAPH_EMULATOR, GRAPH_EMULATOR, "--port", "0", nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  std::FILE* out = ::fdopen(ends[0], "r");
  char line[256] = {};
  const bool said = std::fgets(line, sizeof line, out) != nullptr;
  std::fclose(out);
  constexpr std::string_view before = "listening on ";
  std::string_view text(line);
  if (!said || !text.starts_with(before))
    throw std::runtime_error("the emulator " GRAPH_EMULATOR " does not start");
  text.remove_prefix(before.size());
  url_ = text.substr(0, text.find('\n'));
}

EmulatorProcess::~EmulatorProcess() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace relais::bench
