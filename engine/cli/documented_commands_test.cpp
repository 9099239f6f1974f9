// Every command of relais that stands in a document, in a unit of systemd, or in a text of the
// program itself, is one that it knows.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <regex>
#include <sstream>

#include "engine/cli/parse.hpp"

namespace relais::cli {
namespace {

namespace fs = std::filesystem;

using Words = std::vector<std::string>;

std::string whole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The simple commands of a line of shell, as far as documents need it: quotes, comments, pipes.
std::vector<Words> commands_of(const std::string& line) {
  std::vector<Words> commands(1);
  std::string word;
  bool has_word = false;
  char quote = '\0';
  const auto end_word = [&] {
    if (has_word) commands.back().push_back(word);
    word.clear();
    has_word = false;
  };
  for (const char c : line) {
    if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        word += c;
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
      has_word = true;
    } else if (c == ' ' || c == '\t' || c == '\n') {
      end_word();
    } else if (c == '#' && !has_word) {
      break;
    } else if (std::string_view("|;&><()").find(c) != std::string_view::npos) {
      end_word();
      commands.emplace_back();
    } else {
      word += c;
      has_word = true;
    }
  }
  end_word();
  return commands;
}

/// What follows the program's name, if the command calls it: by itself, or for another user.
std::optional<Words> words_for_relais(const Words& command) {
  for (std::size_t i = 0; i < command.size(); ++i)
    if ((command[i] == "relais" || command[i].ends_with("/bin/relais")) &&
        (i == 0 || command[i - 1] == "--" || command[i - 1].find('=') != std::string::npos))
      return Words(command.begin() + static_cast<std::ptrdiff_t>(i) + 1, command.end());
  return std::nullopt;
}

std::string joined_lines(std::string text) {
  for (std::size_t at = 0; (at = text.find("\\\n", at)) != std::string::npos;)
    text.replace(at, 2, " ");
  return text;
}

std::vector<fs::path> documents() {
  const fs::path docs = fs::path(RELAIS_CLI_REFERENCE).parent_path();
  const fs::path project = docs.parent_path();
  std::vector<fs::path> out{project / "README.md", project / "HACKING.md",
                            project / "plugin-api" / "README.md"};
  for (const auto& entry : fs::directory_iterator(docs))
    if (entry.path().extension() == ".md") out.push_back(entry.path());
  return out;
}

/// What stands between the fences of shell.
std::vector<std::string> shell_blocks(const std::string& text) {
  std::vector<std::string> blocks;
  for (const std::string_view begin : {"```sh\n", "```powershell\n"})
    for (std::size_t at = 0; (at = text.find(begin, at)) != std::string::npos;) {
      at += begin.size();
      blocks.push_back(joined_lines(text.substr(at, text.find("\n```", at) - at)));
    }
  return blocks;
}

TEST(DocumentedCommands, OfShellBlocksParse) {
  std::size_t seen = 0;
  for (const auto& path : documents())
    for (const auto& block : shell_blocks(whole(path))) {
      std::istringstream lines(block);
      for (std::string line; std::getline(lines, line);)
        for (const auto& command : commands_of(line))
          if (const auto words = words_for_relais(command)) {
            const auto parsed = parse_command_line(*words);
            EXPECT_TRUE(parsed) << path.filename() << ": " << line << "\n"
                                << (parsed ? "" : parsed.error().text);
            ++seen;
          }
    }
  EXPECT_GT(seen, 40U);
}

/// What is wrong with the commands in the sentences of a text, where they may be named without
/// their arguments; and how many there are.
struct Sentences {
  std::size_t seen = 0;
  std::vector<std::string> faults;
};

Sentences judged_sentences(const std::string& text) {
  static const std::regex span("`(relais [^`]*)`");
  Sentences out;
  for (std::sregex_iterator at(text.begin(), text.end(), span), end; at != end; ++at) {
    const std::string written = (*at)[1];
    const bool registration = written == "relais zurich";  // the name of the application
    const bool filled_in = written.starts_with("relais {}") || written.starts_with("relais \"");
    if (registration || filled_in || written.find("VERB") != std::string::npos ||
        written.find("...") != std::string::npos)
      continue;
    const auto words = words_for_relais(commands_of(written).front());
    if (!words || words->empty()) continue;
    const auto parsed = parse_command_line(*words);
    const std::string fault = parsed ? "" : parsed.error().text;
    ++out.seen;
    // All else is about arguments, which may be missing.
    if (fault.find(" has no ") != std::string::npos) out.faults.push_back(written + ": " + fault);
  }
  return out;
}

TEST(DocumentedCommands, OfSentencesNameVerbsAndOptionsThatThereAre) {
  std::size_t seen = 0;
  for (const auto& path : documents()) {
    const auto judged = judged_sentences(whole(path));
    for (const auto& fault : judged.faults) ADD_FAILURE() << path.filename() << ": " << fault;
    seen += judged.seen;
  }
  EXPECT_GT(seen, 100U);
}

/// Hints and comments; what one of two literals ends with goes on in the other.
TEST(DocumentedCommands, OfTheProgramsOwnTextsAreOnesThatItKnows) {
  static const std::regex seam("\"\\s*\n\\s*\"");
  const fs::path project = fs::path(RELAIS_CLI_REFERENCE).parent_path().parent_path();
  std::size_t seen = 0;
  for (const char* folder : {"engine", "plugins", "config"})
    for (const auto& entry : fs::recursive_directory_iterator(project / folder)) {
      const auto& path = entry.path();
      const bool read =
          path.extension() == ".cpp" || path.extension() == ".hpp" || path.extension() == ".yaml";
      if (!read || path.stem().string().ends_with("_test")) continue;
      const auto judged = judged_sentences(std::regex_replace(whole(path), seam, ""));
      for (const auto& fault : judged.faults) ADD_FAILURE() << path << ": " << fault;
      seen += judged.seen;
    }
  EXPECT_GT(seen, 30U);
}

TEST(DocumentedCommands, OfUnitsParse) {
  std::size_t seen = 0;
  for (const auto& entry : fs::directory_iterator(RELAIS_UNITS)) {
    std::istringstream lines(whole(entry.path()));
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("ExecStart=")) continue;
      const auto words = words_for_relais(commands_of(line.substr(10)).front());
      ASSERT_TRUE(words) << line;
      EXPECT_TRUE(parse_command_line(*words)) << line;
      ++seen;
    }
  }
  EXPECT_EQ(seen, 2U);
}

TEST(DocumentedCommands, TheTestSeesWhatIsWrong) {
  const auto of = [](const std::string& line) {
    for (const auto& command : commands_of(line))
      if (const auto words = words_for_relais(command))
        return parse_command_line(*words).has_value();
    return true;
  };
  EXPECT_FALSE(of("relais snyc"));
  EXPECT_FALSE(of("echo 'relais' | relais sync --nothing"));
  EXPECT_FALSE(of("runuser -u relais -- relais handler link MM"));
  EXPECT_TRUE(of("relais init /srv --name \"A # B\"   # makes it"));
  EXPECT_TRUE(of("useradd relais"));
  EXPECT_EQ(judged_sentences("`relais snyc` and `relais handler lst`, `relais plan --nothing`")
                .faults.size(),
            3U);
  EXPECT_TRUE(
      judged_sentences("`relais handler link`, `relais purge --handler {}`").faults.empty());
}

}  // namespace
}  // namespace relais::cli
