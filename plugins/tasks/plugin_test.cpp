// The plugin as the engine meets it: manifest, sessions, rendering, connection test.
#include <gtest/gtest.h>

#include <regex>

#include "plugins/agenda/testing/items.hpp"
#include "plugins/graph/testing/driver.hpp"
#include "plugins/graph/testing/scripted_host.hpp"

namespace relais::tasks {
namespace {

using namespace agenda::testing;
using graph::testing::Answer;
using graph::testing::Driver;
using graph::testing::ScriptedHost;
using graph::testing::Sent;
using graph::testing::standard_account;
using sdk::Status;

const relais_plugin& plugin() {
  static const relais_plugin& loaded = graph::testing::load_plugin(RELAIS_TASKS_PLUGIN);
  return loaded;
}

json::object manifest() {
  return json::parse(std::string(sdk::view(plugin().manifest))).as_object();
}

Driver open(const ScriptedHost& host, const std::string& config = "{}",
            const std::string& target = "calendar") {
  return Driver(plugin(), target, host.raw(), config);
}

TEST(Plugin, DescribesItself) {
  EXPECT_EQ(plugin().abi_major, RELAIS_ABI_MAJOR);
  const json::object said = manifest();
  EXPECT_EQ(said.at("id"), "org.relais.tasks");
  EXPECT_EQ(said.at("addin"), "B08");
  EXPECT_EQ(said.at("requires"), json::value(json::array{"A04"}));
  EXPECT_EQ(said.at("exports").at(0).at("kind"), "deadline");
  EXPECT_EQ(said.at("exports").at(1).at("kind"), "reminder");
  for (const json::value& each : said.at("exports").as_array()) {
    EXPECT_EQ(each.at("targets"), (json::value{"calendar", "tasks"}));
    EXPECT_EQ(each.at("container").at("calendar"), "calendar");
    EXPECT_EQ(each.at("container").at("tasks"), "list");
  }
  EXPECT_EQ(said.at("permissions").at(0).at("role"), "Calendars.ReadWrite");
  EXPECT_EQ(said.at("permissions").at(0).at("when").at("target"), "calendar");
  EXPECT_EQ(said.at("permissions").at(1).at("role"), "Tasks.ReadWrite.All");
  EXPECT_EQ(said.at("permissions").at(1).at("when").at("target"), "tasks");
  EXPECT_EQ(said.at("services"), (json::value{"relais.http/1", "relais.clock/1"}));
  EXPECT_EQ(plugin().extension(sdk::borrow("relais.collect/1")), nullptr);
}

TEST(Plugin, ItsSchemaTellsTemplatesAndLabelsFromMistakes) {
  const json::object said = manifest();
  const json::value& part = said.at("config_schema").at("properties").at("deadline");
  const json::value& subject = part.at("properties").at("subject");
  const std::regex pattern(std::string(subject.at("pattern").as_string()));
  EXPECT_TRUE(std::regex_match("{kind}: {title}[ – {case}]", pattern));
  EXPECT_FALSE(std::regex_match("{kind}: {titel}", pattern));
  EXPECT_EQ(part.at("properties").at("body").at("items").at("pattern"), subject.at("pattern"));
  const json::value& labels = said.at("config_schema").at("properties").at("labels");
  EXPECT_TRUE(labels.at("properties").as_object().contains("client"));
}

TEST(Plugin, OpensOnlyWithAMailboxAndWithoutARequest) {
  ScriptedHost host([](const Sent&) { return Answer{}; });
  const auto opened = [&](const std::string& config, const std::string& account) {
    return Driver(plugin(), "calendar", host.raw(), config, account).opened();
  };
  EXPECT_EQ(opened("{}", standard_account), Status::ok);
  EXPECT_EQ(opened("{}", R"({"language":"de","time_zone":"Europe/Zurich"})"), Status::config);
  EXPECT_EQ(opened("{}", "{"), Status::config);
  EXPECT_EQ(opened("[", standard_account), Status::config);
  EXPECT_EQ(opened("[]", standard_account), Status::config);
  EXPECT_EQ(opened(R"({"deadline":{"subject":"{titel}"}})", standard_account), Status::config);
  EXPECT_TRUE(host.sent.empty());
}

TEST(Plugin, RendersForBothTargetsWithoutARequest) {
  ScriptedHost host([](const Sent&) { return Answer{}; });
  Driver driver = open(host);
  const std::string item = json::serialize(deadline());
  const auto [status, events] = driver.render(item);
  ASSERT_EQ(status, Status::ok);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].part, "");
  EXPECT_LE(events[0].fingerprint.size(), 64U);
  EXPECT_TRUE(json::parse(events[0].body).at("fields").as_object().contains("showAs"));
  EXPECT_EQ(driver.render(item).second.at(0).fingerprint, events[0].fingerprint);
  driver.aim("tasks");
  EXPECT_TRUE(json::parse(driver.render(item).second.at(0).body)
                  .at("fields")
                  .as_object()
                  .contains("dueDateTime"));
  EXPECT_EQ(driver.render("{").first, Status::item);
  EXPECT_EQ(driver.render(item, "today").first, Status::internal);
  EXPECT_TRUE(host.sent.empty());
}

