// What a mailbox's owner does to deadlines, reminders and appointments, and what becomes of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/scenarios/agenda.hpp"

namespace relais::testbed {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// ---- events ------------------------------------------------------------------------------------

TEST(OwnerOfEvents, R66_AnEditIsRepairedAtTheNextAuditAndNotBefore) {
  Testbed firm(kCalendar);
  firm.add_deadline("d1", "2026-11-02");
  firm.sync();
  ASSERT_TRUE(firm.graph().owner_update_event(kTenant, kUser, id(firm.event("MM", "d1")),
                                              {{"subject", "later"}}));
  firm.requests();
  EXPECT_EQ(done(firm.sync()), "");
  EXPECT_THAT(firm.requests(), SizeIs(1)) << "the contacts' delta; events cost nothing";
  firm.clock().advance(kHour);
  EXPECT_EQ(done(firm.sync()), "repair 1");
  EXPECT_EQ(text(firm.event("MM", "d1"), "subject"), "⚖ Frist: Klageantwort");
  EXPECT_EQ(done(firm.audit()), "");
}

TEST(OwnerOfEvents, R66_UnownedFieldsAndNotesAreKept) {
  Testbed firm(kCalendar);
  firm.add_case("c1", "2024-0173");
  firm.add_deadline("d1", "2026-11-02", {"MM"}, "case_id = 'c1'");
  firm.sync();
  const auto event = firm.event("MM", "d1");
  ASSERT_TRUE(firm.graph().owner_update_event(
      kTenant, kUser, id(event),
      {{"importance", "high"},
       {"categories", {"Meine"}},
       {"body", {{"contentType", "text"}, {"content", body(event) + "\nmeine Notiz"}}}}));
  EXPECT_EQ(done(firm.audit()), "");
  firm.sql("UPDATE case_file SET court = 'Obergericht'");
  EXPECT_EQ(done(firm.sync()), "update 1");
  const auto after = firm.event("MM", "d1");
  EXPECT_EQ(text(after, "importance"), "high");
  EXPECT_EQ(json::serialize(after.at("categories")), R"(["Meine"])");
  EXPECT_THAT(body(after), HasSubstr("meine Notiz"));
  EXPECT_THAT(body(after), HasSubstr("Obergericht"));
}

TEST(OwnerOfEvents, R68_DeletedSoftOrHardIsRecreatedAtTheAudit) {
  Testbed firm(kCalendar);
  firm.add_deadline("d1", "2026-11-02");
  firm.add_appointment("t1", "2026-11-04T09:00", "2026-11-04T10:00");
  firm.sync();
  ASSERT_TRUE(firm.graph().owner_delete_event(kTenant, kUser, id(firm.event("MM", "d1"))));
  ASSERT_TRUE(firm.graph().owner_purge_event(kTenant, kUser, id(firm.event("MM", "t1"))));
  firm.clock().advance(kHour);
  EXPECT_EQ(done(firm.sync()), "recreate 2");
  EXPECT_EQ(firm.events("MM").size(), 2U);
}

TEST(OwnerOfEvents, R68_AnUpdateThatReachedDeletedItemsIsMadeGoodAtTheAudit) {
  Testbed firm(kCalendar);
  firm.add_deadline("d1", "2026-11-02");
  firm.sync();
  ASSERT_TRUE(firm.graph().owner_delete_event(kTenant, kUser, id(firm.event("MM", "d1"))));
  firm.sql("UPDATE deadline SET due_date = '2026-11-09'");
  firm.sync();
  firm.clock().advance(kHour);
  firm.sync();
  EXPECT_THAT(firm.seen_by_owner("MM"), ElementsAre(HasSubstr("2026-11-09")));
}

TEST(OwnerOfEvents, W9_DeletedBeforeItsCreateWasKnownItIsCreatedAnewWithAnotherToken) {
  Testbed firm(kCalendar);
  firm.sync();
  firm.add_deadline("d1", "2026-11-02");
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"method", "POST"}, {"path", "/events"}}, {{"cut_after", true}}),
       fault({{"method", "GET"}, {"path", "/calendars"}}, {{"status", 503}}, -1)}));
  firm.sync(5);
  ASSERT_EQ(firm.events("MM").size(), 1U);
  ASSERT_TRUE(firm.graph().owner_delete_event(kTenant, kUser, id(firm.event("MM", "d1"))));
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(kHour);
  firm.sync();
  EXPECT_THAT(firm.seen_by_owner("MM"), ElementsAre(HasSubstr("2026-11-02")));
}

