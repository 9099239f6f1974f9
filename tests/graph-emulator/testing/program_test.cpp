#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "engine/base/text.hpp"
#include "tests/graph-emulator/testing/client.hpp"

namespace relais::emulator::testing {
namespace {

/// The program in a process of its own, with its standard output.
class Program {
 public:
  explicit Program(std::vector<std::string> arguments) {
    int ends[2];
    if (::pipe(ends) != 0) return;
    arguments.insert(arguments.begin(), GRAPH_EMULATOR);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::close(ends[0]);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    out_ = ::fdopen(ends[0], "r");
  }
  ~Program() {
    if (pid_ > 0) end();
    if (out_ != nullptr) std::fclose(out_);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  std::string line() {
    char text[256] = {};
    if (std::fgets(text, sizeof text, out_) == nullptr) return {};
    return text;
  }
  /// The exit code after SIGTERM (or before it, if the program has ended by itself).
  int end() {
    ::kill(pid_, SIGTERM);
    return wait();
  }
  int wait() {
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_ = -1;
  std::FILE* out_ = nullptr;
};

TEST(TheProgram, SaysWhereItListensAndServesItsSeedUntilSigterm) {
  const auto file = std::filesystem::temp_directory_path() / ("seed-" + random_uuid() + ".json");
  std::ofstream(file) << R"({"tenants": [{"id": "t1", "users": [{"id": "u1"}]}]})";
  Program program({"--port", "0", "--seed-file", file.string()});
  std::string line = program.line();
  ASSERT_TRUE(line.starts_with("listening on http://127.0.0.1:")) << line;
  line.pop_back();
  Control control(line.substr(std::string("listening on ").size()));
  EXPECT_TRUE(control.state("t1", "u1"));
  EXPECT_EQ(program.end(), 0);
  std::filesystem::remove(file);
}

TEST(TheProgram, EndsWithTwoForWhatItDoesNotUnderstand) {
  const std::vector<std::string> wrong[] = {
      {"--prt", "5"}, {"--port", "x"}, {"--seed-file", "/nonexistent.json"}};
  for (const auto& arguments : wrong) EXPECT_EQ(Program(arguments).wait(), 2);
}

}  // namespace
}  // namespace relais::emulator::testing
