#include "engine/cli/parse.hpp"

#include "engine/cli/testing.hpp"
#include "engine/cli/verbs.hpp"

namespace relais::cli {
namespace {

using ::testing::HasSubstr;

CommandLine parsed(const std::vector<std::string>& words) {
  auto line = parse_command_line(words);
  EXPECT_TRUE(line) << line.error().text;
  return line ? *line : CommandLine{};
}

std::string refused(const std::vector<std::string>& words) {
  const auto line = parse_command_line(words);
  EXPECT_FALSE(line);
  if (line) return {};
  EXPECT_EQ(line.error().code, Errc::usage);
  EXPECT_NE(line.error().hint, "");
  return line.error().text;
}

TEST(CommandLineWords, VerbsOfOneAndTwoWords) {
  EXPECT_STREQ(parsed({"sync"}).verb->name, "sync");
  EXPECT_STREQ(parsed({"handler", "link", "MM", "mm@firm.example"}).verb->name, "handler link");
  EXPECT_THAT(parsed({"handler", "link", "MM", "mm@firm.example"}).arguments,
              ::testing::ElementsAre("MM", "mm@firm.example"));
}

TEST(CommandLineWords, CommonOptionsStandBeforeOrAfterTheVerb) {
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"--config", "a.yaml", "--json", "sync"},
                                             {"sync", "--config", "a.yaml", "--json"},
                                             {"--json", "sync", "--config=a.yaml"},
                                             {"--config", "a.yaml", "handler", "--json", "list"}}) {
    const auto line = parsed(words);
    EXPECT_TRUE(line.json);
    EXPECT_EQ(line.config, "a.yaml");
  }
}

TEST(CommandLineWords, HelpOfAVerbIsTheVerbsOwn) {
  const auto line = parsed({"sync", "--help"});
  ASSERT_NE(line.verb, nullptr);
  EXPECT_TRUE(line.help);
  EXPECT_TRUE(parsed({"handler", "link", "-h"}).help) << "needs no arguments";
}

TEST(CommandLineWords, AnUnknownVerbNamesTheNearest) {
  EXPECT_THAT(refused({"snyc"}), HasSubstr("did you mean \"sync\"?"));
  EXPECT_THAT(refused({"handler", "lnik", "MM"}), HasSubstr("did you mean \"handler link\"?"));
  EXPECT_THAT(refused({"xyzxyzxyz"}), ::testing::Not(HasSubstr("did you mean")));
}

TEST(CommandLineWords, AnUnknownOptionNamesTheNearest) {
  EXPECT_THAT(refused({"sync", "--entiy", "zurich"}), HasSubstr("did you mean \"--entity\"?"));
  EXPECT_THAT(refused({"--jsn", "sync"}), HasSubstr("--jsn"));
}

TEST(CommandLineWords, BeginningsOfOptionsAreNotGuessed) {
  EXPECT_THAT(refused({"sync", "--ent", "zurich"}), HasSubstr("--ent"));
  EXPECT_THAT(refused({"sync", "--wai", "3s"}), HasSubstr("--wai"));
}

TEST(CommandLineWords, BadUseOfOptionsIsRefused) {
  EXPECT_THAT(refused({"sync", "--entity"}), HasSubstr("--entity"));
  EXPECT_THAT(refused({"sync", "--entity", "a", "--entity", "b"}), HasSubstr("twice"));
  EXPECT_THAT(refused({"purge", "--yes=no"}), HasSubstr("--yes"));
  EXPECT_THAT(refused({"sync", "-x"}), HasSubstr("-x"));
  EXPECT_THAT(refused({"sync", "--config="}), HasSubstr("--config"));
}

TEST(CommandLineWords, ArgumentsAreCounted) {
  EXPECT_THAT(refused({"sync", "now"}), HasSubstr("takes no arguments"));
  EXPECT_THAT(refused({"handler", "link", "MM"}), HasSubstr("needs CODE ADDRESS"));
  EXPECT_THAT(refused({"explain", "contact", "1", "2"}), HasSubstr("no more"));
}

TEST(CommandLineWords, AnArgumentThatBeginsWithADashGoesAfterTwo) {
  EXPECT_THAT(refused({"address", "mark", "-7", "--handler", "MM"}), HasSubstr("-7"));
  EXPECT_THAT(parsed({"address", "mark", "--handler", "MM", "--", "-7", "--json"}).arguments,
              ::testing::ElementsAre("-7", "--json"));
  EXPECT_EQ(parsed({"address", "mark", "--from", "-", "--handler", "MM"}).values.at("from"), "-");
}

TEST(CommandLineWords, JsonIsSeenInWordsThatAreWrong) {
  EXPECT_TRUE(asks_for_json({"snyc", "--json"}));
  EXPECT_FALSE(asks_for_json({"sync", "--", "--json"}));
}

TEST(CommandLineWords, NoVerbHasAnOptionOfTheProgram) {
  for (const auto& verb : verbs())
    for (const auto& option : verb.options)
      for (const auto& common : common_options())
        EXPECT_STRNE(option.name, common.name) << verb.name;
}

class UsageErrors : public testing::CliTest {};

TEST_F(UsageErrors, GoToStandardErrorWithExitCode2) {
  const auto answer = bare({"snyc"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_EQ(answer.out, "");
  EXPECT_THAT(answer.err, HasSubstr("relais: relais has no verb"));
}

TEST_F(UsageErrors, AreOneJsonDocumentIfAskedFor) {
  for (const auto& words : std::vector<std::vector<std::string>>{{"--json", "snyc"},
                                                                 {"sync", "--json", "--nonsense"},
                                                                 {"--json"},
                                                                 {"handler", "--json"}}) {
    const auto answer = bare(words);
    EXPECT_EQ(answer.exit, 2);
    EXPECT_EQ(answer.err, "");
    const auto document = answer.document();
    EXPECT_EQ(document.at("error").at("code"), "usage");
    EXPECT_EQ(document.at("error").at("exit"), 2);
    EXPECT_EQ(document.at("exit"), 2);
  }
}

TEST_F(UsageErrors, NoVerbAtAllShowsTheHelp) {
  const auto answer = bare({});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_THAT(answer.err, HasSubstr("usage: relais VERB"));
}

}  // namespace
}  // namespace relais::cli
