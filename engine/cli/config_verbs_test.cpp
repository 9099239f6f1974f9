#include "engine/cli/testing.hpp"

namespace relais::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ConfigVerbs : public testing::CliTest {};

TEST_F(ConfigVerbs, CheckFindsNothingInAGoodFile) {
  write_config();
  add_plugin();
  const auto answer = relais({"config", "check"});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("no mistakes"));
  const auto document = relais_json({"config", "check"});
  EXPECT_EQ(document.at("ok"), true);
  EXPECT_EQ(document.at("entities").as_array().size(), 2U);
}

TEST_F(ConfigVerbs, CheckNamesEveryMistakeWithItsPlace) {
  write("relais.yaml", "store: {url: 7}\nentities: []\nentites: []\nsafety: {drift: maybe}\n");
  const auto answer = relais({"config", "check"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_EQ(answer.out, "");
  for (const char* place : {"relais.yaml:1:", "relais.yaml:3:", "relais.yaml:4:"})
    EXPECT_THAT(answer.err, HasSubstr(place));
  const auto document = relais_json({"config", "check"});
  EXPECT_EQ(document.at("ok"), false);
  EXPECT_GE(document.at("diagnostics").as_array().size(), 3U);
  EXPECT_EQ(document.at("diagnostics").at(0).at("line"), 1);
}

TEST_F(ConfigVerbs, CheckOfFilesThatAreNone) {
  EXPECT_EQ(relais({"config", "check"}).exit, 2) << "missing";
  for (const char* text : {"", "\t", "a: [", "\xff\xfe\x00", "- 1"}) {
    write("relais.yaml", text);
    EXPECT_EQ(relais({"config", "check"}).exit, 2) << text;
    EXPECT_EQ(relais_json({"config", "check"}).at("ok"), false);
  }
}

TEST_F(ConfigVerbs, R7_AMissingSecretIsToldByItsReferenceAlone) {
  write_config();
  add_plugin();
  std::filesystem::remove(dir_ / "secret");
  const auto answer = relais({"config", "check"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_THAT(answer.err, HasSubstr("zurich: microsoft365.client_secret"));
  EXPECT_THAT(answer.err, HasSubstr("file:"));
}

TEST_F(ConfigVerbs, NoOutputEverHoldsASecret) {
  write_config();
  add_plugin();
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"config", "check"}, {"config", "show"}, {"config", "show", "--json"}, {"plugins"}}) {
    const auto answer = relais(words);
    EXPECT_EQ(answer.exit, 0) << answer.err;
    EXPECT_THAT(answer.out + answer.err, Not(HasSubstr("s3cret-of-the-test")));
  }
}

TEST_F(ConfigVerbs, CheckWarnsOfAnAddInWithoutPlugin) {
  write_config();
  const auto answer = relais({"config", "check"});
  EXPECT_EQ(answer.exit, 0);
  EXPECT_THAT(answer.err, HasSubstr("warning: zurich: T01 does not work: no plugin provides T01"));
}

TEST_F(ConfigVerbs, ShowPrintsAFileThatIsTheSame) {
  write_config();
  const auto shown = relais({"config", "show"});
  EXPECT_EQ(shown.exit, 0);
  const auto document = relais_json({"config", "show"});
  write("relais.yaml", shown.out);
  EXPECT_EQ(relais_json({"config", "show"}).at("config"), document.at("config"));
}

TEST_F(ConfigVerbs, ABrokenFileStopsEveryVerbThatNeedsIt) {
  write("relais.yaml", "store: 7\n");
  for (const auto& words : std::vector<std::vector<std::string>>{{"config", "show"},
                                                                 {"plugins"},
                                                                 {"handler", "list"},
                                                                 {"plan"},
                                                                 {"sync"},
                                                                 {"status"},
                                                                 {"audit"},
                                                                 {"purge"},
                                                                 {"approve", "1"},
                                                                 {"rebuild", "--yes"},
                                                                 {"explain", "contact", "1"},
                                                                 {"handler", "unlink", "MM"}}) {
    const auto answer = relais(words);
    EXPECT_EQ(answer.exit, 2) << words[0];
    EXPECT_THAT(answer.err, HasSubstr("relais.yaml:1:")) << words[0];
    EXPECT_EQ(relais_json(words).at("error").at("code"), "config");
  }
}

TEST_F(ConfigVerbs, PluginsShowsUsableAndRefusedWithReasons) {
  write_config();
  add_plugin();
  add_plugin(RELAIS_PLUGIN_FIXTURES, "fixture_wrong_major.so");
  const auto answer = relais({"plugins"});
  EXPECT_EQ(answer.exit, 0);
  EXPECT_THAT(answer.out, HasSubstr("test.cli"));
  EXPECT_THAT(answer.out, HasSubstr("fixture_wrong_major.so: "));
  EXPECT_THAT(answer.out, ::testing::ContainsRegex("zurich +T01 +yes"));
  const auto document = relais_json({"plugins"});
  ASSERT_EQ(document.at("plugins").as_array().size(), 2U);
  for (const auto& plugin : document.at("plugins").as_array())
    EXPECT_EQ(plugin.at("reason").as_string().empty(), plugin.at("state") == "usable");
  for (const auto& plugin : document.at("plugins").as_array())
    EXPECT_TRUE(plugin.at("permissions").is_array());
}

TEST_F(ConfigVerbs, PluginsSaysWhyAnAddInDoesNotWork) {
  write_config();
  const auto answer = relais({"plugins"});
  EXPECT_EQ(answer.exit, 0);
  EXPECT_THAT(answer.out, HasSubstr("no plugin was found"));
  EXPECT_THAT(answer.out, HasSubstr("no plugin provides T01"));
}

}  // namespace
}  // namespace relais::cli
