// Deadlines, reminders and appointments where several rules meet.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/agenda.hpp"

namespace relais::testbed {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

void add_weekly(Testbed& firm) {  // every Monday
  firm.add_appointment("t1", "2026-09-28T09:00", "2026-09-28T10:00", {"MM"},
                       "rrule = 'FREQ=WEEKLY', subject = 'Sitzung'");
}

/// A second handler of the entity whose link leads to the mailbox of MM.
void add_colleague(Testbed& firm) {
  firm.sql(
      "INSERT INTO handler(id, entity_id, code, given_name, surname, role, sync_calendar_items) "
      "VALUES('h-AF', 'zurich', 'AF', 'Given', 'Family', 'lawyer', 1);"
      "INSERT INTO handler_link(handler_id, address, user_id) "
      "VALUES('h-AF', 'team@firm.example', 'u-MM')");
}

std::set<std::string> days(Testbed& firm) {
  std::set<std::string> found;
  for (const auto& line : firm.seen_by_owner("MM")) found.insert(line);
  EXPECT_EQ(found.size(), firm.seen_by_owner("MM").size()) << "something is shown twice";
  return found;
}

// ---- an item in several parts ------------------------------------------------------------------

TEST(Parts, ASeriesWithAnExceptionBecomesSinglesAndBackAndNothingIsShownTwice) {
  Testbed firm(kCalendar);
  add_weekly(firm);
  EXPECT_EQ(done(firm.sync()), "create 1");
  EXPECT_THAT(firm.events("MM"), SizeIs(1));
  firm.sql("INSERT INTO appointment_exdate VALUES('t1', '2026-10-05')");
  const auto first = firm.sync();
  EXPECT_THAT(first.report.holds, IsEmpty());
  auto shown = days(firm);
  EXPECT_FALSE(shown.contains("calendar 2026-10-05T09:00 Sitzung"));
  EXPECT_TRUE(shown.contains("calendar 2026-10-12T09:00 Sitzung"));
  EXPECT_EQ(shown.size(), 155U);
  firm.sql("DELETE FROM appointment_exdate");
  const auto back = firm.sync();
  EXPECT_THAT(back.report.holds, IsEmpty()) << "one item changed: that is no mass deletion";
  EXPECT_THAT(firm.events("MM"), SizeIs(1));
  EXPECT_EQ(done(firm.audit()), "");
}

TEST(Parts, AMovedHourMovesAllSinglesAndLeavesNoneAtTheOldOne) {
  Testbed firm(kCalendar);
  add_weekly(firm);
  firm.sql("INSERT INTO appointment_exdate VALUES('t1', '2026-10-05')");
  firm.sync();
  firm.sql("UPDATE appointment SET starts_at = '2026-09-28T14:00', ends_at = '2026-09-28T15:00'");
  const auto outcome = firm.sync();
  EXPECT_THAT(outcome.report.holds, IsEmpty());
  EXPECT_THAT(days(firm), Each(HasSubstr("T14:00")));
  EXPECT_THAT(firm.events("MM"), SizeIs(155));
}

TEST(Parts, TheBrakeStillSeesAMassOfDeletedItemsThatHadParts) {
  Testbed firm(kCalendar);
  add_weekly(firm);
  firm.sql("INSERT INTO appointment_exdate VALUES('t1', '2026-10-05')");
  firm.sync();
  firm.sql("DELETE FROM appointment");
  EXPECT_THAT(firm.sync(4).report.holds, SizeIs(1));
}

TEST(Parts, APartThatIsNoMoreGoesAlsoIfAHandlerOfTheMailboxIsSwitchedOff) {
  Testbed firm(kCalendar);
  add_colleague(firm);
  add_weekly(firm);
  firm.sql("INSERT INTO appointment_assignee VALUES('t1', 'h-AF')");
  firm.sync();
  firm.sql("UPDATE handler SET sync_calendar_items = 0 WHERE code = 'AF'");
  firm.sync();
  firm.sql("INSERT INTO appointment_exdate VALUES('t1', '2026-10-05')");
  firm.sync();
  EXPECT_FALSE(days(firm).contains("calendar 2026-10-05T09:00 Sitzung"));
  EXPECT_TRUE(firm.event("MM", "t1", "series").is_null());
}

TEST(Parts, PastOccurrencesStayAndNewOnesComeWithTheDays) {
  Testbed firm(kCalendar);
  add_weekly(firm);
  firm.sql("INSERT INTO appointment_exdate VALUES('t1', '2026-10-05')");
  firm.sync();
  EXPECT_TRUE(days(firm).contains("calendar 2026-09-28T09:00 Sitzung"));
  firm.clock().advance(70 * kDay);
  EXPECT_EQ(done(firm.sync()), "create 10");
  EXPECT_TRUE(days(firm).contains("calendar 2026-09-28T09:00 Sitzung")) << "past, and it stays";
  EXPECT_EQ(done(firm.sync()), "");
  EXPECT_EQ(done(firm.audit()), "");
}

TEST(Parts, AnOccurrenceThatCouldNotBeCreatedWhenItCameIntoTheWindowIsTriedAgain) {
  Testbed firm({.subscription = "[A04, B08, B09]", .safety = "{audit_every: 7d}"});
  add_weekly(firm);
  firm.sql("INSERT INTO appointment_exdate VALUES('t1', '2026-10-05')");
  firm.audit();
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "POST"}, {"path", "/events"}},
                                         {{"status", 400}, {"code", "ErrorInvalidRequest"}}, -1)}));
  std::int64_t refused = 0;
  for (int day = 0; day < 6 && refused == 0; ++day) {  // until another Monday comes into the window
    firm.clock().advance(kDay);
    const auto outcome = firm.engine()->sync({}, false, kHour);
    ASSERT_TRUE(outcome);
    for (const auto& mailbox : outcome->report.mailboxes) refused += mailbox.applied.refused;
  }
  ASSERT_EQ(refused, 1);
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(2 * kHour);
  EXPECT_EQ(done(firm.sync()), "create 1") << "no audit was needed";
}

