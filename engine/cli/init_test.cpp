#include <unistd.h>

#include "engine/cli/testing.hpp"
#include "engine/config/load.hpp"

namespace relais::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Init : public testing::CliTest {
 protected:
  std::string text_of(const fs::path& path) const {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
};

TEST_F(Init, MakesConfigurationDatabasesAndFolder) {
  const auto answer = bare({"init", (dir_ / "new/firm").string()});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  const auto folder = dir_ / "new/firm";
  EXPECT_TRUE(config::load(folder / "relais.yaml"));
  EXPECT_TRUE(fs::exists(folder / "data/practice.db"));
  EXPECT_TRUE(fs::exists(folder / "data/ledger.db"));
  EXPECT_TRUE(fs::is_directory(folder / "data/blobs"));
  EXPECT_THAT(answer.out, HasSubstr("RELAIS_MAIN_SECRET"));
  EXPECT_THAT(answer.out, HasSubstr("relais config check"));
}

TEST_F(Init, SaysAllThatIsNextAndNothingThatIsDone) {
  const auto first = bare({"init", (dir_ / "a").string()}).out;
  for (const char* step :
       {"enter the tenant", "relais permissions", "enter the client_id", "relais config check",
        "relais import", "relais handler link", "relais handler set", "relais address mark",
        "relais check", "relais sync"})
    EXPECT_THAT(first, HasSubstr(step));
  const auto given = bare({"init", (dir_ / "b").string(), "--tenant", "firm.onmicrosoft.com",
                           "--client-id", "66666666-7777-8888-9999-000000000000"})
                         .out;
  EXPECT_THAT(given, HasSubstr("relais permissions"));
  EXPECT_THAT(given, ::testing::Not(HasSubstr("enter the")));
}

TEST_F(Init, WhatItMakesIsForItsOwnerOnly) {
  ASSERT_EQ(bare({"init", dir_.string()}).exit, 0);
  constexpr auto others = fs::perms::group_all | fs::perms::others_all;
  for (const char* made : {"data", "data/practice.db", "data/ledger.db", "data/blobs"})
    EXPECT_EQ(fs::status(dir_ / made).permissions() & others, fs::perms::none) << made;
}

TEST_F(Init, AgainChangesNothing) {
  ASSERT_EQ(bare({"init", dir_.string()}).exit, 0);
  const auto before = text_of(config());
  const auto answer = bare({"init", dir_.string(), "--json"});
  EXPECT_EQ(answer.exit, 0);
  EXPECT_TRUE(answer.document().at("created").as_array().empty());
  EXPECT_EQ(answer.document().at("kept").as_array().size(), 4U);
  EXPECT_EQ(text_of(config()), before);
}

TEST_F(Init, MakesTheDatabasesOfAnExistingConfiguration) {
  write_config();
  const auto before = text_of(config());
  EXPECT_EQ(relais({"init"}).exit, 0);
  EXPECT_EQ(text_of(config()), before);
  EXPECT_TRUE(fs::exists(dir_ / "practice.db"));
}

TEST_F(Init, OptionsFillInTheNewFile) {
  EXPECT_EQ(bare({"init", dir_.string(), "--entity", "geneva", "--name", "Étude: \"Favre\" SA",
                  "--language", "fr"})
                .exit,
            0);
  const auto loaded = config::load(config());
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->entities[0].id, "geneva");
  EXPECT_EQ(loaded->entities[0].name, "Étude: \"Favre\" SA");
}

TEST_F(Init, OptionsThatMakeNoConfigurationWriteNothing) {
  const auto answer = bare({"init", dir_.string(), "--language", "klingon"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_THAT(answer.err, HasSubstr("language"));
  EXPECT_TRUE(fs::is_empty(dir_));
}

TEST_F(Init, OptionsDoNotChangeAFileThatIsThere) {
  write_config();
  EXPECT_EQ(relais({"init", "--language", "fr"}).exit, 2);
}

TEST_F(Init, ABrokenConfigurationIsToldAndLeftAlone) {
  write("relais.yaml", "store: 7\n");
  const auto answer = relais({"init"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_THAT(answer.err, HasSubstr("relais.yaml:1:"));
  EXPECT_EQ(text_of(config()), "store: 7\n");
}

TEST_F(Init, ADatabaseOfSomethingElseIsLeftAlone) {
  write_config();
  write("practice.db", "this is a letter, not a database, and long enough to look like a page");
  const auto answer = relais({"init"});
  EXPECT_EQ(answer.exit, 1);
  EXPECT_THAT(answer.err, HasSubstr("practice.db"));
}

TEST_F(Init, APlaceThatCannotBeWrittenIsTold) {
  write("file", "");
  const auto answer = bare({"init", (dir_ / "file/below").string(), "--json"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_THAT(std::string(answer.document().at("error").at("text").as_string()), HasSubstr("file"));
}

TEST_F(Init, FolderAndConfigAreOneTooMany) { EXPECT_EQ(relais({"init", "elsewhere"}).exit, 2); }

}  // namespace
}  // namespace relais::cli
