// The program as a process: exit codes, signals, streams that are no terminal.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/cli/testing.hpp"

namespace relais::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A service that accepts connections and never answers.
class Silence {
 public:
  Silence() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(socket_, 16), 0);
    socklen_t size = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~Silence() { ::close(socket_); }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  int port() const { return port_; }
  /// Waits until somebody has connected.
  bool heard() const {
    pollfd one{socket_, POLLIN, 0};
    return ::poll(&one, 1, 30'000) == 1;
  }

 private:
  int socket_;
  int port_ = 0;
};

class Process {
 public:
  explicit Process(const std::vector<std::string>& words) {
    int out[2] = {};
    EXPECT_EQ(::pipe(out), 0);
    std::string program = RELAIS_PROGRAM;
    auto copies = words;
    std::vector<char*> argv{program.data()};
    for (auto& word : copies) argv.push_back(word.data());
    argv.push_back(nullptr);
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(out[1], STDOUT_FILENO);
      ::dup2(out[1], STDERR_FILENO);
      ::close(out[0]);
      ::close(out[1]);
      ::execv(program.c_str(), argv.data());
      ::_exit(127);
    }
    ::close(out[1]);
    output_ = out[0];
  }
  ~Process() {
    if (child_ > 0) {
      ::kill(child_, SIGKILL);
      ::waitpid(child_, nullptr, 0);
    }
    ::close(output_);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void signal(int number) const { ::kill(child_, number); }
  /// Reads until `text` has come or the output ends.
  bool says(const std::string& text) {
    char buffer[4096];
    while (said_.find(text) == std::string::npos) {
      const auto n = ::read(output_, buffer, sizeof buffer);
      if (n <= 0) return false;
      said_.append(buffer, static_cast<std::size_t>(n));
    }
    return true;
  }
  /// All that it says, and how it ended.
  int end() {
    says(std::string(1, '\0'));
    int status = 0;
    ::waitpid(child_, &status, 0);
    child_ = -1;
    return status;
  }
  const std::string& said() const { return said_; }

 private:
  pid_t child_ = -1;
  int output_ = -1;
  std::string said_;
};

class ProgramProcess : public testing::CliTest {
 protected:
  void make_silent_firm(int port) {
    make_firm();
    add_plugin();
    ASSERT_EQ(relais({"handler", "link", "MM", "mm@firm.example"}).exit, 0);
    ASSERT_EQ(relais({"handler", "set", "MM", "--addresses", "on"}).exit, 0);
    std::ifstream file(config());
    std::stringstream text;
    text << file.rdbuf();
    std::string yaml = text.str();
    const std::string nobody = "127.0.0.1:1\"";
    for (auto at = yaml.find(nobody); at != std::string::npos; at = yaml.find(nobody))
      yaml.replace(at, nobody.size(), "127.0.0.1:" + std::to_string(port) + '"');
    write("relais.yaml", yaml);
  }
};

TEST_F(ProgramProcess, ExitCodesReachTheShell) {
  Process good({"version"});
  EXPECT_EQ(WEXITSTATUS(good.end()), 0);
  EXPECT_THAT(good.said(), HasSubstr("relais "));
  Process bad({"snyc"});
  EXPECT_EQ(WEXITSTATUS(bad.end()), 2);
  EXPECT_THAT(bad.said(), Not(HasSubstr("\x1b["))) << "no colours off a terminal";
}

TEST_F(ProgramProcess, TheSecondSignalEndsAtOnce) {
  const Silence silence;
  make_silent_firm(silence.port());
  Process process({"--config", config().string(), "sync"});
  ASSERT_TRUE(silence.heard());
  process.signal(SIGINT);
  ASSERT_TRUE(process.says("stopping; what is in flight is finished or recorded"));
  process.signal(SIGINT);
  const int status = process.end();
  ASSERT_TRUE(WIFSIGNALED(status)) << process.said();
  EXPECT_EQ(WTERMSIG(status), SIGINT);
}

TEST_F(ProgramProcess, StatusWorksWhileASyncIsRunning) {
  const Silence silence;
  make_silent_firm(silence.port());
  Process process({"--config", config().string(), "sync"});
  ASSERT_TRUE(silence.heard());
  const auto answer = relais({"status"});
  EXPECT_EQ(answer.exit, 0);
  EXPECT_THAT(answer.out, HasSubstr("sync"));
  EXPECT_EQ(relais({"sync"}).exit, 6);
}

}  // namespace
}  // namespace relais::cli
