#include "plugins/agenda/lead.hpp"

#include <gtest/gtest.h>

#include "plugins/agenda/testing/items.hpp"

namespace relais::agenda {
namespace {

using testing::day;
using testing::wall;

// ---- when a lead is -----------------------------------------------------------------------------

struct Span {
  const char* what;
  int amount;
  bool days;
  const char* start;
  int clock;  ///< minutes of the day
  const char* pops_up;
};

class Leads : public ::testing::TestWithParam<Span> {};

TEST_P(Leads, AreCountedBack) {
  const Span& span = GetParam();
  const date::local_seconds start = wall(span.start);
  const Origin origin{date::floor<date::days>(start), std::chrono::minutes(span.clock),
                      resolve(start, "Europe/Zurich").utc, "Europe/Zurich"};
  EXPECT_EQ(iso(time_of({span.amount, span.days}, origin)), span.pops_up) << span.what;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Leads,
    ::testing::Values(
        Span{"days, on the calendar", 7, true, "2026-05-01T00:00", 480, "2026-04-24T08:00:00"},
        Span{"the day itself", 0, true, "2026-05-01T00:00", 480, "2026-05-01T08:00:00"},
        Span{"across the leap day", 30, true, "2024-03-15T00:00", 570, "2024-02-14T09:30:00"},
        Span{"days across a change of clocks", 7, true, "2026-04-01T09:00", 540,
             "2026-03-25T09:00:00"},
        Span{"minutes", 90, false, "2026-05-01T09:00", 540, "2026-05-01T07:30:00"},
        Span{"minutes before midnight", 60, false, "2026-05-01T00:00", 480, "2026-04-30T23:00:00"},
        Span{"real minutes, spring", 120, false, "2026-03-29T04:00", 240, "2026-03-29T01:00:00"},
        Span{"real minutes, autumn", 120, false, "2026-10-25T04:00", 240, "2026-10-25T02:00:00"},
        Span{"below zero", -5, true, "2026-05-01T00:00", 480, "2026-05-01T08:00:00"},
        Span{"beyond all sense", 2'000'000'000, true, "2026-05-01T00:00", 480,
             "1926-05-01T08:00:00"},
        Span{"beyond all sense, minutes", 2'000'000'000, false, "2026-05-01T00:00", 480,
             "1926-04-30T23:00:00"}));

// ---- what an event is told ----------------------------------------------------------------------

struct Told {
  const char* what;
  bool all_day;
  const char* start;
  const char* pops_up;
  int minutes;
  bool earlier;
};

class Reminders : public ::testing::TestWithParam<Told> {};

TEST_P(Reminders, InMinutesBeforeTheStart) {
  const Told& told = GetParam();
  Entry entry;
  entry.zone = "Europe/Zurich";
  entry.all_day = told.all_day;
  entry.starts = entry.ends = wall(told.start);
  entry.first = entry.last = date::floor<date::days>(entry.starts);
  entry.pop_up = wall(told.pops_up);
  const Reminder reminder = reminder_of(entry);
  EXPECT_TRUE(reminder.on);
  EXPECT_EQ(reminder.minutes, told.minutes) << told.what;
  EXPECT_EQ(reminder.earlier, told.earlier) << told.what;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Reminders,
    ::testing::Values(Told{"a week", true, "2026-05-01T00:00", "2026-04-24T08:00",
                           6 * 1440 + 16 * 60, false},
                      Told{"one hour less", true, "2026-04-01T00:00", "2026-03-25T08:00",
                           6 * 1440 + 15 * 60, false},
                      Told{"one hour more", true, "2026-10-30T00:00", "2026-10-23T08:00",
                           6 * 1440 + 17 * 60, false},
                      Told{"beyond the files of the system", true, "2045-04-01T00:00",
                           "2045-03-25T08:00", 6 * 1440 + 15 * 60, false},
                      Told{"timed", false, "2026-05-01T09:00", "2026-05-01T08:45", 15, false},
                      Told{"at the start", false, "2026-05-01T09:00", "2026-05-01T09:00", 0, false},
                      Told{"Friday morning: Thursday", true, "2026-05-01T00:00", "2026-05-01T08:00",
                           8 * 60, true},
                      Told{"Monday morning: Friday", true, "2026-05-04T00:00", "2026-05-04T08:00",
                           2 * 1440 + 8 * 60, true},
                      Told{"Sunday morning: Friday", true, "2026-05-03T00:00", "2026-05-03T08:00",
                           1440 + 8 * 60, true},
                      Told{"Monday after the change: Friday", true, "2026-03-30T00:00",
                           "2026-03-30T08:00", 2 * 1440 + 7 * 60, true},
                      Told{"due early", false, "2026-05-04T06:30", "2026-05-04T08:00",
                           2 * 1440 + 14 * 60 + 30, true}));

TEST(Reminder, OfADeadlineSoonAfterMidnightIsOnTheDayBeforeThatDay) {
  Entry entry;
  entry.zone = "Europe/Zurich";
  entry.all_day = false;
  entry.starts = wall("2026-05-04T23:40");  // a Monday
  entry.ends = wall("2026-05-05T00:10");
  entry.pop_up = wall("2026-05-05T08:00");
  EXPECT_EQ(reminder_of(entry).minutes, 7 * 60 + 40);
}

TEST(Reminder, OffWithoutAPopUp) {
  Entry entry;
  entry.zone = "Europe/Zurich";
  const Reminder reminder = reminder_of(entry);
  EXPECT_FALSE(reminder.on);
  EXPECT_EQ(reminder.minutes, 0);
}

TEST(Reminder, OfASeriesIsCountedOnTheWallClock) {
  Entry entry;
  entry.zone = "Europe/Zurich";
  entry.all_day = false;
  entry.starts = wall("2026-03-30T09:00");
  entry.pop_up = wall("2026-03-28T09:00");  // the clocks change between
  EXPECT_EQ(reminder_of(entry).minutes, 47 * 60);
  entry.recurrence.emplace();
  EXPECT_EQ(reminder_of(entry).minutes, 48 * 60);
}

TEST(Reminder, OfAnAllDaySeriesIsTheAfternoonBefore) {
  Entry entry;
  entry.zone = "Europe/Zurich";
  entry.first = entry.last = day("2026-05-04");
  entry.pop_up = wall("2026-05-04T08:00");
  entry.recurrence.emplace();
  EXPECT_EQ(reminder_of(entry).minutes, 8 * 60);
  EXPECT_TRUE(reminder_of(entry).earlier);
}

TEST(Reminder, NeverNegativeWhereADayIsLeftOut) {
  Entry entry;
  entry.zone = "Pacific/Apia";  // Friday, 30 December 2011, did not take place there
  entry.first = entry.last = day("2011-12-31");
  entry.pop_up = wall("2011-12-31T08:00");
  EXPECT_GE(reminder_of(entry).minutes, 0);
}

}  // namespace
}  // namespace relais::agenda
