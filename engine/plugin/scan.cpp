#include "engine/plugin/scan.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "engine/plugin/scan_answer.hpp"

extern char** environ;

namespace relais::plugin {
namespace {

using std::chrono::steady_clock;

/// The descriptor on which the scan program answers.
constexpr int answer_fd = 3;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

/// A process group; what is left of it dies with this object.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { end(); }

  /// How it ended, if it has by itself. It stays a zombie until `end`, so that its group's id
  /// cannot become anybody else's.
  std::optional<siginfo_t> ended() const {
    siginfo_t how{};
    const int answer = ::waitid(P_PID, static_cast<id_t>(pid_), &how, WEXITED | WNOHANG | WNOWAIT);
    if (answer != 0 || how.si_pid != pid_) return std::nullopt;
    return how;
  }

  void end() {
    if (std::exchange(killed_, true)) return;
    ::kill(-pid_, SIGKILL);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
  }

 private:
  pid_t pid_;
  bool killed_ = false;
};

Result<pid_t> spawn(const std::filesystem::path& scanner, const std::filesystem::path& file,
                    int write_end) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  // glibc keeps it open on exec even if both are the same.
  ::posix_spawn_file_actions_adddup2(&actions, write_end, answer_fd);
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  std::string program = scanner.string();
  std::string argument = file.string();
  std::array<char*, 3> arguments = {program.data(), argument.data(), nullptr};
  pid_t pid = -1;
  const int error =
      ::posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    return fail(Errc::refused,
                "it was not scanned: cannot start " + program + ": " + std::strerror(error),
                "install relais completely");
  return pid;
}

std::string how_it_ended(const siginfo_t& how, const std::string& phase) {
  if (how.si_code != CLD_EXITED)
    return "it crashes: signal " + std::to_string(how.si_status) + " (" +
           ::strsignal(how.si_status) + ") while " + phase;
  return "it ends the process with code " + std::to_string(how.si_status) + " while " + phase;
}

/// False: nothing more comes.
bool receive(int fd, ScanAnswer& answer) {
  std::array<char, 65536> buffer{};
  const ssize_t size = ::read(fd, buffer.data(), buffer.size());
  if (size > 0) answer.add({buffer.data(), static_cast<std::size_t>(size)});
  return size > 0 || (size < 0 && (errno == EINTR || errno == EAGAIN));
}

bool readable(int fd, std::chrono::milliseconds wait) {
  pollfd poll{fd, POLLIN, 0};
  return ::poll(&poll, 1, static_cast<int>(wait.count())) > 0;
}

Result<Inspection> follow(Child& child, int fd, std::chrono::milliseconds timeout) {
  const auto deadline = steady_clock::now() + timeout;
  ScanAnswer answer;
  bool open = true;
  while (!answer.finished() && !answer.garbage()) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0)
      return fail(Errc::refused, "it hangs: no answer within " + std::to_string(timeout.count()) +
                                     " ms while " + answer.phase());
    // The end of the pipe is not the end of the child, nor the other way round: a plugin can have
    // closed it, or have left it to a process of its own.
    const auto slice = std::min(left, std::chrono::milliseconds(20));
    const std::optional<siginfo_t> how = child.ended();
    if (open && readable(fd, how ? std::chrono::milliseconds(0) : slice)) {
      open = receive(fd, answer);
      continue;
    }
    if (how) return fail(Errc::refused, how_it_ended(*how, answer.phase()));
    if (!open) ::poll(nullptr, 0, static_cast<int>(slice.count()));
  }
  if (answer.garbage())
    return fail(Errc::refused, "its scan answered with garbage while " + answer.phase());
  return answer.inspection();
}

}  // namespace

Result<Inspection> scan(const std::filesystem::path& scanner, const std::filesystem::path& file,
                        std::chrono::milliseconds timeout) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return fail(Errc::refused, std::string("it was not scanned: ") + std::strerror(errno));
  const Descriptor read_end(ends[0]);
  Descriptor write_end(ends[1]);
  RELAIS_ASSIGN(const pid_t pid, spawn(scanner, file, write_end.get()));
  Child child(pid);
  write_end.close();
  return follow(child, read_end.get(), timeout);
}

std::filesystem::path default_scanner() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) {
    const auto beside = self.parent_path() / "relais-plugin-scan";
    if (std::filesystem::exists(beside, error)) return beside;
  }
  return std::filesystem::path(RELAIS_LIBEXECDIR) / "relais-plugin-scan";
}

}  // namespace relais::plugin