TEST(OwnerOfEvents, MovedToAnotherCalendarIsFollowed) {
  Testbed firm(kCalendar);
  firm.add_deadline("d1", "2026-11-02");
  firm.sync();
  const auto calendar = firm.graph().owner_create_calendar(kTenant, kUser, "Privat");
  ASSERT_TRUE(calendar);
  const auto event = id(firm.event("MM", "d1"));
  ASSERT_TRUE(firm.graph().owner_move_event(kTenant, kUser, event, *calendar));
  EXPECT_EQ(done(firm.audit()), "");
  firm.sql("UPDATE deadline SET due_date = '2026-11-09'");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_EQ(id(firm.event("MM", "d1")), event);
  EXPECT_EQ(text(firm.event("MM", "d1"), "calendar"), *calendar);
  firm.sql("DELETE FROM deadline");
  EXPECT_EQ(done(firm.sync()), "delete 1");
  EXPECT_THAT(firm.events("MM"), IsEmpty());
}

TEST(OwnerOfEvents, OutsideOfEveryWindowIsSeenToo) {
  Testbed firm(kCalendar);
  firm.add_deadline("d1", "2042-11-02", {"MM"}, "type = 'statutory'");
  firm.add_deadline("d2", "1999-11-02", {"MM"}, "type = 'statutory'");
  firm.sync();
  ASSERT_TRUE(firm.graph().owner_delete_event(kTenant, kUser, id(firm.event("MM", "d1"))));
  ASSERT_TRUE(firm.graph().owner_update_event(kTenant, kUser, id(firm.event("MM", "d2")),
                                              {{"subject", "x"}}));
  EXPECT_EQ(done(firm.audit()), "recreate 1, repair 1");
}

TEST(OwnerOfEvents, ForeignEventsAndCalendarsAreNeverTouched) {
  Testbed firm(kCalendar);
  const auto calendar = firm.graph().owner_create_calendar(kTenant, kUser, "Fristen");
  ASSERT_TRUE(calendar);
  const json::object dinner{{"subject", "Nachtessen"},
                            {"start", {{"dateTime", "2026-11-02T19:00:00"}, {"timeZone", "UTC"}}},
                            {"end", {{"dateTime", "2026-11-02T22:00:00"}, {"timeZone", "UTC"}}}};
  ASSERT_TRUE(firm.graph().owner_create_event(kTenant, kUser, dinner));
  ASSERT_TRUE(firm.graph().owner_create_event(kTenant, kUser, dinner, *calendar));
  const auto foreign = firm.events("MM");
  firm.add_deadline("d1", "2026-11-02");
  firm.sync();
  firm.sql("DELETE FROM deadline");
  firm.audit();
  firm.sql("UPDATE handler SET sync_calendar_items = 0");
  ASSERT_TRUE(firm.engine()->purge({.addin = "B08"}, true));
  EXPECT_EQ(json::serialize(firm.events("MM")), json::serialize(foreign));
}

// ---- tasks -------------------------------------------------------------------------------------

TEST(OwnerOfTasks, R66_ATickStaysUntilTheNextSourceChange) {
  Testbed firm(kTasks);
  firm.add_deadline("d1", "2026-11-02");
  firm.sync();
  const auto task = id(firm.task("MM", "d1"));
  ASSERT_TRUE(firm.graph().owner_tick_task(kTenant, kUser, task));
  EXPECT_EQ(done(firm.audit()), "");
  EXPECT_EQ(text(firm.task("MM", "d1"), "status"), "completed");
  // Neither a repair nor another configuration takes it back.
  ASSERT_TRUE(firm.graph().owner_update_task(kTenant, kUser, task, {{"title", "x"}}));
  EXPECT_EQ(done(firm.audit()), "repair 1");
  EXPECT_EQ(text(firm.task("MM", "d1"), "status"), "completed");
  auto other = kTasks;
  other.addins =
      "      B08: {deadline: {target: tasks, subject: '{title}'}, reminder: {target: tasks}}\n";
  firm.write_config(other);
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_EQ(text(firm.task("MM", "d1"), "status"), "completed");
  firm.sql("UPDATE deadline SET due_date = '2026-11-09'");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_EQ(text(firm.task("MM", "d1"), "status"), "notStarted");
}

TEST(OwnerOfTasks, DoneAtTheSourceIsDoneInTheListAndBack) {
  Testbed firm(kTasks);
  firm.add_deadline("d1", "2026-11-02");
  firm.sync();
  firm.sql("UPDATE deadline SET done_at = '2026-10-01T10:00:00.000Z'");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_EQ(text(firm.task("MM", "d1"), "status"), "completed");
  firm.sql("UPDATE deadline SET done_at = NULL");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_EQ(text(firm.task("MM", "d1"), "status"), "notStarted");
}

