// The script as bash runs it.
#include "engine/cli/completion.hpp"

#include <cstdio>
#include <cstdlib>

#include "engine/cli/testing.hpp"
#include "engine/cli/verbs.hpp"

namespace relais::cli {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class Completion : public testing::CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    if (std::system("bash -c 'complete -p; mapfile -t x </dev/null' >/dev/null 2>&1") != 0)
      GTEST_SKIP() << "no bash, or one without completion";
    script_ = write("completion", bash_completion());
  }

  static std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + '\'';
  }

  /// What bash offers for the last word, and whatever else it has to say.
  std::vector<std::string> offered(const std::vector<std::string>& words) const {
    std::string harness =
        "set -u\nsource " + quoted(script_.string()) + "\nCOMP_WORDS=(" + quoted(RELAIS_PROGRAM);
    for (const auto& word : words) harness += ' ' + quoted(word);
    harness += ")\nCOMP_CWORD=" + std::to_string(words.size()) +
               "\n_relais\n((${#COMPREPLY[@]} == 0)) || printf '%s\\n' \"${COMPREPLY[@]}\"\n";
    const auto file = write("harness", harness);
    const std::string command =
        "cd " + quoted(dir_.string()) + " && bash --norc " + quoted(file.string()) + " 2>&1";
    std::FILE* pipe = ::popen(command.c_str(), "r");
    EXPECT_NE(pipe, nullptr);
    std::string said;
    char buffer[4096];
    for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
      said.append(buffer, n);
    ::pclose(pipe);
    std::vector<std::string> out;
    std::istringstream lines(said);
    for (std::string line; std::getline(lines, line);) out.push_back(line);
    return out;
  }
  /// The same with the configuration of this test in front.
  std::vector<std::string> in_firm(std::vector<std::string> words) const {
    words.insert(words.begin(), {"--config", config().string()});
    return offered(words);
  }

  std::filesystem::path script_;
};

TEST_F(Completion, VerbsAndGroups) {
  EXPECT_THAT(offered({"sy"}), ElementsAre("sync"));
  EXPECT_THAT(offered({"handler", "un"}), ElementsAre("unlink"));
  EXPECT_THAT(offered({"handler", ""}), UnorderedElementsAre("list", "link", "unlink", "set"));
  EXPECT_THAT(offered({"nothing", ""}), IsEmpty());
  const auto all = offered({""});
  for (const auto& verb : verbs()) {
    const std::string name = verb.name;
    EXPECT_THAT(all, Contains(name.substr(0, name.find(' '))));
  }
  for (const auto& verb : hidden_verbs()) EXPECT_THAT(all, Not(Contains(verb.name)));
}

TEST_F(Completion, EveryOptionOfEveryVerb) {
  for (const char* name : {"sync", "handler set", "inbox list", "plan"}) {
    std::istringstream in(name);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    words.push_back("--");
    const auto all = offered(words);
    for (const auto& option : find_verb(name)->options)
      EXPECT_THAT(all, Contains(std::string("--") + option.name)) << name;
    EXPECT_THAT(all, Contains("--json"));
  }
  EXPECT_THAT(offered({"--js"}), ElementsAre("--json")) << "before the verb, too";
  EXPECT_THAT(offered({"sync", "--subj"}), IsEmpty()) << "of another verb";
}

TEST_F(Completion, ValuesThatAreWords) {
  EXPECT_THAT(offered({"handler", "set", "MM", "--deadlines", "o"}), ElementsAre("on", "off"));
  EXPECT_THAT(offered({"init", "--language", "f"}), ElementsAre("fr"));
  EXPECT_THAT(offered({"explain", "d"}), ElementsAre("deadline"));
  EXPECT_THAT(offered({"help", "stat"}), ElementsAre("status"));
  EXPECT_THAT(offered({"inbox", "list", "--limit", ""}), IsEmpty());
}