TEST(Parts, FurtherLeadsAsItemsComeAndGoWithTheSwitchAndWithDone) {
  Testbed firm(kCalendar);
  for (int i = 0; i < 30; ++i) {
    const auto name = "d" + std::to_string(i);
    firm.add_deadline(name, "2026-11-12");
    for (int seq = 0; seq < 2; ++seq)
      firm.sql(
          fmt::format("INSERT INTO item_lead(kind, item_id, seq, amount, unit) "
                      "VALUES('deadline', '{}', {}, {}, 'days')",
                      name, seq, 14 - 7 * seq));
  }
  firm.sync();
  EXPECT_THAT(firm.events("MM"), SizeIs(30));
  firm.write_config(
      {.subscription = "[A04, B08, B09]", .addins = "      B08: {lead_items: separate}\n"});
  firm.sync();
  EXPECT_THAT(firm.events("MM"), SizeIs(60));
  firm.sql("UPDATE deadline SET done_at = '2026-10-01T10:00:00.000Z'");
  EXPECT_THAT(firm.sync().report.holds, IsEmpty()) << "nothing was deleted at the source";
  EXPECT_THAT(firm.events("MM"), SizeIs(30));
}

// ---- windows -----------------------------------------------------------------------------------

TEST(OutsideOfTheWindow, PostponedFarAwayAndBackItIsTheSameEvent) {
  Testbed firm(kCalendar);
  firm.add_deadline("d1", "2026-10-01");
  firm.sync();
  const auto before = id(firm.event("MM", "d1"));
  firm.sql("UPDATE deadline SET due_date = '2035-01-05'");
  firm.sync();
  firm.sql("UPDATE deadline SET due_date = '2026-11-05'");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_EQ(id(firm.event("MM", "d1")), before);
}

