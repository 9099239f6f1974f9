#include "engine/cli/help.hpp"

#include "engine/cli/testing.hpp"
#include "engine/cli/verbs.hpp"

namespace relais::cli {
namespace {

using ::testing::HasSubstr;

class Help : public testing::CliTest {
 protected:
  static std::vector<std::string> words_of(const Verb& verb) {
    std::istringstream names(verb.name);
    std::vector<std::string> words;
    for (std::string word; names >> word;) words.push_back(word);
    return words;
  }
};

TEST_F(Help, EveryVerbExplainsItselfWithAnExample) {
  for (const auto& verb : verbs()) {
    auto words = words_of(verb);
    words.push_back("--help");
    const auto answer = bare(words);
    EXPECT_EQ(answer.exit, 0) << verb.name;
    EXPECT_EQ(answer.err, "");
    EXPECT_THAT(answer.out, HasSubstr(std::string("usage: relais ") + verb.name));
    EXPECT_THAT(answer.out, HasSubstr("\nexample:\n  relais "));
    for (const auto& option : verb.options)
      EXPECT_THAT(answer.out, HasSubstr(std::string("--") + option.name + ' ')) << verb.name;
    words.push_back("--json");
    EXPECT_EQ(bare(words).document().at("name"), verb.name);
  }
}

TEST_F(Help, ExamplesAreCommandLinesThatParse) {
  for (const auto& verb : verbs())
    EXPECT_THAT(verb.example, HasSubstr(std::string("relais ") + verb.name)) << verb.name;
}

TEST_F(Help, LinesFitATerminal) {
  for (const auto& verb : verbs()) {
    std::istringstream lines(help_text(verb));
    for (std::string line; std::getline(lines, line);)
      EXPECT_LE(line.size(), 100U) << verb.name << ": " << line;
  }
}

TEST_F(Help, ListsEveryVerb) {
  const auto answer = bare({"--help"});
  EXPECT_EQ(answer.exit, 0);
  EXPECT_EQ(bare({"help"}).out, answer.out);
  for (const auto& verb : verbs())
    EXPECT_THAT(answer.out, HasSubstr(std::string("  ") + verb.name + ' '));
  EXPECT_EQ(bare({"help", "--json"}).document().at("verbs").as_array().size(), verbs().size());
}

TEST_F(Help, OfAGroupListsItsVerbs) {
  const auto answer = bare({"handler", "--help"});
  EXPECT_EQ(answer.exit, 0);
  EXPECT_THAT(answer.out, HasSubstr("handler unlink"));
  EXPECT_THAT(answer.out, ::testing::Not(HasSubstr("purge")));
}

TEST_F(Help, OfAWordThatIsNoVerb) { EXPECT_EQ(bare({"help", "nothing"}).exit, 2); }

TEST_F(Help, VersionNamesTheAbi) {
  EXPECT_THAT(bare({"--version"}).out, HasSubstr("plugin ABI 1."));
  EXPECT_EQ(bare({"version"}).out, bare({"-V"}).out);
  EXPECT_TRUE(bare({"version", "--json"}).document().contains("version"));
}

TEST_F(Help, TheReferenceHasEveryVerbAndOption) {
  std::ifstream file(RELAIS_CLI_REFERENCE);
  std::stringstream text;
  text << file.rdbuf();
  const std::string reference = text.str();
  const auto has = [&](const Option& option) {
    std::string written = std::string("`--") + option.name;
    if (option.argument[0] != '\0') written += std::string(" ") + option.argument;
    return reference.find(written + '`') != std::string::npos;
  };
  for (const auto& option : common_options()) EXPECT_TRUE(has(option)) << option.name;
  for (const auto& verb : verbs()) {
    EXPECT_THAT(reference, HasSubstr(std::string("`relais ") + verb.name)) << verb.name;
    for (const auto& option : verb.options) EXPECT_TRUE(has(option)) << verb.name << option.name;
  }
}

}  // namespace
}  // namespace relais::cli
