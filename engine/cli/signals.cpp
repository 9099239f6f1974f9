#include "engine/cli/signals.hpp"

#include <signal.h>
#include <unistd.h>

#include <cerrno>

namespace relais::cli {
namespace {

// A signal handler can reach nothing else than objects of static storage.
std::atomic<bool> stopped{false};
static_assert(std::atomic<bool>::is_always_lock_free);

constexpr char kMessage[] =
    "\nrelais: stopping; what is in flight is finished or recorded. Once more ends at once.\n";

void on_signal(int number) {
  const int kept = errno;
  if (stopped.exchange(true)) {
    ::signal(number, SIG_DFL);
    ::raise(number);
  } else {
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, kMessage, sizeof kMessage - 1);
  }
  errno = kept;
}

}  // namespace

const std::atomic<bool>& stop_on_signals() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  for (const int number : {SIGINT, SIGTERM}) ::sigaction(number, &action, nullptr);
  ::signal(SIGPIPE, SIG_IGN);  // a reader that goes away must not end a sync
  return stopped;
}

}  // namespace relais::cli