// ---- times -------------------------------------------------------------------------------------

TEST(Times, ADeadlineThatGetsATimeAndLosesItStaysOneEvent) {
  Testbed firm(kCalendar);
  firm.add_deadline("d1", "2026-11-02");
  firm.sync();
  const auto before = id(firm.event("MM", "d1"));
  firm.sql("UPDATE deadline SET due_time = '00:15'");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_THAT(firm.seen_by_owner("MM"), ElementsAre(HasSubstr("calendar 2026-11-01T23:45 ")));
  firm.sql("UPDATE deadline SET due_time = NULL");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_THAT(firm.seen_by_owner("MM"), ElementsAre(HasSubstr("calendar 2026-11-02 ")));
  EXPECT_EQ(id(firm.event("MM", "d1")), before);
  EXPECT_EQ(done(firm.audit()), "");
}

TEST(Times, HoursThatTheClocksShowTwiceOrNeverAndZonesThatChange) {
  Testbed firm(kCalendar);
  firm.add_appointment("twice", "2026-10-25T02:30", "2026-10-25T03:30");
  firm.add_appointment("never", "2027-03-28T02:30", "2027-03-28T03:30");
  firm.add_appointment("night", "2026-11-04T22:00", "2026-11-05T02:00");
  firm.add_appointment("long", "2026-11-06T08:00", "2026-11-09T18:00");
  firm.add_appointment("days", "2026-11-10T00:00", "2026-11-12T00:00", {"MM"}, "all_day = 1");
  firm.add_appointment("zone", "2026-11-13T09:00", "2026-11-13T10:00", {"MM"},
                       "time_zone = 'Asia/Tokyo'");
  firm.sync();
  EXPECT_THAT(firm.seen_by_owner("MM"),
              ElementsAre(HasSubstr("2026-10-25T02:30"), HasSubstr("2026-11-04T22:00"),
                          HasSubstr("2026-11-06T08:00"), HasSubstr("2026-11-10 "),
                          HasSubstr("2026-11-13T01:00"), HasSubstr("2027-03-28T03:30")));
  EXPECT_EQ(done(firm.audit()), "");
  firm.sql("UPDATE appointment SET time_zone = 'Europe/London' WHERE id = 'zone'");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_THAT(firm.seen_by_owner("MM"), Contains(HasSubstr("2026-11-13T10:00")));
}

// ---- privacy -----------------------------------------------------------------------------------

void add_everything_with_names(Testbed& firm) {
  firm.add_case("c1", "2024-0173");
  firm.sql(
      "UPDATE case_file SET title = 'Geheim1', court = 'Geheim2', court_ref = 'Geheim3';"
      "UPDATE address SET surname = 'Geheim4', given_name = 'Geheim4b' WHERE id = 'client-c1';"
      "UPDATE handler SET surname = 'Geheim5', given_name = 'Geheim5b'");
  const std::string free = "case_id = 'c1', subject = 'Geheim6', description = 'Geheim7'";
  const std::string due = free + ", name = 'Geheim8', category = 'Geheim9'";
  firm.add_deadline("d1", "2026-11-02", {"MM"},
                    due + ", period_text = 'Geheim10', done_by = 'Geheim11', type = 'statutory'");
  firm.add_reminder("r1", "2026-11-03", {"MM"}, due);
  firm.add_appointment("t1", "2026-11-04T09:00", "2026-11-04T10:00", {"MM"},
                       free + ", location = 'Geheim12'");
  firm.add_appointment("t2", "2026-11-05T09:00", "2026-11-05T10:00", {"MM"},
                       free + ", location = 'Geheim13', rrule = 'FREQ=WEEKLY;COUNT=4'");
  firm.add_appointment("t3", "2026-11-06T09:00", "2026-11-06T10:00", {"MM"},
                       free + ", location = 'Geheim14', rrule = 'FREQ=WEEKLY;COUNT=4'");
  firm.sql("INSERT INTO appointment_exdate VALUES('t3', '2026-11-13')");
  for (const char* item : {"deadline', 'd1", "reminder', 'r1", "appointment', 't1"})
    for (int seq = 0; seq < 3; ++seq)
      firm.sql(
          fmt::format("INSERT INTO item_lead(kind, item_id, seq, amount, unit, label) "
                      "VALUES('{}', {}, {}, 'days', 'Geheim15')",
                      item, seq, 3 - seq));
}

