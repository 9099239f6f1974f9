// relais-plugin-scan FILE: looks at one plugin and says on descriptor 3 what it found. A program of
// its own, because a plugin may crash, hang or end the process that loads it.
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <string_view>

#include "engine/plugin/scan_answer.hpp"

namespace {

constexpr int answer_fd = 3;

void say(std::string_view line) {
  while (!line.empty()) {
    const ssize_t written = ::write(answer_fd, line.data(), line.size());
    if (written <= 0) _exit(1);
    line.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    constexpr std::string_view usage =
        "relais-plugin-scan FILE: used by relais to look at a plugin in a process of its own\n";
    [[maybe_unused]] const ssize_t ignored = ::write(2, usage.data(), usage.size());
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  using namespace relais::plugin;
  say(answer_line(inspect(argv[1], [](std::string_view phase) { say(phase_line(phase)); })));
  // Nothing of the plugin runs any more: neither its destructors nor its atexit handlers.
  _exit(0);
}