TEST_F(Completion, FilesAndFolders) {
  write("a plan", "");
  std::filesystem::create_directory(dir_ / "a-folder");
  EXPECT_THAT(offered({"apply", "a "}), ElementsAre("a plan"));
  EXPECT_THAT(offered({"import", "x.csv", "a "}), ElementsAre("a plan"));
  EXPECT_THAT(offered({"init", "a"}), ElementsAre("a-folder"));
  EXPECT_THAT(offered({"plan", "--out", "a"}), UnorderedElementsAre("a plan", "a-folder"));
}

TEST_F(Completion, NamesOfTheFirm) {
  make_firm();
  EXPECT_THAT(in_firm({"sync", "--entity", ""}), UnorderedElementsAre("zurich", "geneva"));
  EXPECT_THAT(in_firm({"sync", "--handler", ""}), UnorderedElementsAre("MM", "AF", "PG"));
  EXPECT_THAT(in_firm({"sync", "--entity", "zurich", "--handler", "A"}), ElementsAre("AF"));
  EXPECT_THAT(in_firm({"sync", "--addin", "T"}), ElementsAre("T01"));
  EXPECT_THAT(in_firm({"address", "mark", "--handler", "MM,A"}), ElementsAre("MM,AF"));
  EXPECT_THAT(in_firm({"handler", "link", "P"}), ElementsAre("PG"));
  EXPECT_THAT(in_firm({"handler", "link", "PG", ""}), IsEmpty()) << "an address";
  EXPECT_THAT(in_firm({"sync", "--entity", "=", "zu"}), ElementsAre("zurich")) << "--entity=zu";
  EXPECT_THAT(in_firm({"sync", "--entity", "="}), UnorderedElementsAre("zurich", "geneva"));
  EXPECT_THAT(in_firm({"approve", ""}), IsEmpty()) << "nothing is held";
}

TEST_F(Completion, NoNameOfTheFirmIsRun) {
  make_firm();
  sql("INSERT INTO handler(id, entity_id, code, given_name, surname, role) VALUES"
      "('x1', 'geneva', '$(>x)', 'A', 'B', 'lawyer'), ('x2', 'geneva', 'A B', 'A', 'B', 'lawyer')");
  EXPECT_THAT(in_firm({"sync", "--handler", ""}),
              UnorderedElementsAre("MM", "AF", "PG", "\\$\\(\\>x\\)", "A\\ B"));
  EXPECT_FALSE(std::filesystem::exists(dir_ / "x"));
  EXPECT_THAT(in_firm({"sync", "--handler", "[A-P]"}), IsEmpty())
      << "nor is what is typed a pattern";
}

TEST_F(Completion, IsQuietWhateverIsMissing) {
  EXPECT_THAT(offered({"sync", "--handler", ""}), IsEmpty()) << "no configuration";
  write("relais.yaml", "store: [");
  EXPECT_THAT(in_firm({"sync", "--handler", ""}), IsEmpty()) << "a broken one";
  write_config();
  EXPECT_THAT(in_firm({"sync", "--handler", ""}), IsEmpty()) << "no databases";
  EXPECT_FALSE(std::filesystem::exists(dir_ / "practice.db")) << "and none is made";
  EXPECT_THAT(offered({"sync", "--config", "/nowhere", "--entity", ""}), IsEmpty());
}

TEST_F(Completion, TheVerbBehindItNeverFails) {
  for (const char* what : {"handler", "entity", "addin", "hold", "nonsense"}) {
    const auto answer = relais({"complete", what});
    EXPECT_EQ(answer.exit, 0) << what;
    EXPECT_EQ(answer.out + answer.err, "") << what;
  }
}

TEST(CompletionSources, EveryOptionWithAValueHasOneAndNoSwitchHas) {
  for (const auto& verb : verbs())
    for (const auto& option : verb.options)
      EXPECT_EQ(completion_source(option).empty(), option.argument[0] == '\0')
          << verb.name << " --" << option.name;
}

}  // namespace
}  // namespace relais::cli