std::string everything(Testbed& firm) {
  return json::serialize(firm.events("MM")) + json::serialize(firm.tasks("MM"));
}

TEST(Privacy, TightenedItEmptiesWhatIsThereAndKeepsTheOwnersNotes) {
  for (const std::string target : {"calendar", "tasks"}) {
    for (const std::string privacy : {"case-number-only", "busy"}) {
      Options options{.subscription = "[A04, B08, B09]"};
      const std::string own =
          ", subject: '{title} {client} {done_by} {category}', body: ['{description} {parties}']}";
      options.addins = "      B08: {lead_items: separate, deadline: {target: " + target + own +
                       ", reminder: {target: " + target + "}}\n" +
                       "      B09: {lead_items: separate, appointment: {target: " + target + "}}\n";
      Testbed firm(options);
      add_everything_with_names(firm);
      firm.sync();
      EXPECT_THAT(everything(firm), HasSubstr("Geheim"));
      const bool tasks = target == "tasks";
      const auto copy = tasks ? firm.task("MM", "r1") : firm.event("MM", "r1");
      const json::object note{
          {"body",
           {{"contentType", "text"}, {"content", "vorher\n" + body(copy) + "\nmeine Notiz"}}}};
      ASSERT_TRUE(tasks ? firm.graph().owner_update_task(kTenant, kUser, id(copy), note)
                        : firm.graph().owner_update_event(kTenant, kUser, id(copy), note));
      firm.sql("UPDATE handler SET privacy = '" + privacy + "'");
      firm.sync();
      EXPECT_THAT(everything(firm), Not(HasSubstr("Geheim"))) << target << ' ' << privacy;
      if (privacy == "busy") {
        EXPECT_THAT(everything(firm), Not(HasSubstr("2024-0173"))) << target;
      }
      const auto after = tasks ? firm.task("MM", "r1") : firm.event("MM", "r1");
      EXPECT_THAT(body(after), AllOf(HasSubstr("vorher"), HasSubstr("meine Notiz"))) << target;
      EXPECT_EQ(done(firm.audit()), "") << target << ' ' << privacy;
    }
  }
}

TEST(Privacy, AConfidentialItemInTheTaskListShowsItsCaseNumberOnly) {
  Testbed firm({.subscription = "[A04, B08, B09]",
                .addins = "      B08: {deadline: {target: tasks}, reminder: {target: tasks}}\n"
                          "      B09: {appointment: {target: tasks}}\n"});
  add_everything_with_names(firm);
  firm.sync();
  firm.sql("UPDATE case_file SET confidential = 1");
  firm.sync();
  EXPECT_THAT(everything(firm), Not(HasSubstr("Geheim")));
  EXPECT_THAT(everything(firm), HasSubstr("2024-0173"));
}

TEST(Privacy, OfHandlersWhoShareAMailboxTheStrictestHoldsForEverythingInIt) {
  Testbed firm(kCalendar);
  add_colleague(firm);
  firm.sql("UPDATE handler SET privacy = 'busy' WHERE code = 'AF'");
  firm.add_deadline("d1", "2026-11-02", {"MM"});
  firm.add_deadline("d2", "2026-11-02", {"MM", "AF"});
  firm.sync();
  EXPECT_EQ(text(firm.event("MM", "d1"), "subject"), "Frist");
  EXPECT_EQ(text(firm.event("MM", "d2"), "subject"), "Frist");
  firm.sql("UPDATE handler SET privacy = 'full' WHERE code = 'AF'");
  EXPECT_EQ(done(firm.sync()), "update 2");
}

