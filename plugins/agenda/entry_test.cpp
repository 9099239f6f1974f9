#include "plugins/agenda/entry.hpp"

#include <gtest/gtest.h>

#include "plugins/agenda/lead.hpp"
#include "plugins/agenda/testing/items.hpp"

namespace relais::agenda {
namespace {

namespace json = boost::json;

using testing::appointment;
using testing::deadline;
using testing::entries;
using testing::entry;
using testing::lead;
using testing::reminder;
using testing::settings;
using testing::shown;

std::string span(const Entry& of) { return iso(of.starts) + " " + iso(of.ends); }

std::string parts(const std::vector<Entry>& all) {
  std::string text;
  for (const Entry& each : all)
    text += (text.empty() ? "" : " ") + (each.part.empty() ? "itself" : each.part) +
            (each.keep ? "!" : "");
  return text;
}

// ---- deadlines and reminders --------------------------------------------------------------------

TEST(Deadline, LastsAllDay) {
  const Entry made = entry(deadline());
  EXPECT_EQ(made.part, "");
  EXPECT_TRUE(made.all_day);
  EXPECT_EQ(iso(made.first), "2026-05-01");
  EXPECT_EQ(iso(made.last), "2026-05-01");
  EXPECT_EQ(made.zone, "Europe/Zurich");
  EXPECT_EQ(made.show, ShowAs::free);
  EXPECT_FALSE(made.is_private);
  EXPECT_FALSE(made.important);
  EXPECT_FALSE(made.pop_up);
  EXPECT_EQ(made.case_number, "2024-0173");
  EXPECT_EQ(made.location, "");
  EXPECT_TRUE(made.degraded.empty());
}

struct Due {
  const char* date;
  const char* time;
  const char* span;
  bool instants;
};

class TimedDeadlines : public ::testing::TestWithParam<Due> {};

TEST_P(TimedDeadlines, LastThirtyMinutesUpToTheirTime) {
  const Due& due = GetParam();
  const Entry made = entry(deadline({{"due_date", due.date}, {"due_time", due.time}}));
  EXPECT_FALSE(made.all_day);
  EXPECT_EQ(span(made), due.span);
  EXPECT_EQ(made.show, ShowAs::free);
  ASSERT_EQ(made.instants.has_value(), due.instants);
  if (due.instants) {
    EXPECT_EQ(made.instants->ends - made.instants->starts, std::chrono::minutes(30));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, TimedDeadlines,
    ::testing::Values(Due{"2026-05-01", "17:00", "2026-05-01T16:30:00 2026-05-01T17:00:00", false},
                      Due{"2026-05-01", "00:10", "2026-04-30T23:40:00 2026-05-01T00:10:00", false},
                      Due{"2026-03-29", "02:30", "2026-03-29T03:00:00 2026-03-29T03:30:00", false},
                      Due{"2026-03-29", "03:10", "2026-03-29T01:40:00 2026-03-29T03:10:00", false},
                      Due{"2026-10-25", "02:30", "2026-10-25T02:00:00 2026-10-25T02:30:00", true},
                      Due{"2026-10-25", "02:10", "2026-10-25T01:40:00 2026-10-25T02:10:00", true},
                      Due{"2026-10-25", "03:10", "2026-10-25T02:40:00 2026-10-25T03:10:00", true},
                      Due{"2026-10-25", "03:30", "2026-10-25T03:00:00 2026-10-25T03:30:00",
                          false}));

TEST(Deadline, PopsUpAtItsReminderTime) {
  const json::object made = deadline({{"reminder_time", "07:30"}, {"leads", {lead(0, 7, "days")}}});
  EXPECT_EQ(iso(entry(made).pop_up.value()), "2026-04-24T07:30:00");
  EXPECT_EQ(iso(entry(deadline({{"leads", {lead(0, 90, "minutes")}}})).pop_up.value()),
            "2026-04-30T22:30:00");
  EXPECT_EQ(iso(entry(deadline({{"due_time", "17:00"}, {"leads", {lead(0, 90, "minutes")}}}))
                    .pop_up.value()),
            "2026-05-01T15:00:00")
      << "minutes count from the start";
  EXPECT_EQ(
      iso(entry(deadline({{"due_time", "00:10"}, {"leads", {lead(0, 1, "days")}}})).pop_up.value()),
      "2026-04-30T08:00:00")
      << "days count from the due date";
}

TEST(Deadline, ALeadInMinutesCountsFromTheRealStart) {
  // It starts at 02:50 when the clocks show that for the second time.
  const Entry made = entry(deadline(
      {{"due_date", "2026-10-25"}, {"due_time", "03:20"}, {"leads", {lead(0, 120, "minutes")}}}));
  EXPECT_EQ(reminder_of(made).minutes, 120);
}

TEST(Deadline, StatutoryAndPeremptoryAreImportant) {
  for (const char* type : {"normal", "court"})
    EXPECT_FALSE(entry(deadline({{"type", type}})).important) << type;
  for (const char* type : {"statutory", "peremptory"})
    EXPECT_TRUE(entry(deadline({{"type", type}})).important) << type;
  EXPECT_FALSE(entry(reminder({{"type", "statutory"}})).important);
}

// ---- done ---------------------------------------------------------------------------------------

const json::object done_deadline =
    deadline({{"done", true}, {"leads", {lead(0, 7, "days"), lead(1, 1, "days")}}});

TEST(Done, Marked) {
  const Entry made = entry(done_deadline);
  EXPECT_EQ(made.subject, "✓ ⚖ Frist: Klageantwort – 2024-0173 Müller");
  EXPECT_TRUE(made.done);
  EXPECT_FALSE(made.pop_up);
  EXPECT_EQ(made.show, ShowAs::free);
  const Entry task = entry(done_deadline, Target::tasks);
  EXPECT_EQ(task.subject, "⚖ Frist: Klageantwort – 2024-0173 Müller");
  EXPECT_TRUE(task.done);
}

TEST(Done, KeptAsIfItWereNot) {
  Settings keep = settings();
  keep.on_done = OnDone::keep;
  const Entry made = entry(done_deadline, Target::calendar, keep);
  EXPECT_EQ(made.subject, "⚖ Frist: Klageantwort – 2024-0173 Müller");
  EXPECT_FALSE(made.done);
  EXPECT_TRUE(made.pop_up);
}

TEST(Done, Deleted) {
  Settings remove = settings();
  remove.on_done = OnDone::remove;
  EXPECT_TRUE(entries(done_deadline, Target::calendar, remove).empty());
  EXPECT_EQ(entries(deadline(), Target::calendar, remove).size(), 1u);
}

TEST(Done, HasNoFurtherLeads) {
  Settings separate = settings();
  separate.separate_leads = true;
  EXPECT_EQ(parts(entries(done_deadline, Target::calendar, separate)), "itself");
  separate.on_done = OnDone::keep;
  EXPECT_EQ(parts(entries(done_deadline, Target::calendar, separate)), "itself lead-1");
}

// ---- privacy ------------------------------------------------------------------------------------

TEST(Confidential, IsPrivateInACalendarAndShorterInAList) {
  const json::object made = deadline({{"confidential", true}, {"description", "Geheim"}});
  const Entry event = entry(made);
  EXPECT_TRUE(event.is_private);
  EXPECT_EQ(event.subject, "⚖ Frist: Klageantwort – 2024-0173 Müller");
  EXPECT_NE(event.body.find("Geheim"), std::string::npos);
  const Entry task = entry(made, Target::tasks);
  EXPECT_EQ(task.subject, "⚖ Frist – 2024-0173");
  EXPECT_EQ(task.body, "Mandat: 2024-0173");
}

TEST(Confidential, APrivateAppointmentToo) {
  const json::object made = appointment({{"private", true}});
  EXPECT_TRUE(entry(made).is_private);
  EXPECT_EQ(entry(made).subject, "Hauptverhandlung – 2024-0173 Müller");
  EXPECT_EQ(entry(made, Target::tasks).subject, "Termin – 2024-0173");
}

TEST(Privacy, IsAppliedEvenIfTheItemStillHoldsEverything) {
  const Entry made = entry(appointment({{"privacy", "busy"}, {"location", "Bahnhofstrasse 12"}}));
  EXPECT_EQ(made.subject, "Termin");
  EXPECT_EQ(made.body + made.location + made.case_number, "");
  EXPECT_EQ(made.show, ShowAs::busy);
  EXPECT_EQ(entry(deadline({{"privacy", "busy"}, {"confidential", true}}), Target::tasks).subject,
            "Frist")
      << "no case number where there was none";
}

// ---- appointments -------------------------------------------------------------------------------

TEST(Appointment, KeepsWallClockAndZone) {
  const Entry made = entry(appointment({{"time_zone", "America/New_York"},
                                        {"show_as", "oof"},
                                        {"location", "Via Nassa 5, Lugano"}}));
  EXPECT_EQ(span(made), "2026-05-01T09:00:00 2026-05-01T10:30:00");
  EXPECT_EQ(made.zone, "America/New_York");
  EXPECT_FALSE(made.instants);
  EXPECT_EQ(made.show, ShowAs::oof);
  EXPECT_EQ(made.location, "Via Nassa 5, Lugano");
}

TEST(Appointment, AllDayIsOfTheEntitysZone) {
  const Entry made = entry(appointment({{"all_day", true},
                                        {"time_zone", "America/New_York"},
                                        {"starts_at", "2026-05-01T00:00"},
                                        {"ends_at", "2026-05-03T00:00"}}));
  EXPECT_TRUE(made.all_day);
  EXPECT_EQ(made.zone, "Europe/Zurich");
  EXPECT_EQ(iso(made.first) + " " + iso(made.last), "2026-05-01 2026-05-03");
}

struct Meeting {
  const char* starts;
  const char* ends;
  const char* span;
  bool instants;
};

class Meetings : public ::testing::TestWithParam<Meeting> {};

TEST_P(Meetings, WhereClocksChange) {
  const Meeting& meeting = GetParam();
  const Entry made = entry(appointment({{"starts_at", meeting.starts}, {"ends_at", meeting.ends}}));
  EXPECT_EQ(span(made), meeting.span);
  EXPECT_EQ(made.instants.has_value(), meeting.instants);
  if (made.instants) {
    EXPECT_LT(made.instants->starts, made.instants->ends);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, Meetings,
    ::testing::Values(Meeting{"2026-03-29T02:30", "2026-03-29T04:00",
                              "2026-03-29T03:30:00 2026-03-29T04:00:00", false},
                      Meeting{"2026-03-29T02:30", "2026-03-29T03:15",
                              "2026-03-29T03:30:00 2026-03-29T04:15:00", false},
                      Meeting{"2026-03-29T01:00", "2026-03-29T02:30",
                              "2026-03-29T01:00:00 2026-03-29T03:30:00", false},
                      Meeting{"2026-10-25T02:30", "2026-10-25T03:30",
                              "2026-10-25T02:30:00 2026-10-25T03:30:00", true},
                      Meeting{"2026-10-25T01:00", "2026-10-25T02:00",
                              "2026-10-25T01:00:00 2026-10-25T02:00:00", true},
                      Meeting{"2026-10-24T23:00", "2026-10-25T03:00",
                              "2026-10-24T23:00:00 2026-10-25T03:00:00", false}));

TEST(Appointment, Leads) {
  const auto pop_up = [](const json::object& over) {
    return iso(entry(appointment(over)).pop_up.value());
  };
  EXPECT_EQ(pop_up({{"lead_minutes", 15}, {"leads", {lead(0, 1, "days")}}}), "2026-05-01T08:45:00");
  EXPECT_EQ(pop_up({{"leads", {lead(0, 2, "days")}}}), "2026-04-29T09:00:00");
  const json::object all_day{{"all_day", true}, {"leads", {lead(0, 1, "days")}}};
  EXPECT_EQ(pop_up(all_day), "2026-04-30T08:00:00");
  EXPECT_FALSE(entry(appointment()).pop_up);
}

// ---- further leads ------------------------------------------------------------------------------

const json::object with_leads = deadline(
    {{"leads", {lead(0, 7, "days"), lead(1, 3, "days", "Entwurf"), lead(2, 120, "minutes")}}});

TEST(FurtherLeads, StandInTheText) {
  const Entry made = entry(with_leads);
  EXPECT_NE(made.body.find("Weitere Erinnerungen: Entwurf (3 Tage vorher), 2 Stunden vorher"),
            std::string::npos)
      << made.body;
}

TEST(FurtherLeads, OrAreEntriesOfTheirOwn) {
  Settings separate = settings();
  separate.separate_leads = true;
  const std::vector<Entry> all = entries(with_leads, Target::calendar, separate);
  ASSERT_EQ(parts(all), "itself lead-1 lead-2");
  EXPECT_EQ(all[0].body.find("Erinnerungen"), std::string::npos);
  EXPECT_EQ(all[1].subject, "⏰ Entwurf (3 Tage vorher): ⚖ Frist: Klageantwort – 2024-0173 Müller");
  EXPECT_EQ(span(all[1]), "2026-04-28T08:00:00 2026-04-28T08:15:00");
  EXPECT_EQ(all[1].show, ShowAs::free);
  EXPECT_EQ(iso(all[1].pop_up.value()), "2026-04-28T08:00:00");
  EXPECT_EQ(reminder_of(all[1]).minutes, 0);
  EXPECT_EQ(span(all[2]), "2026-04-30T22:00:00 2026-04-30T22:15:00");
}

TEST(FurtherLeads, InAnHourThatComesTwice) {
  Settings separate = settings();
  separate.separate_leads = true;
  const std::vector<Entry> all =
      entries(appointment({{"starts_at", "2026-10-25T09:00"},
                           {"ends_at", "2026-10-25T10:00"},
                           {"lead_minutes", 5},
                           {"leads", {lead(1, 7 * 60 + 10, "minutes")}}}),
              Target::calendar, separate);
  ASSERT_EQ(parts(all), "itself lead-1");
  ASSERT_TRUE(all[1].instants);
  EXPECT_EQ(all[1].instants->ends - all[1].instants->starts, std::chrono::minutes(15));
}

TEST(FurtherLeads, ThoseBeforeTheWindowAreOnlyKept) {
  Settings separate = settings();
  separate.separate_leads = true;
  const std::vector<Entry> all =
      entries(deadline({{"leads", {lead(0, 1, "days"), lead(1, 32, "days"), lead(2, 31, "days")}}}),
              Target::calendar, separate, "2026-04-30");
  EXPECT_EQ(parts(all), "itself lead-1! lead-2");
}

// ---- repeated appointments ----------------------------------------------------------------------

json::object weekly(const json::object& over = {}) {
  return appointment(testing::with({{"rrule", "FREQ=WEEKLY;BYDAY=FR"}}, over));
}

Settings window(int back, int ahead) {
  Settings made = settings();
  made.window_back = back;
  made.window_ahead = ahead;
  return made;
}

TEST(Series, IsOneEntryInACalendar) {
  const Entry made = entry(weekly());
  EXPECT_EQ(made.part, "series");
  ASSERT_TRUE(made.recurrence);
  EXPECT_EQ(made.recurrence->at("pattern").at("type"), "weekly");
  EXPECT_EQ(span(made), "2026-05-01T09:00:00 2026-05-01T10:30:00");
  EXPECT_TRUE(made.degraded.empty());
  EXPECT_FALSE(made.keep);
}

TEST(Series, ThatEndedBeforeTheWindowIsOnlyKept) {
  const json::object ended = weekly({{"rrule", "FREQ=WEEKLY;COUNT=3"}});  // 15 May 2026
  EXPECT_FALSE(entries(ended, Target::calendar, window(30, 60), "2026-06-14")[0].keep);
  EXPECT_TRUE(entries(ended, Target::calendar, window(30, 60), "2026-06-15")[0].keep);
  EXPECT_FALSE(entries(weekly(), Target::calendar, window(30, 60), "2036-06-15")[0].keep);
  const json::object until = weekly({{"rrule", "FREQ=WEEKLY;UNTIL=20260515T070000Z"}});
  EXPECT_TRUE(entries(until, Target::calendar, window(30, 60), "2026-06-15")[0].keep);
  EXPECT_FALSE(entries(ended, Target::calendar, window(30, 60), "2020-01-01")[0].keep);
}

TEST(Series, BecomesSinglesWithAnExceptionOrInAList) {
  const Settings near = window(10, 21);
  const auto all =
      entries(weekly({{"exdates", {"2026-05-08"}}}), Target::calendar, near, "2026-05-01");
  EXPECT_EQ(parts(all), "on-20260501-0900 on-20260515-0900 on-20260522-0900");
  EXPECT_EQ(shown(all[0].degraded), "recurrence:single");
  EXPECT_FALSE(all[0].recurrence);
  EXPECT_EQ(span(all[1]), "2026-05-15T09:00:00 2026-05-15T10:30:00");
  EXPECT_EQ(all[0].revisit_on + all[1].revisit_on, "");
  EXPECT_EQ(all[2].revisit_on, "2026-05-08") << "21 days before 29 May";
  EXPECT_EQ(parts(entries(weekly(), Target::tasks, near, "2026-05-01")),
            "on-20260501-0900 on-20260508-0900 on-20260515-0900 on-20260522-0900");
}

TEST(Series, SinglesBeforeTheWindowAreOnlyKept) {
  const json::object monthly = weekly({{"rrule", "FREQ=MONTHLY;BYMONTHDAY=31"},
                                       {"starts_at", "2026-01-31T09:00"},
                                       {"ends_at", "2026-01-31T10:00"}});
  const auto all = entries(monthly, Target::calendar, window(30, 60), "2026-06-01");
  EXPECT_EQ(parts(all), "on-20260131-0900! on-20260331-0900! on-20260531-0900 on-20260731-0900");
  EXPECT_EQ(all.back().revisit_on, "2026-07-02");
}

TEST(Series, SinglesThatHaveEndedHaveNothingToRevisit) {
  const auto all = entries(weekly({{"rrule", "FREQ=WEEKLY;COUNT=2"}}), Target::tasks,
                           window(30, 60), "2030-01-01");
  EXPECT_EQ(parts(all), "on-20260501-0900! on-20260508-0900!");
  EXPECT_EQ(all.back().revisit_on, "");
}

TEST(Series, ThatHasNotComeYetIsNothingInAList) {
  EXPECT_TRUE(entries(weekly(), Target::tasks, window(30, 60), "2025-01-01").empty());
}

TEST(Series, AllDaySinglesAreNamedAfterTheirDay) {
  const auto all = entries(weekly({{"all_day", true}, {"ends_at", "2026-05-02T00:00"}}),
                           Target::tasks, window(5, 10), "2026-05-01");
  EXPECT_EQ(parts(all), "on-20260501 on-20260508");
  EXPECT_EQ(iso(all[1].first) + " " + iso(all[1].last), "2026-05-08 2026-05-09");
}

TEST(Series, WhatStartsInAMissingHourIsMovedOnAloneNotAsASeries) {
  const auto all = entries(weekly({{"rrule", "FREQ=WEEKLY;COUNT=2"},
                                   {"starts_at", "2026-03-29T02:30"},
                                   {"ends_at", "2026-03-29T04:00"}}));
  ASSERT_EQ(parts(all), "on-20260329-0230 on-20260405-0230");
  EXPECT_EQ(span(all[0]), "2026-03-29T03:30:00 2026-03-29T04:00:00");
  EXPECT_EQ(span(all[1]), "2026-04-05T02:30:00 2026-04-05T04:00:00");
}

TEST(Series, ARuleThatCannotBeReadIsOneAppointment) {
  for (const char* rule : {"nonsense", "FREQ=SECONDLY", "FREQ=WEEKLY;BYDAY=1MO", "COUNT=3"}) {
    const Entry made = entry(weekly({{"rrule", rule}}));
    EXPECT_EQ(made.part, "") << rule;
    EXPECT_EQ(shown(made.degraded), "recurrence:unreadable") << rule;
    EXPECT_FALSE(made.recurrence);
  }
}

TEST(Series, FurtherLeadsStayInItsText) {
  Settings separate = settings();
  separate.separate_leads = true;
  const Entry made = entry(weekly({{"leads", {lead(0, 1, "days"), lead(1, 2, "days")}}}),
                           Target::calendar, separate);
  EXPECT_EQ(made.part, "series");
  EXPECT_NE(made.body.find("2 Tage vorher"), std::string::npos);
}

TEST(Series, WithAnEndlessRuleStaysWithinBounds) {
  const json::object often = weekly({{"rrule", "FREQ=DAILY;BYHOUR=8,9,10,11;BYMINUTE=0,15,30,45"}});
  const auto all = entries(often, Target::calendar, window(30, 36'525), "2026-05-01");
  EXPECT_LE(all.size(), 10'000u);
  EXPECT_EQ(shown(all.back().degraded), "recurrence:shortened");
}

}  // namespace
}  // namespace relais::agenda
