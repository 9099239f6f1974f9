#include "engine/connection/microsoft365/recipe.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "engine/connection/microsoft365/clouds.hpp"
#include "engine/connection/microsoft365/quote.hpp"
#include "engine/connection/microsoft365/scripts.hpp"
#include "engine/connection/testing.hpp"

namespace relais::connection::microsoft365 {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Recipes : public connection::testing::ConnectionTest {
 protected:
  Recipes() {
    entity.id = "zurich";
    entity.microsoft365.emplace();
    entity.microsoft365->tenant = "11111111-2222-3333-4444-555555555555";
    entity.microsoft365->client_id = "66666666-7777-8888-9999-000000000000";
  }
  Recipe make(std::vector<Need> needs, std::vector<std::string> mailboxes = {},
              bool limited = false) const {
    return microsoft365::recipe_for({.entities = {&entity},
                                     .needs = std::move(needs),
                                     .mailboxes = std::move(mailboxes),
                                     .required_only = false,
                                     .limited = limited});
  }
  static const std::string& text(const Recipe& recipe, const std::string& name) {
    for (const auto& script : recipe.scripts)
      if (script.name == name) return script.text;
    throw std::runtime_error("no script " + name);
  }
  static std::vector<std::string> names(const Recipe& recipe) {
    std::vector<std::string> out;
    for (const auto& need : recipe.needs) out.push_back(need.permission);
    return out;
  }
  /// What a shell makes of a quoted word.
  std::string echoed(const std::string& quoted) {
    const auto out = (folder / "out").string();
    const auto script = (folder / "script").string();
    std::ofstream(script) << "printf '%s' " << quoted << " > '" << out << "'\n";
    EXPECT_EQ(std::system(("sh '" + script + "'").c_str()), 0) << quoted;
    std::ifstream in(out);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  config::Entity entity;
};

TEST_F(Recipes, AQuotedTextStaysATextInAShell) {
  for (const char* hostile :
       {"", "plain", "o'neil@firm.ch", "$(touch owned)", "`id`", "\"; rm -rf /; \"", "a\\'b",
        "'; true; '", "&& false", "%s%n", "é ü 漢"})
    EXPECT_EQ(echoed(shell_quoted(hostile)), hostile);
  EXPECT_EQ(echoed(shell_quoted("a\nb\tc")), "a b c");
}

TEST_F(Recipes, AQuotedTextStaysATextInPowerShell) {
  EXPECT_EQ(powershell_quoted("o'neil"), "'o''neil'");
  EXPECT_EQ(powershell_quoted("$(x) `n \""), "'$(x) `n \"'");
  EXPECT_EQ(powershell_quoted("a\xe2\x80\x98"
                              "b\xe2\x80\x99"),
            "'a\xe2\x80\x98\xe2\x80\x98"
            "b\xe2\x80\x99\xe2\x80\x99'");
  EXPECT_EQ(powershell_quoted("a\nb\xe2\x80"), "'a b\xe2\x80'");
}

TEST_F(Recipes, WritingIncludesReadingAndNothingElseDoes) {
  EXPECT_TRUE(includes("Mail.ReadWrite", "Mail.Read"));
  EXPECT_TRUE(includes("Tasks.ReadWrite.All", "Tasks.Read.All"));
  EXPECT_TRUE(includes("User.ReadWrite.All", "User.ReadBasic.All"));
  EXPECT_TRUE(includes("Directory.ReadWrite.All", "Application.Read.All"));
  EXPECT_FALSE(includes("Mail.Read", "Mail.ReadWrite"));
  EXPECT_FALSE(includes("Mail.ReadBasic.All", "Mail.Read"));
  EXPECT_FALSE(includes("Mail.ReadWrite", "MailboxSettings.Read"));
  EXPECT_FALSE(includes("Directory.Read.All", "Contacts.Read"));
  EXPECT_FALSE(includes("", "Mail.Read"));
}

TEST_F(Recipes, RolesIncludeAPermissionOrOnlyItsReadingHalf) {
  const std::vector<std::string> roles{"Contacts.ReadWrite", "Mail.Read", "Tasks.ReadWrite.All",
                                       "User.Read.All"};
  struct Row {
    const char* wanted;
    bool writing;
    bool included;
  };
  const Row table[] = {
      {"Contacts.ReadWrite", true, true},     {"Contacts.Read", true, true},
      {"Mail.ReadWrite", true, false},        {"Mail.ReadWrite", false, true},
      {"Mail.ReadBasic", false, false},       {"Tasks.ReadWrite.All", true, true},
      {"Tasks.Read.All", false, true},        {"Tasks.ReadWrite", true, false},
      {"User.ReadBasic.All", false, true},    {"Calendars.ReadWrite", false, false},
      {"MailboxSettings.Read", false, false}, {"", true, false},
  };
  for (const Row& row : table)
    EXPECT_EQ(roles_include(roles, row.wanted, row.writing), row.included)
        << row.wanted << row.writing;
}

TEST_F(Recipes, WhatSeveralNeedStandsOnceAndReadingBesideWritingDoesNot) {
  const auto recipe = make({{"Mail.ReadWrite", false, true, {{"MAIL", "a"}}},
                            {"Mail.Read", false, true, {{"X01", "b"}}},
                            {"User.ReadBasic.All", true, true, {{"X01", "c"}}}});
  EXPECT_THAT(names(recipe), ::testing::ElementsAre("Application.Read.All", "Mail.ReadWrite",
                                                    "User.ReadBasic.All"));
  EXPECT_FALSE(recipe.needs[2].optional) << "the connection needs it";
  EXPECT_EQ(recipe.needs[2].reasons.size(), 2U);
  EXPECT_TRUE(recipe.needs[1].limitable);
  EXPECT_FALSE(recipe.needs[2].limitable);
}

TEST_F(Recipes, AnOptionalPermissionDoesNotStandInForANeededOne) {
  const auto recipe = make({{"Mail.ReadWrite", true, true, {}}, {"Mail.Read", false, true, {}}});
  EXPECT_THAT(names(recipe), ::testing::Contains("Mail.Read"));
}

TEST_F(Recipes, LimitedLeavesToExchangeWhatExchangeGrants) {
  const std::vector<Need> needs = {{"Contacts.ReadWrite", false, true, {}},
                                   {"Tasks.ReadWrite.All", false, true, {}}};
  const auto all = make(needs, {"a@b.ch"});
  const auto limited = make(needs, {"a@b.ch"}, true);
  EXPECT_THAT(text(all, "manifest"), HasSubstr("6918b873"));
  EXPECT_THAT(text(limited, "manifest"), Not(HasSubstr("6918b873")));
  EXPECT_THAT(text(limited, "manifest"), HasSubstr("44e666d1"));
  EXPECT_THAT(text(limited, "az"), Not(HasSubstr("'Contacts.ReadWrite=")));
  EXPECT_EQ(text(limited, "exchange"), text(all, "exchange"));
  EXPECT_THAT(text(all, "exchange"), HasSubstr("'Application Contacts.ReadWrite'"));
  EXPECT_THAT(text(all, "exchange"), HasSubstr("NOT LIMITED: Tasks.ReadWrite.All"));
  for (const auto& recipe : {all, limited})
    EXPECT_THAT(recipe.warnings, ::testing::Contains(HasSubstr("cannot be limited")));
}

TEST_F(Recipes, APermissionThatIsNotKnownIsLookedUpByTheScripts) {
  const auto recipe = make({{"Files.Read.All", false, true, {{"X01", "why"}}}});
  EXPECT_THAT(text(recipe, "az"), HasSubstr("'Files.Read.All='"));
  EXPECT_THAT(text(recipe, "powershell"), HasSubstr("'Files.Read.All' = ''"));
  EXPECT_THAT(recipe.warnings, ::testing::Contains(HasSubstr("Files.Read.All is asked for")));
  EXPECT_TRUE(parse_json(text(recipe, "manifest"), "manifest"));
}

TEST_F(Recipes, WhoSignsInWithACertificateGetsNoSecret) {
  entity.microsoft365->certificate.emplace();
  EXPECT_THAT(text(make({}), "az"), HasSubstr("proof='certificate'"));
  EXPECT_THAT(text(make({}), "powershell"), HasSubstr("$proof = 'certificate'"));
  entity.microsoft365->certificate.reset();
  EXPECT_THAT(text(make({}), "az"), HasSubstr("proof='secret'\n"));
}

TEST_F(Recipes, HostileNamesStayWords) {
  const std::string hostile = "A'; touch owned; '.$(id)";
  const auto recipe = make({{hostile, false, true, {}}}, {"o'neil\"$(x)@firm.ch"});
  EXPECT_THAT(text(recipe, "az"), HasSubstr("  " + shell_quoted(hostile + "=") + "\n"));
  EXPECT_THAT(text(recipe, "exchange"), HasSubstr("'o''neil\"$(x)@firm.ch'"));
  const auto script = (folder / "az.sh").string();
  std::ofstream(script) << text(recipe, "az");
  EXPECT_EQ(std::system(("bash -n '" + script + "'").c_str()), 0);
}

TEST_F(Recipes, EachCloudHasItsHostsAndNames) {
  for (const auto& [cloud, az, shell] : {std::tuple{config::Cloud::global, "AzureCloud", "Global"},
                                         {config::Cloud::us_gov, "AzureUSGovernment", "USGov"},
                                         {config::Cloud::us_dod, "AzureUSGovernment", "USGovDoD"},
                                         {config::Cloud::china, "AzureChinaCloud", "China"}}) {
    entity.microsoft365->cloud = cloud;
    const auto recipe = make({});
    EXPECT_THAT(text(recipe, "az"), HasSubstr(std::string("cloud='") + az + "'\n"));
    EXPECT_THAT(text(recipe, "az"), HasSubstr(std::string(hosts_of(cloud).graph)));
    EXPECT_THAT(text(recipe, "powershell"),
                HasSubstr(std::string("$environment = '") + shell + "'\n"));
    EXPECT_THAT(recipe.consent_link, HasSubstr(std::string(hosts_of(cloud).authority)));
  }
}

TEST_F(Recipes, ALongEntityKeepsTheNamesOfAssignmentsShort) {
  entity.id = std::string(64, 'z');
  const auto recipe = make({{"MailboxSettings.ReadWrite", false, true, {}}});
  const std::string& script = text(recipe, "exchange");
  const auto at = script.find("$scope = '") + 10;
  const auto scope = script.substr(at, script.find('\'', at) - at);
  EXPECT_LE((scope + " MailboxSettings.ReadWrite").size(), 64U);
}

TEST_F(Recipes, RegistrationsAreTheSameOnlyWithTheSameClientInTheSameTenant) {
  config::Entity other = entity;
  EXPECT_EQ(microsoft365::registration_of(entity), microsoft365::registration_of(other));
  other.microsoft365->tenant = "other.example";
  EXPECT_NE(microsoft365::registration_of(entity), microsoft365::registration_of(other));
  other.microsoft365->client_id = "00000000-0000-0000-0000-000000000000";
  EXPECT_EQ(microsoft365::registration_of(other), "") << "not registered yet";
  other.microsoft365.reset();
  EXPECT_EQ(microsoft365::registration_of(other), "");
}

}  // namespace
}  // namespace relais::connection::microsoft365