TEST(Privacy, ACreateThatIsSentAgainDoesNotSayWhatMayNoMoreBeSaid) {
  Testbed firm(kCalendar);
  firm.add_deadline("d1", "2026-11-02", {"MM"}, "subject = 'Geheim'");
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"method", "POST"}, {"path", "/events"}}, {{"status", 503}}, -1)}));
  (void)firm.engine()->sync({}, false, 0);
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.sql("UPDATE handler SET privacy = 'busy'");
  firm.requests();
  firm.clock().advance(kHour);
  firm.sync();
  EXPECT_EQ(text(firm.event("MM", "d1"), "subject"), "Frist");
  EXPECT_THAT(json::serialize(firm.requests()), Not(HasSubstr("Geheim")));
  EXPECT_EQ(firm.mutations().size(), 0U);
}

// ---- permissions, refusals ---------------------------------------------------------------------

TEST(Refused, ATaskListThatIsNotPermittedDoesNotStopTheCalendarOfTheSameAddIn) {
  Testbed firm(
      {.subscription = "[A04, B08, B09]", .addins = "      B08: {deadline: {target: tasks}}\n"});
  firm.add_deadline("d1", "2026-11-02");
  firm.add_reminder("r1", "2026-11-03");
  firm.sync();
  ASSERT_TRUE(firm.graph().add_app(
      kTenant, {.client_id = kClient,
                .secret = kSecret,
                .roles = {"Contacts.ReadWrite", "Calendars.ReadWrite", "User.ReadBasic.All"}}));
  ASSERT_TRUE(firm.graph().expire_tokens());
  firm.sql("UPDATE deadline SET due_date = '2026-11-09'");
  firm.add_reminder("r2", "2026-11-04");
  firm.clock().advance(2 * kHour);  // an audit is due too
  firm.sync(7);
  EXPECT_FALSE(firm.event("MM", "r2").is_null());
  // A new ledger, or a new mailbox, has to look for what is there first: in what it may.
  firm.lose_ledger();
  firm.add_reminder("r3", "2026-11-05");
  firm.sync(7);
  EXPECT_FALSE(firm.event("MM", "r3").is_null());
  EXPECT_FALSE(firm.event("MM", "r2").is_null());
}

TEST(Refused, TheDeleteOfAnOldCopyDoesNotKeepTheRightOneFromBeingRepaired) {
  Testbed firm(kCalendar);
  firm.add_deadline("d1", "2026-11-02");
  firm.sync();
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "DELETE"}, {"path", "/events"}},
                                         {{"status", 400}, {"code", "ErrorInvalidRequest"}}, -1)}));
  firm.write_config(kTasks);
  firm.sync(3);
  ASSERT_FALSE(firm.task("MM", "d1").is_null());
  ASSERT_TRUE(firm.graph().owner_delete_task(kTenant, kUser, id(firm.task("MM", "d1"))));
  EXPECT_EQ(done(firm.audit()), "recreate 1");
  EXPECT_FALSE(firm.task("MM", "d1").is_null());
  EXPECT_THAT(firm.events("MM"), SizeIs(1)) << "its turn comes";
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(2 * kHour);
  firm.sync();
  EXPECT_THAT(firm.events("MM"), IsEmpty());
  EXPECT_THAT(firm.tasks("MM"), SizeIs(1));
}

TEST(Refused, ASeriesThatIsNotTakenLeavesTheSinglesThatItShouldReplace) {
  Testbed firm(kCalendar);
  add_weekly(firm);
  firm.sql("INSERT INTO appointment_exdate VALUES('t1', '2026-10-05')");
  firm.sync();
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "POST"}, {"path", "/events"}},
                                         {{"status", 400}, {"code", "ErrorInvalidRequest"}}, -1)}));
  firm.sql("DELETE FROM appointment_exdate");
  firm.sync(3);
  EXPECT_THAT(firm.events("MM"), SizeIs(155)) << "better than no appointment at all";
  firm.audit(3);
  EXPECT_THAT(firm.events("MM"), SizeIs(155));
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(25 * kHour);
  firm.sync();
  EXPECT_THAT(firm.events("MM"), SizeIs(1));
}

