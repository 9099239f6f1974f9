#include "tests/crash/prepared.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "tests/crash/killed.hpp"

namespace relais::testbed {
namespace {

namespace fs = std::filesystem;

/// Firms live in memory: what a process has written is there when it was killed, synced or not, so
/// a disk would prove no more.
class InMemory final : public ::testing::Environment {
  void SetUp() override {
    constexpr const char* memory = "/dev/shm";
    constexpr unsigned long enough = 48UL << 20;
    struct statvfs file_system{};
    if (::access(memory, W_OK) == 0 && ::statvfs(memory, &file_system) == 0 &&
        file_system.f_bavail * file_system.f_frsize >= enough)
      ::setenv("TMPDIR", memory, 0);
  }
};
const auto* const kInMemory = ::testing::AddGlobalTestEnvironment(new InMemory);

/// A socket that listens to nobody. While it is bound the system gives the port to nobody else;
/// the emulator can have it back, since both say that they share it.
int hold(int port) {
  const int holder = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(holder, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (::bind(holder, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("somebody else took the emulator's port");
  return holder;
}

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::string read_all(int fd) {
  std::string text;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(fd, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(n));
  return text;
}

/// In the forked process; true if all expectations were met.
bool carry_out(Testbed& firm, const Trial& trial, int answer_fd) {
  try {
    must(firm.emulator().start());
    std::string answer;
    trial(answer);
    firm.expect_nobody_invited();
    write_all(answer_fd, answer);
  } catch (const std::exception& error) {
    ADD_FAILURE() << error.what();
  }
  std::fflush(nullptr);
  return !::testing::Test::HasFailure();
}

}  // namespace

Prepared::Prepared(Testbed& firm) : firm_(firm), kept_(firm.folder().string() + "-kept") {
  start_runner();
  firm_.emulator().stop();
  port_holder_ = hold(firm_.emulator().port());
  fs::copy(firm_.folder(), kept_, fs::copy_options::recursive);
}

Prepared::~Prepared() {
  ::close(port_holder_);
  std::error_code ignored;
  fs::remove_all(kept_, ignored);
}

void Prepared::put_back() const {
  fs::remove_all(firm_.folder());
  fs::copy(kept_, firm_.folder(), fs::copy_options::recursive);
}

std::optional<std::string> Prepared::run(const Trial& trial) {
  put_back();
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(carry_out(firm_, trial, ends[1]) ? 0 : 1);
  ::close(ends[1]);
  auto answer = read_all(ends[0]);
  ::close(ends[0]);
  int status = -1;
  if (child > 0) ::waitpid(child, &status, 0);
  if (status == 0) return answer;
  ADD_FAILURE() << "the trial failed, see above; status " << status;
  return std::nullopt;
}

int Prepared::at_every_step(const std::function<void(int step, std::string& answer)>& trial) {
  int done = 0;
  for (int step = 1;; ++step) {
    const auto answer = run([&](std::string& out) {
      SCOPED_TRACE("killed at step " + std::to_string(step));
      trial(step, out);
    });
    if (!answer || *answer == kNoSuchStep) break;
    ++done;
  }
  std::printf("killed at %d points\n", done);
  return done;
}

}  // namespace relais::testbed
