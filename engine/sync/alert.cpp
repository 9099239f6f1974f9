#include "engine/sync/alert.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "engine/config/secret_uses.hpp"

extern char** environ;

namespace relais::sync {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kLongestText = 16'384;  // fits into a pipe that nobody reads yet
constexpr int kSlice = 20;                    // ms between two looks at the child

auto not_done(std::string why) {
  return fail(Errc::temporary, "the alert command " + std::move(why),
              "it is tried again by the next run; see alert.command");
}

/// The standard input of a child that holds the text, and then its end.
Result<int> pipe_with(std::string_view text) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return not_done(fmt::format("was not started: {}", std::strerror(errno)));
  text = text.substr(0, kLongestText);
  ::fcntl(ends[1], F_SETFL, O_NONBLOCK);  // a pipe may be given less room than usual
  ssize_t written = 0;
  do {
    written = ::write(ends[1], text.data(), text.size());
  } while (written < 0 && errno == EINTR);
  ::close(ends[1]);
  return ends[0];
}

std::vector<std::string> environment_without(const std::vector<std::string>& hidden) {
  std::vector<std::string> out;
  for (char** one = environ; *one != nullptr; ++one) {
    const std::string_view entry(*one);
    const std::string_view name = entry.substr(0, entry.find('='));
    if (std::find(hidden.begin(), hidden.end(), name) == hidden.end()) out.emplace_back(entry);
  }
  return out;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// A group of its own, so that what it starts dies with it.
Result<pid_t> start(std::vector<std::string> words, std::vector<std::string> environment,
                    int input) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_adddup2(&actions, input, 0);
  ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  sigset_t none;
  sigset_t pipe;
  ::sigemptyset(&none);
  ::sigemptyset(&pipe);
  ::sigaddset(&pipe, SIGPIPE);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &pipe);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const auto arguments = pointers_to(words);
  const auto variables = pointers_to(environment);
  pid_t pid = -1;
  const int error = ::posix_spawnp(&pid, words.front().c_str(), &actions, &attributes,
                                   arguments.data(), variables.data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return not_done(fmt::format("was not started: {}", std::strerror(error)));
  return pid;
}

/// How it ended; nothing: it has not. It stays a zombie, so that its group's id stays its own.
std::optional<siginfo_t> ended(pid_t pid) {
  siginfo_t how{};
  const int answer = ::waitid(P_PID, static_cast<id_t>(pid), &how, WEXITED | WNOHANG | WNOWAIT);
  if (answer != 0 || how.si_pid != pid) return std::nullopt;
  return how;
}

/// Whoever started us may ignore the ends of children; then nobody is told how one ended.
void hear_of_children() {
  struct sigaction now = {};
  if (::sigaction(SIGCHLD, nullptr, &now) == 0 && now.sa_handler == SIG_IGN)
    ::signal(SIGCHLD, SIG_DFL);
}

void bury(pid_t pid) {
  ::kill(-pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

Result<> alert(const std::vector<std::string>& command, std::string_view text,
               const std::vector<std::string>& hidden, std::chrono::milliseconds timeout) {
  if (command.empty()) return not_done("is not configured");
  hear_of_children();
  RELAIS_ASSIGN(const int input, pipe_with(text));
  const auto started = start(command, environment_without(hidden), input);
  ::close(input);
  if (!started) return fail(started.error());
  const auto deadline = steady_clock::now() + timeout;
  std::optional<siginfo_t> how;
  while (!(how = ended(*started)) && steady_clock::now() < deadline) ::poll(nullptr, 0, kSlice);
  bury(*started);
  if (!how) return not_done(fmt::format("took longer than {} ms and was ended", timeout.count()));
  if (how->si_code != CLD_EXITED)
    return not_done(fmt::format("was ended by signal {}", how->si_status));
  if (how->si_status != 0) return not_done(fmt::format("ended with {}", how->si_status));
  return {};
}

std::vector<std::string> secret_variables(const config::Config& config, const Staged& staged) {
  std::vector<std::string> names;
  const auto add = [&](const config::Entity& entity) {
    for (const auto& use : config::secrets_of(entity))
      if (use.reference.kind == config::SecretRef::Kind::env) names.push_back(use.reference.name);
  };
  for (const auto& entity : config.entities) add(entity);
  for (const auto& [id, edited] : staged) {
    config::Entity entity;
    entity.microsoft365 = edited;
    add(entity);
  }
  return names;
}

}  // namespace relais::sync