// ---- ticks -------------------------------------------------------------------------------------

TEST(Ticks, TickedThenDoneAtTheSourceThenUndone) {
  Testbed firm(kTasks);
  firm.add_deadline("d1", "2026-11-02");
  firm.sync();
  ASSERT_TRUE(firm.graph().owner_tick_task(kTenant, kUser, id(firm.task("MM", "d1"))));
  firm.sql("UPDATE deadline SET done_at = '2026-10-01T10:00:00.000Z'");
  firm.sync();
  EXPECT_EQ(text(firm.task("MM", "d1"), "status"), "completed");
  firm.sql("UPDATE deadline SET done_at = NULL");
  firm.sync();
  EXPECT_EQ(text(firm.task("MM", "d1"), "status"), "notStarted");
}

// ---- a lost ledger -----------------------------------------------------------------------------

TEST(LostLedger, PartsSeriesTasksAndMovedCopiesAreFoundAgain) {
  Testbed firm({.subscription = "[A04, B08, B09]",
                .addins = "      B08: {deadline: {target: tasks}, calendar: Fristen}\n"});
  add_weekly(firm);
  firm.add_appointment("t2", "2026-11-05T09:00", "2026-11-05T10:00", {"MM"},
                       "rrule = 'FREQ=WEEKLY;COUNT=4'");
  firm.sql("INSERT INTO appointment_exdate VALUES('t2', '2026-11-12')");
  firm.add_deadline("d1", "2026-11-02");
  firm.add_reminder("r1", "2026-11-03");
  firm.sync();
  const auto calendar = firm.graph().owner_create_calendar(kTenant, kUser, "Fristen");
  const auto list = firm.graph().owner_create_list(kTenant, kUser, "Privat");
  ASSERT_TRUE(firm.graph().owner_move_event(kTenant, kUser, id(firm.event("MM", "r1")), *calendar));
  ASSERT_TRUE(firm.graph().owner_move_task(kTenant, kUser, id(firm.task("MM", "d1")), *list));
  const auto before = firm.seen_by_owner("MM");
  const auto events = firm.events("MM").size();
  firm.lose_ledger();
  firm.requests();
  firm.sync();
  EXPECT_EQ(firm.seen_by_owner("MM"), before);
  EXPECT_EQ(firm.events("MM").size(), events);
  for (const auto& request : firm.mutations()) EXPECT_THAT(request, Not(HasSubstr("/events")));
  EXPECT_EQ(done(firm.audit()), "");
  firm.sql("DELETE FROM reminder; DELETE FROM deadline; DELETE FROM appointment");
  firm.sync();
  EXPECT_THAT(firm.seen_by_owner("MM"), IsEmpty());
}

// ---- whose they are ----------------------------------------------------------------------------

TEST(SharedAgenda, WhatIsDoneAndDeletedCountsAsDeletedWhoeverOfTheMailboxHasIt) {
  Testbed firm({.subscription = "[A04, B08, B09]", .addins = "      B08: {on_done: delete}\n"});
  add_colleague(firm);
  firm.sql("UPDATE handler SET sync_calendar_items = 1");
  for (int i = 0; i < 30; ++i) {
    firm.add_deadline("m" + std::to_string(i), "2026-11-02", {"MM"});
    firm.add_deadline("a" + std::to_string(i), "2026-11-02", {"AF"});
  }
  firm.sync();
  firm.sql("UPDATE deadline SET done_at = '2026-10-01T10:00:00.000Z'");
  EXPECT_THAT(firm.sync(4).report.holds, SizeIs(1));
  EXPECT_THAT(firm.events("MM"), SizeIs(60)) << "held";
}

}  // namespace
}  // namespace relais::testbed
