// What an event shows, and what of it counts.
#include "plugins/agenda/event/shown.hpp"

#include <gtest/gtest.h>

#include "plugins/agenda/event/instant.hpp"
#include "plugins/agenda/event/testing/driver.hpp"

namespace relais::agenda::event::testing {
namespace {

std::string print(const json::object& change, const std::string& config = "{}") {
  return remote_print(event("e1", change), settings_of(config));
}

const json::object timed{{"isAllDay", false},
                         {"start", moment("2026-05-04T07:00:00.0000000")},
                         {"end", moment("2026-05-04T08:00:00.0000000")}};

json::object with(json::object base, const json::object& change) {
  for (const auto& [name, value] : change) base[name] = value;
  return base;
}

json::object weekly(const json::object& pattern, const json::object& range) {
  json::object recurrence{
      {"pattern",
       with({{"type", "weekly"}, {"interval", 1}, {"daysOfWeek", {"monday", "friday"}}}, pattern)},
      {"range", with({{"type", "noEnd"}, {"startDate", "2026-05-04"}}, range)}};
  return {{"recurrence", recurrence}};
}

TEST(RemotePrint, IsEqualForWhatLooksTheSame) {
  struct Case {
    const char* what;
    json::object one, other;
  };
  for (const Case& each : {
           Case{"white space", {{"subject", "Frist:  A"}}, {{"subject", " Frist: A "}}},
           Case{"normal form", {{"subject", "Mu\xCC\x88ller"}}, {{"subject", "M\xC3\xBCller"}}},
           Case{"days in any zone",
                {{"start", moment("2026-05-04T00:00:00", "Europe/Zurich")}},
                {{"start", moment("2026-05-04T00:00:00.0000000", "W. Europe Standard Time")}}},
           Case{"an instant in any zone", timed,
                with(timed, {{"start", moment("2026-05-04T09:00:00", "Europe/Zurich")}})},
           Case{"an instant in a zone of Windows", timed,
                with(timed, {{"start", moment("2026-05-04T09:00:00", "W. Europe Standard Time")}})},
           Case{"fractions of a second", timed,
                with(timed, {{"start", moment("2026-05-04T07:00:00Z")}})},
           Case{"minutes of a reminder that is off",
                {{"reminderMinutesBeforeStart", 15}},
                {{"reminderMinutesBeforeStart", 30}}},
           Case{"the owner's text",
                {{"body", body_of("mine\r\n\r\n" + our_block)}},
                {{"body", body_of(our_block + "\nother")}}},
           Case{"text and HTML",
                {{"body", body_of(our_block)}},
                {{"body",
                  body_of("<p>--- relais ---<br>Klient:&nbsp;A<br>--- /relais ---</p>", "html")}}},
           Case{"the owner's categories", {{"categories", {"Golf"}}}, {}},
           Case{"what nobody owns", {{"importance", "high"}}, {}},
           Case{"the etag", {{"@odata.etag", "W/\"9\""}}, {}},
           Case{"the order of the days", weekly({}, {}),
                weekly({{"daysOfWeek", {"friday", "monday"}}}, {})},
           Case{"what the service adds to a pattern", weekly({}, {}),
                weekly({{"month", 0},
                        {"dayOfMonth", 0},
                        {"index", "first"},
                        {"firstDayOfWeek", "sunday"}},
                       {{"endDate", "0001-01-01"},
                        {"numberOfOccurrences", 0},
                        {"recurrenceTimeZone", "W. Europe Standard Time"}})},
       }) {
    EXPECT_EQ(print(each.one), print(each.other)) << each.what;
    EXPECT_EQ(print(each.one).size(), 40U) << each.what;
  }
}

TEST(RemotePrint, DiffersForWhatTheOwnerChanged) {
  const std::string config = R"({"category":"Frist!"})";
  struct Case {
    const char* what;
    json::object one, other;
  };
  for (const Case& each : {
           Case{"subject", {{"subject", "A"}}, {{"subject", "B"}}},
           Case{"case of the subject", {{"subject", "A"}}, {{"subject", "a"}}},
           Case{"day", {}, {{"start", moment("2026-05-03T00:00:00")}}},
           Case{"end", timed, with(timed, {{"end", moment("2026-05-04T08:30:00")}})},
           Case{"wall clock", timed,
                with(timed, {{"start", moment("2026-05-04T07:00:00", "Europe/Zurich")}})},
           Case{"all day", with(timed, {{"isAllDay", true}}), timed},
           Case{"show as", {}, {{"showAs", "busy"}}},
           Case{"sensitivity", {}, {{"sensitivity", "private"}}},
           Case{"reminder", {}, {{"isReminderOn", true}}},
           Case{"minutes",
                {{"isReminderOn", true}},
                {{"isReminderOn", true}, {"reminderMinutesBeforeStart", 15}}},
           Case{"location", {}, {{"location", {{"displayName", "Zürich"}}}}},
           Case{"fence", {{"body", body_of(our_block)}}, {{"body", body_of("Klient: A")}}},
           Case{"our category", {{"categories", {"Golf", "Frist!"}}}, {{"categories", {"Golf"}}}},
           Case{"interval", weekly({}, {}), weekly({{"interval", 2}}, {})},
           Case{"days", weekly({}, {}), weekly({{"daysOfWeek", {"monday"}}}, {})},
           Case{"no series", weekly({}, {}), {}},
           Case{"an end", weekly({}, {{"type", "endDate"}, {"endDate", "2026-06-01"}}),
                weekly({}, {{"type", "endDate"}, {"endDate", "2026-07-01"}})},
           Case{"a number", weekly({}, {{"type", "numbered"}, {"numberOfOccurrences", 5}}),
                weekly({}, {{"type", "numbered"}, {"numberOfOccurrences", 6}})},
       }) {
    EXPECT_NE(print(each.one, config), print(each.other, config)) << each.what;
    EXPECT_EQ(print(each.one, config).size(), 40U) << each.what;
    EXPECT_EQ(print(each.other, config).size(), 40U) << each.what;
  }
}

TEST(RemotePrint, ReadsEveryKindOfPattern) {
  const auto of = [](const json::object& pattern) {
    return print(
        {{"recurrence",
          {{"pattern", pattern}, {"range", {{"type", "noEnd"}, {"startDate", "2026-05-04"}}}}}});
  };
  const json::object monthly{{"type", "absoluteMonthly"}, {"interval", 1}, {"dayOfMonth", 4}};
  const json::object yearly{
      {"type", "absoluteYearly"}, {"interval", 1}, {"dayOfMonth", 4}, {"month", 5}};
  const json::object relative{{"type", "relativeYearly"},
                              {"interval", 1},
                              {"daysOfWeek", {"monday"}},
                              {"index", "last"},
                              {"month", 5}};
  EXPECT_EQ(of({{"type", "daily"}, {"interval", 1}}).size(), 40U);
  EXPECT_NE(of(monthly), of(with(monthly, {{"dayOfMonth", 5}})));
  EXPECT_EQ(of(monthly), of(with(monthly, {{"month", 5}})));
  EXPECT_NE(of(yearly), of(with(yearly, {{"month", 6}})));
  EXPECT_NE(of(relative), of(with(relative, {{"index", "first"}})));
  EXPECT_NE(of(relative), of(with(relative, {{"month", 6}})));
  EXPECT_EQ(of({{"type", "absoluteMonthly"}, {"interval", 1}}), "");
  EXPECT_EQ(of({{"type", "weekly"}, {"interval", 1}}), "");
  EXPECT_EQ(of({{"type", "weekly"}, {"interval", 1}, {"daysOfWeek", {5}}}), "");
}

TEST(RemotePrint, WhatIsNotToldIsUnknown) {
  const json::object whole = with(event("e1"), weekly({}, {}));
  const Settings settings = settings_of(R"({"category":"Frist!"})");
  ASSERT_EQ(remote_print(whole, settings).size(), 40U);
  for (const char* name : {"subject", "isAllDay", "start", "end", "showAs", "sensitivity",
                           "isReminderOn", "location", "recurrence", "body", "categories"}) {
    json::object partial = whole;
    partial.erase(name);
    EXPECT_EQ(remote_print(partial, settings), "") << name;
    partial[name] = 5;
    EXPECT_EQ(remote_print(partial, settings), "") << name;
    partial[name] = json::array{nullptr, json::object{}};
    EXPECT_EQ(remote_print(partial, settings) == "", std::string(name) != "categories") << name;
  }
  json::object on = with(whole, {{"isReminderOn", true}});
  on.erase("reminderMinutesBeforeStart");
  EXPECT_EQ(remote_print(on, settings), "");
  EXPECT_EQ(print(with(timed, {{"start", moment("2026-05-04T07:00:00", "Customized Time Zone")}})),
            "");
  EXPECT_EQ(remote_print({}, settings), "");
}

TEST(CarriedPrint, CountsOnlyIfItsMergedPartLiesThere) {
  const std::string good = "f.s." + merged_print("Klient: A", "");
  const std::string tagged = "f.s." + merged_print("Klient: A", "Frist!");
  const auto carried = [](const std::string& print, const json::object& change,
                          const std::string& config = "{}") {
    return carried_print(event("e1", change, "s:deadline:1", print), settings_of(config));
  };
  const json::object right{{"body", body_of("mine\n\n" + our_block)}};
  EXPECT_EQ(carried(good, right), good);
  EXPECT_EQ(carried(good, {{"body", body_of("mine")}}), "");
  EXPECT_EQ(carried(good, {{"body", nullptr}}), "");
  EXPECT_EQ(carried("f.s.", right), "");
  const std::string config = R"({"category":"Frist!"})";
  const json::object with_tag = with(right, {{"categories", {"Golf", "Frist!"}}});
  EXPECT_EQ(carried(tagged, with_tag, config), tagged);
  EXPECT_EQ(carried(tagged, right, config), "");
  EXPECT_EQ(carried(good, with_tag, config), "");
  EXPECT_EQ(carried(good, right, config), good);
  EXPECT_EQ(carried(written_print(with_body("Klient: A")), right),
            written_print(with_body("Klient: A")));
}

TEST(Merge, LeavesAloneWhatIsRight) {
  const Settings settings = settings_of(R"({"category":"Frist!"})");
  const auto there = [](const std::string& text, const json::array& categories) {
    return merged_of(event("e1", {{"body", body_of(text)}, {"categories", categories}}));
  };
  Document tagged = with_body("Klient: A");
  tagged.category = "Frist!";
  EXPECT_TRUE(merge(there(our_block, {"Frist!"}), tagged, settings).empty());
  EXPECT_TRUE(merge(there("mine", {"Golf"}), document(), settings).empty());
  EXPECT_TRUE(merge(there("", {}), document(), settings).empty());
  EXPECT_EQ(merge(there(our_block + "\n" + our_block, {"Frist!"}), tagged, settings).size(), 1U);
  EXPECT_EQ(merge(there("", {5, "Frist!", nullptr}), document(), settings),
            (json::object{{"categories", {5, nullptr}}}));
  EXPECT_EQ(merge(there(our_block, {"Frist!"}), document(), settings).size(), 2U);
}

TEST(WallClock, TakesGraphsTimesAndNothingElse) {
  EXPECT_TRUE(wall_clock("2026-05-01T09:00:00"));
  EXPECT_TRUE(wall_clock("2026-05-01T09:00:00.0000000"));
  EXPECT_TRUE(wall_clock("2026-05-01T09:00:00Z"));
  EXPECT_TRUE(wall_clock("2024-02-29T23:59:59.1Z"));
  for (const char* bad :
       {"", "2026-05-01", "2026-05-01 09:00:00", "2026-02-29T00:00:00", "2026-13-01T00:00:00",
        "2026-05-01T24:00:00", "2026-05-01T09:60:00", "2026-05-01T09:00:61",
        "2026-05-01T09:00:00+02:00", "2026-05-01T09:00:00.", "2026-05-01T09:00:00.x",
        "x026-05-01T09:00:00", "2026-05-01T09:00:00ZZ", "-026-05-01T09:00:00"})
    EXPECT_FALSE(wall_clock(bad)) << bad;
}

}  // namespace
}  // namespace relais::agenda::event::testing
