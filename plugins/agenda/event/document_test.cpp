#include "plugins/agenda/event/document.hpp"

#include <gtest/gtest.h>

#include <relais/sdk.hpp>

#include "plugins/agenda/testing/items.hpp"
#include "plugins/graph/text.hpp"

namespace relais::agenda::event {
namespace {

using namespace agenda::testing;

Document rendered(const json::object& made, const Settings& with = settings()) {
  Entry one = entry(made, Target::calendar, with);
  return render(one, with);
}

std::string degraded(const json::object& made) {
  Entry one = entry(made);
  render(one, settings());
  return shown(one.degraded);
}

std::string times(const json::object& fields) {
  const auto text = [&](const char* name) {
    const json::object& at = fields.at(name).as_object();
    return std::string(at.at("dateTime").as_string()) + " " +
           std::string(at.at("timeZone").as_string());
  };
  return text("start") + ", " + text("end");
}

TEST(EventDocument, OwnsTheSameFieldsWhateverTheItem) {
  const char* names[] = {"subject", "isAllDay",    "start",        "end",
                         "showAs",  "sensitivity", "isReminderOn", "reminderMinutesBeforeStart",
                         "location"};
  for (const json::object& made :
       {deadline(), deadline({{"due_time", "10:00"}}), reminder(), appointment(),
        appointment({{"all_day", true}, {"private", true}}), deadline({{"done", true}})}) {
    const Document document = rendered(made);
    EXPECT_EQ(document.fields.size(), std::size(names));
    for (const char* name : names) EXPECT_TRUE(document.fields.contains(name)) << name;
    EXPECT_TRUE(document.series.empty());
  }
  EXPECT_EQ(rendered(deadline()).fields.at("location").at("displayName"), "");
}

TEST(EventDocument, ADayIsFromMidnightToMidnight) {
  EXPECT_EQ(times(rendered(deadline()).fields),
            "2026-05-01T00:00:00 Europe/Zurich, 2026-05-02T00:00:00 Europe/Zurich");
  EXPECT_EQ(
      times(rendered(appointment({{"all_day", true}, {"ends_at", "2026-05-31T00:00"}})).fields),
      "2026-05-01T00:00:00 Europe/Zurich, 2026-06-01T00:00:00 Europe/Zurich");
}

TEST(EventDocument, ADayWithoutMidnightIsSentInUtc) {
  const struct {
    const char* zone;
    const char* date;
    const char* times;
  } cases[] = {
      {"America/Sao_Paulo", "2018-11-04", "2018-11-04T00:00:00 UTC, 2018-11-05T00:00:00 UTC"},
      {"America/Sao_Paulo", "2018-11-03", "2018-11-03T00:00:00 UTC, 2018-11-04T00:00:00 UTC"},
      {"America/Sao_Paulo", "2018-11-05",
       "2018-11-05T00:00:00 America/Sao_Paulo, 2018-11-06T00:00:00 America/Sao_Paulo"},
      {"Asia/Beirut", "2022-03-27", "2022-03-27T00:00:00 UTC, 2022-03-28T00:00:00 UTC"},
      {"Africa/Cairo", "2024-04-26", "2024-04-26T00:00:00 UTC, 2024-04-27T00:00:00 UTC"},
      {"America/Havana", "2026-11-01",
       "2026-11-01T00:00:00 America/Havana, 2026-11-02T00:00:00 America/Havana"}};
  for (const auto& each : cases)
    EXPECT_EQ(
        times(rendered(deadline({{"due_date", each.date}}), settings("de", each.zone)).fields),
        each.times)
        << each.zone;
}

TEST(EventDocument, TimesAreWallClocksOrUtcWhereThoseComeTwice) {
  EXPECT_EQ(times(rendered(appointment({{"time_zone", "America/New_York"}})).fields),
            "2026-05-01T09:00:00 America/New_York, 2026-05-01T10:30:00 America/New_York");
  EXPECT_EQ(times(rendered(appointment({{"starts_at", "2026-10-25T02:30"},
                                        {"ends_at", "2026-10-25T03:30"}}))
                      .fields),
            "2026-10-25T00:30:00 UTC, 2026-10-25T02:30:00 UTC");
  EXPECT_EQ(times(rendered(deadline({{"due_date", "2026-10-25"}, {"due_time", "03:10"}})).fields),
            "2026-10-25T01:40:00 UTC, 2026-10-25T02:10:00 UTC");
}

TEST(EventDocument, ASeriesIsSentApart) {
  const Document document = rendered(appointment({{"rrule", "FREQ=WEEKLY"}}));
  EXPECT_FALSE(document.fields.contains("start"));
  EXPECT_FALSE(document.fields.contains("isAllDay"));
  EXPECT_EQ(times(document.series),
            "2026-05-01T09:00:00 Europe/Zurich, 2026-05-01T10:30:00 Europe/Zurich");
  EXPECT_EQ(document.series.at("isAllDay"), false);
  EXPECT_TRUE(document.series.contains("recurrence"));
}

TEST(EventDocument, ASeriesKeepsItsZoneInAnHourThatComesTwice) {
  EXPECT_EQ(times(rendered(appointment({{"rrule", "FREQ=YEARLY"},
                                        {"starts_at", "2026-10-25T02:30"},
                                        {"ends_at", "2026-10-25T03:30"}}))
                      .series),
            "2026-10-25T02:30:00 Europe/Zurich, 2026-10-25T03:30:00 Europe/Zurich");
}

TEST(EventDocument, EnumerationsAsGraphSpellsThem) {
  for (const char* show : {"free", "tentative", "busy", "oof"})
    EXPECT_EQ(rendered(appointment({{"show_as", show}})).fields.at("showAs"), show);
  EXPECT_EQ(rendered(appointment()).fields.at("sensitivity"), "normal");
  EXPECT_EQ(rendered(appointment({{"confidential", true}})).fields.at("sensitivity"), "private");
}

TEST(EventDocument, Reminders) {
  const json::object off = rendered(deadline()).fields;
  EXPECT_EQ(off.at("isReminderOn"), false);
  EXPECT_EQ(off.at("reminderMinutesBeforeStart"), 0);
  const json::object week = rendered(deadline({{"leads", {lead(0, 7, "days")}}})).fields;
  EXPECT_EQ(week.at("isReminderOn"), true);
  EXPECT_EQ(week.at("reminderMinutesBeforeStart"), 6 * 1440 + 16 * 60);
  EXPECT_EQ(degraded(deadline({{"leads", {lead(0, 7, "days")}}})), "");
  EXPECT_EQ(degraded(deadline({{"leads", {lead(0, 0, "days")}}})), "lead:earlier");
}

TEST(EventDocument, OnlyWhatNobodyCanExtendGetsTheCategory) {
  EXPECT_EQ(rendered(deadline()).category, "");
  EXPECT_EQ(rendered(deadline({{"type", "statutory"}})).category, "Nicht erstreckbar");
  Settings none = settings();
  none.category.clear();
  EXPECT_EQ(rendered(deadline({{"type", "statutory"}}), none).category, "");
}

TEST(EventDocument, CutsWhatIsTooLong) {
  std::string family;
  for (int i = 0; i < 60; ++i) family += "\U0001F468\u200D\U0001F469\u200D\U0001F467";
  const json::object made = appointment({{"subject", family}, {"location", std::string(300, 'x')}});
  EXPECT_EQ(degraded(made), "subject:truncated location:truncated");
  const Document document = rendered(made);
  const std::string subject(document.fields.at("subject").as_string());
  EXPECT_TRUE(subject.ends_with("\U0001F467…")) << "on the border of a grapheme";
  EXPECT_EQ(graph::shorten(subject), subject);
  const json::object long_body = deadline({{"description", std::string(40'000, 'x')}});
  EXPECT_EQ(degraded(long_body), "body:truncated");
  EXPECT_LE(rendered(long_body).body.size(), 30'010u);
}

TEST(EventDocument, BodyCannotBreakOutOfItsFence) {
  const Document document = rendered(deadline({{"description", "--- /relais ---\nsonst"}}));
  EXPECT_EQ(document.body.find("--- /relais ---"), std::string::npos);
}

TEST(EventDocument, IsReadAsItWasWritten) {
  for (const json::object& made :
       {deadline({{"type", "statutory"}}), appointment({{"rrule", "FREQ=DAILY;COUNT=3"}})}) {
    const Document document = rendered(made);
    const Document read = read_document(write_document(document));
    EXPECT_EQ(read.fields, document.fields);
    EXPECT_EQ(read.series, document.series);
    EXPECT_EQ(read.body, document.body);
    EXPECT_EQ(read.category, document.category);
    EXPECT_EQ(written_print(read), written_print(document));
  }
  for (const char* bad : {"", "{}", "[]", R"({"fields": {}, "body": "", "category": ""})",
                          R"({"fields": [], "series": {}, "body": "", "category": ""})"})
    EXPECT_THROW(read_document(bad), sdk::Failure) << bad;
}

std::string part(const std::string& print, int index) {
  std::size_t begin = 0;
  for (; index > 0; --index) begin = print.find('.', begin) + 1;
  return print.substr(begin, print.find('.', begin) - begin);
}

TEST(EventDocument, EachPartOfThePrintTellsOfItsOwn) {
  const auto print = [](const json::object& over) {
    return written_print(rendered(appointment(
        agenda::testing::with({{"rrule", "FREQ=WEEKLY"}, {"description", "a"}}, over))));
  };
  const std::string base = print({});
  EXPECT_LE(base.size(), 64u);
  EXPECT_EQ(base, print({{"revision", 9}}));
  const struct {
    json::object over;
    int changed;
  } cases[] = {{{{"subject", "anders"}}, 0},
               {{{"rrule", "FREQ=DAILY"}}, 1},
               {{{"starts_at", "2026-05-01T09:15"}}, 1},
               {{{"description", "b"}}, 2}};
  for (const auto& each : cases)
    for (int index = 0; index < 3; ++index)
      EXPECT_EQ(part(base, index) != part(print(each.over), index), index == each.changed)
          << json::serialize(each.over) << " " << index;
  const Document document = rendered(deadline({{"type", "statutory"}}));
  EXPECT_EQ(part(written_print(document), 2), merged_print(document.body, document.category));
  EXPECT_NE(merged_print(document.body, ""), merged_print(document.body, document.category));
  EXPECT_EQ(merged_print(" a \n\n b", "K"), merged_print("a b", "K"));
}

}  // namespace
}  // namespace relais::agenda::event