TEST(Plugin, TellsWhatIsDegradedAndWhenToLookAgain) {
  ScriptedHost host([](const Sent&) { return Answer{}; });
  Driver driver = open(host);
  const auto documents =
      driver.render(json::serialize(deadline({{"name", std::string(300, 'x')}}))).second;
  EXPECT_NE(documents.at(0).degraded.find(R"("field":"subject")"), std::string::npos);
  EXPECT_EQ(driver.render(json::serialize(deadline())).second.at(0).degraded, "");
}

TEST(Plugin, KnowsNoOtherTarget) {
  ScriptedHost host([](const Sent&) { return Answer{}; });
  Driver driver = open(host, "{}", "contacts");
  EXPECT_EQ(driver.render(json::serialize(deadline())).first, Status::unsupported);
  EXPECT_EQ(driver.observe("", "", true).status, Status::unsupported);
  EXPECT_EQ(driver.lookup({{"k", ""}}).status, Status::unsupported);
  EXPECT_EQ(driver.inventory().status, Status::unsupported);
  EXPECT_EQ(driver.ensure("").first, Status::unsupported);
  EXPECT_EQ(driver.discard("x"), Status::unsupported);
  EXPECT_EQ(driver.apply({{}}).status, Status::unsupported);
  EXPECT_TRUE(host.sent.empty());
}

TEST(Check, ProbesWhatSomeKindIsConfiguredFor) {
  using sdk::Health;
  struct Case {
    const char* config;
    Health calendar, todo;
  };
  for (const Case& each :
       {Case{"{}", Health::ok, Health::not_needed},
        Case{R"({"deadline":{"target":"tasks"}})", Health::ok, Health::ok},
        Case{R"({"deadline":{"target":"tasks"},"reminder":{"target":"tasks"}})", Health::not_needed,
             Health::ok},
        Case{R"({"appointment":{"target":"tasks"}})", Health::ok, Health::not_needed}}) {
    ScriptedHost host([](const Sent&) {
      return Answer::json(json::object{{"id", "x"}, {"value", json::array{}}});
    });
    const auto probes = open(host, each.config).check();
    ASSERT_EQ(probes.size(), 2U);
    EXPECT_EQ(probes[0].outcome, each.calendar) << each.config;
    EXPECT_EQ(probes[1].outcome, each.todo) << each.config;
    EXPECT_EQ(host.count("GET", "/todo/") > 0, each.todo == Health::ok);
    EXPECT_EQ(host.count("GET", "/calendar") > 0, each.calendar == Health::ok);
  }
}

}  // namespace
}  // namespace relais::tasks
