#include "engine/sync/alert.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace relais::sync {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Alerts : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "relais-alert-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  /// An executable shell script, as a firm would write one.
  std::string script(const std::string& text) const {
    const auto path = dir_ / "alert.sh";
    std::ofstream(path) << "#!/bin/sh\n" << text;
    std::filesystem::permissions(path, std::filesystem::perms(0700));
    return path.string();
  }
  std::string read(const std::string& name) const {
    std::ifstream in(dir_ / name);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::string out() const { return (dir_ / "out").string(); }

  std::filesystem::path dir_;
};

TEST_F(Alerts, GetTheTextOnStandardInputAndTheirArgumentsAsTheyAre) {
  const auto command =
      script("cat > \"$1\"; printf '%s' \"$2\" >> \"$1\"; echo noise; echo noise >&2\n");
  ASSERT_TRUE(alert({command, out(), "$(id) 'x' *"}, "the text\n"));
  EXPECT_EQ(read("out"), "the text\n$(id) 'x' *");
}

TEST_F(Alerts, AreLookedForInThePath) { EXPECT_TRUE(alert({"true"}, "text")); }

TEST_F(Alerts, NeedNotReadTheText) {
  EXPECT_TRUE(alert({script("exec 0<&-; exit 0\n")}, std::string(1'000'000, 'x')));
}

TEST_F(Alerts, AFailureSaysHowItEnded) {
  const std::pair<std::string, std::string> table[] = {{script("exit 3\n"), "ended with 3"},
                                                       {"/nowhere/at/all", "was not started"}};
  EXPECT_THAT(alert({"/nowhere/at/all"}, "t").error().text, HasSubstr("was not started"));
  for (const auto& [command, text] : table) {
    const auto told = alert({command}, "t");
    ASSERT_FALSE(told) << command;
    EXPECT_EQ(told.error().code, Errc::temporary);
    EXPECT_THAT(told.error().text, HasSubstr(text));
  }
  EXPECT_THAT(alert({script("kill -9 $$\n")}, "t").error().text, HasSubstr("signal 9"));
  EXPECT_FALSE(alert({}, "t"));
}

TEST_F(Alerts, WhatHangsIsEndedWithItsChildren) {
  const auto command = script("(sleep 60; echo late > \"$1\") & echo $! > \"$1.child\"; wait\n");
  const auto told = alert({command, out()}, "t", {}, std::chrono::milliseconds(300));
  ASSERT_FALSE(told);
  EXPECT_THAT(told.error().text, HasSubstr("took longer than 300 ms"));
  const auto child = std::atoi(read("out.child").c_str());
  ASSERT_GT(child, 0);
  bool gone = false;
  for (int i = 0; i < 500 && !gone; ++i) {
    std::ifstream status("/proc/" + std::to_string(child) + "/stat");
    std::string stat((std::istreambuf_iterator<char>(status)), {});
    gone = stat.empty() || stat.find(") Z ") != std::string::npos;
    if (!gone) std::this_thread::yield();
  }
  EXPECT_TRUE(gone);
}

TEST_F(Alerts, GetNoSecretOfTheEnvironment) {
  ::setenv("RELAIS_ALERT_SECRET", "canary", 1);
  ::setenv("RELAIS_ALERT_OTHER", "seen", 1);
  ASSERT_TRUE(alert({script("env > \"$1\"\n"), out()}, "t", {"RELAIS_ALERT_SECRET"}));
  EXPECT_THAT(read("out"), Not(HasSubstr("canary")));
  EXPECT_THAT(read("out"), HasSubstr("RELAIS_ALERT_OTHER=seen"));
}

TEST_F(Alerts, AreWaitedForThoughWhoStartedUsIgnoresChildren) {
  const auto before = ::signal(SIGCHLD, SIG_IGN);
  const auto told = alert({"true"}, "t", {}, std::chrono::seconds(2));
  const auto after = ::signal(SIGCHLD, before);
  EXPECT_TRUE(told) << told.error().text;
  EXPECT_EQ(after, SIG_DFL);
}

TEST_F(Alerts, TheConfigurationSaysWhichVariablesAreSecrets) {
  config::Config config;
  config::Entity entity;
  entity.microsoft365.emplace();
  entity.microsoft365->client_secret = {config::SecretRef::Kind::env, "A"};
  entity.microsoft365->next_client_secret = {config::SecretRef::Kind::file, "/B"};
  entity.connections["x"] = {{"type", "basic"},
                             {"password", "env:C"},
                             {"accounts", json::object{{"MM", json::object{{"token", "env:D"}}}}}};
  config.entities = {entity};
  EXPECT_THAT(secret_variables(config), ::testing::UnorderedElementsAre("A", "C", "D"));
  config::Credentials edited;
  edited.client_secret = {config::SecretRef::Kind::env, "E"};
  EXPECT_THAT(secret_variables(config, {{"zurich", edited}}),
              ::testing::UnorderedElementsAre("A", "C", "D", "E"))
      << "not in use yet, but secrets";
}

}  // namespace
}  // namespace relais::sync
