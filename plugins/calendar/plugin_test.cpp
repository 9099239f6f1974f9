// The plugin as the engine meets it: manifest, rendering, connection test.
#include <gtest/gtest.h>

#include "plugins/agenda/testing/items.hpp"
#include "plugins/graph/testing/driver.hpp"
#include "plugins/graph/testing/scripted_host.hpp"

namespace relais::calendar {
namespace {

using namespace agenda::testing;
using graph::testing::Answer;
using graph::testing::Driver;
using graph::testing::ScriptedHost;
using graph::testing::Sent;
using sdk::Status;

const relais_plugin& plugin() {
  static const relais_plugin& loaded = graph::testing::load_plugin(RELAIS_CALENDAR_PLUGIN);
  return loaded;
}

TEST(Plugin, DescribesItself) {
  EXPECT_EQ(plugin().abi_major, RELAIS_ABI_MAJOR);
  const json::object manifest = json::parse(std::string(sdk::view(plugin().manifest))).as_object();
  EXPECT_EQ(manifest.at("id"), "org.relais.calendar");
  EXPECT_EQ(manifest.at("addin"), "B09");
  EXPECT_EQ(manifest.at("requires"), json::value(json::array{"A04"}));
  EXPECT_EQ(manifest.at("exports").as_array().size(), 1U);
  EXPECT_EQ(manifest.at("exports").at(0).at("kind"), "appointment");
  EXPECT_EQ(manifest.at("exports").at(0).at("targets"), (json::value{"calendar", "tasks"}));
  const json::object& known = manifest.at("config_schema").at("properties").as_object();
  EXPECT_FALSE(known.contains("on_done"));
  EXPECT_EQ(known.at("appointment").at("properties").at("target").at("default"), "calendar");
}

TEST(Plugin, RendersASeriesAsOnePartAndExceptionsAsMany) {
  ScriptedHost host([](const Sent&) { return Answer{}; });
  Driver driver(plugin(), "calendar", host.raw());
  const json::object series = appointment({{"rrule", "FREQ=WEEKLY;COUNT=4"}});
  const auto one = driver.render(json::serialize(series), "2026-04-01").second;
  ASSERT_EQ(one.size(), 1U);
  EXPECT_TRUE(json::parse(one[0].body).at("series").as_object().contains("recurrence"));
  const auto many =
      driver.render(json::serialize(with(series, {{"exdates", {"2026-05-08"}}})), "2026-04-01")
          .second;
  EXPECT_EQ(many.size(), 3U);
  for (const sdk::Document& each : many) EXPECT_NE(each.degraded, "");
  EXPECT_TRUE(host.sent.empty());
}

TEST(Check, TheTaskListIsProbedOnlyIfAppointmentsGoThere) {
  using sdk::Health;
  ScriptedHost host([](const Sent&) {
    return Answer::json(json::object{{"id", "x"}, {"value", json::array{}}});
  });
  const auto by_default = Driver(plugin(), "calendar", host.raw()).check();
  EXPECT_EQ(by_default.at(0).outcome, Health::ok);
  EXPECT_EQ(by_default.at(1).outcome, Health::not_needed);
  const auto as_tasks =
      Driver(plugin(), "tasks", host.raw(), R"({"appointment":{"target":"tasks"}})").check();
  EXPECT_EQ(as_tasks.at(0).outcome, Health::not_needed);
  EXPECT_EQ(as_tasks.at(1).outcome, Health::ok);
}

}  // namespace
}  // namespace relais::calendar