TEST(OwnerOfTasks, DueDatesThatComeBackAsTheEveningBeforeCauseNoUpdate) {
  Testbed firm(kTasks);
  firm.add_deadline("d1", "2026-10-25");  // the clocks go back
  firm.add_deadline("d2", "2027-03-28");  // and forward
  firm.add_deadline("d3", "2026-12-31");
  firm.sync();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(done(firm.audit()), "");
  EXPECT_THAT(firm.seen_by_owner("MM"),
              ElementsAre(HasSubstr("task 2026-10-25"), HasSubstr("task 2026-12-31"),
                          HasSubstr("task 2027-03-28")));
}

TEST(OwnerOfTasks, MovedToAnotherListIsFollowedByItsLinkedResource) {
  Testbed firm(kTasks);
  firm.add_deadline("d1", "2026-11-02");
  firm.sync();
  const auto list = firm.graph().owner_create_list(kTenant, kUser, "Privat");
  ASSERT_TRUE(list);
  ASSERT_TRUE(firm.graph().owner_move_task(kTenant, kUser, id(firm.task("MM", "d1")), *list));
  EXPECT_EQ(done(firm.audit()), "");
  firm.sql("UPDATE deadline SET due_date = '2026-11-09'");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_THAT(firm.tasks("MM"), SizeIs(1));
  EXPECT_EQ(text(firm.task("MM", "d1"), "list"), *list);
}

TEST(OwnerOfTasks, MovedAndChangedAtTheSourceBeforeAnyAuditIsFollowedToo) {
  Testbed firm(kTasks);
  firm.add_deadline("d1", "2026-11-02");
  firm.sync();
  const auto list = firm.graph().owner_create_list(kTenant, kUser, "Privat");
  ASSERT_TRUE(firm.graph().owner_move_task(kTenant, kUser, id(firm.task("MM", "d1")), *list));
  firm.sql("UPDATE deadline SET due_date = '2026-11-09'");
  firm.sync();
  EXPECT_THAT(firm.seen_by_owner("MM"), ElementsAre(HasSubstr("2026-11-09")));
}

TEST(OwnerOfTasks, R68_DeletedIsRecreatedAndAListDeletedIsMadeAgain) {
  Testbed firm({.subscription = "[A04, B08]",
                .addins = "      B08: {deadline: {target: tasks}, list: Kanzlei}\n"});
  firm.add_deadline("d1", "2026-11-02");
  firm.add_deadline("d2", "2026-11-02");
  firm.sync();
  ASSERT_TRUE(firm.graph().owner_delete_task(kTenant, kUser, id(firm.task("MM", "d1"))));
  EXPECT_EQ(done(firm.audit()), "recreate 1");
  ASSERT_TRUE(firm.graph().owner_delete_list(kTenant, kUser, text(firm.task("MM", "d2"), "list")));
  EXPECT_EQ(done(firm.audit()), "recreate 2");
  EXPECT_THAT(firm.tasks("MM"), SizeIs(2));
}

TEST(OwnerOfTasks, ForeignListsAndTasksAreNeverTouched) {
  Testbed firm(kTasks);
  ASSERT_TRUE(firm.graph().owner_create_list(kTenant, kUser, "Kanzlei"));
  ASSERT_TRUE(firm.graph().owner_create_task(kTenant, kUser, {{"title", "Milch"}}));
  const auto foreign = firm.tasks("MM");
  firm.add_deadline("d1", "2026-11-02");
  firm.sync();
  firm.sql("DELETE FROM deadline");
  firm.audit();
  firm.sql("UPDATE handler SET sync_calendar_items = 0");
  ASSERT_TRUE(firm.engine()->purge({.addin = "B08"}, true));
  EXPECT_EQ(json::serialize(firm.tasks("MM")), json::serialize(foreign));
}

// ---- one-way -----------------------------------------------------------------------------------

std::string dump(Testbed& firm) {
  std::stringstream bytes;
  bytes << std::ifstream(firm.folder() / "practice.db", std::ios::binary).rdbuf();
  return bytes.str();
}

TEST(OneWay, R53_WhateverItsOwnerDoesThePracticeTablesStayAsTheyAre) {
  Testbed firm(kCalendar);
  firm.add_deadline("d1", "2026-11-02");
  firm.add_appointment("t1", "2026-11-04T09:00", "2026-11-04T10:00");
  firm.sync();
  firm.sql("SELECT 1");
  const auto before = dump(firm);
  const auto deadline = id(firm.event("MM", "d1"));
  const auto appointment = id(firm.event("MM", "t1"));
  ASSERT_TRUE(
      firm.graph().owner_update_event(kTenant, kUser, deadline, {{"subject", "verschoben"}}));
  ASSERT_TRUE(firm.graph().owner_delete_event(kTenant, kUser, appointment));
  EXPECT_EQ(done(firm.audit()), "recreate 1, repair 1");
  EXPECT_EQ(dump(firm), before);
}

}  // namespace
}  // namespace relais::testbed
