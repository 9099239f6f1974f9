// What the other side does to events and tasks, and what must be true afterwards all the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/agenda.hpp"

namespace relais::testbed {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const Options kOwn{.subscription = kCalendar.subscription,
                   .addins =
                       "      B08: {calendar: \"Fristen (d'office)\", list: Fristen, "
                       "reminder: {target: tasks}}\n"};

void add_deadlines(Testbed& firm, int count) {
  for (int i = 1; i <= count; ++i) firm.add_deadline("d" + std::to_string(i), "2026-11-02");
}

/// Creates whose answer is lost after the event was made.
json::value lost_answers(int times) {
  return fault({{"method", "POST"}, {"path", "/events"}}, {{"cut_after", true}}, times);
}

void expect_quiet(Testbed& firm, int audits, const std::string& after) {
  for (int i = 0; i < audits; ++i) {
    firm.mutations();
    firm.clock().advance(kHour + kMinute);
    EXPECT_EQ(done(firm.audit()), "") << after << ", audit " << i;
    EXPECT_THAT(firm.mutations(), IsEmpty()) << after << ", audit " << i;
  }
}

TEST(FaultsOfEvents, W6_WhatNoSearchFindsYetIsThereOnce) {
  for (const int replay : {201, 409}) {
    Testbed firm(kCalendar);
    add_deadlines(firm, 5);
    ASSERT_TRUE(firm.graph().settings({{"transaction_replay", replay}}));
    ASSERT_TRUE(
        firm.graph().faults({fault({}, {{"lag_search_ms", 24 * kHour}}, -1), lost_answers(3)}));
    firm.sync();
    EXPECT_THAT(firm.events("MM"), SizeIs(5)) << replay;
    expect_quiet(firm, 2, "while searches lag");
    ASSERT_TRUE(firm.graph().clear_faults());
    expect_quiet(firm, 2, "and behind that");
    EXPECT_THAT(firm.events("MM"), SizeIs(5)) << replay;
  }
}

TEST(FaultsOfEvents, W14_ALostLedgerJustAfterTheCreatesMakesNoTwins) {
  Testbed firm(kCalendar);
  add_deadlines(firm, 5);
  ASSERT_TRUE(firm.graph().faults({fault({}, {{"lag_search_ms", kHour}}, -1)}));
  EXPECT_EQ(done(firm.sync()), "create 5");
  firm.lose_ledger();
  firm.mutations();
  EXPECT_EQ(done(firm.sync()), "");
  EXPECT_THAT(firm.mutations(), IsEmpty());
  EXPECT_THAT(firm.events("MM"), SizeIs(5));
}

TEST(FaultsOfEvents, W9_AnEventThatIsDeletedBeforeItsAnswerIsKnownIsCreatedAnew) {
  for (const bool purged : {false, true}) {
    Testbed firm(kCalendar);
    add_deadlines(firm, 1);
    // The answer is lost, and nothing can be looked at until the owner has deleted the event.
    ASSERT_TRUE(firm.graph().faults(
        {lost_answers(1),
         fault({{"method", "GET"}, {"path", "/calendars"}, {"nth", 8}}, {{"status", 503}}, 100)}));
    (void)firm.engine()->sync({}, false, 0);
    const auto made = firm.event("MM", "d1");
    ASSERT_TRUE(made.is_object());
    const std::string id(made.at("id").as_string());
    ASSERT_TRUE(purged ? firm.graph().owner_purge_event(kTenant, kUser, id)
                       : firm.graph().owner_delete_event(kTenant, kUser, id));
    ASSERT_TRUE(firm.graph().clear_faults());
    firm.clock().advance(kHour);
    firm.sync();
    EXPECT_THAT(firm.events("MM"), SizeIs(1)) << purged;
    expect_quiet(firm, 2, "created anew");
  }
}

TEST(FaultsOfEvents, ACalendarThatCanOnlyBeReadStopsNothing) {
  Testbed firm(kCalendar);
  ASSERT_TRUE(firm.graph().owner(
      kTenant, kUser, json::object{{"do", "create_calendar"}, {"name", "F"}, {"read_only", true}}));
  add_deadlines(firm, 2);
  EXPECT_EQ(done(firm.sync()), "create 2");
  expect_quiet(firm, 1, "created");
  firm.lose_ledger();
  EXPECT_EQ(done(firm.sync()), "");
}

TEST(FaultsOfEvents, AnOwnCalendarInDeletedItemsIsMadeAnewAlthoughItAnswers) {
  Testbed firm(kOwn);
  add_deadlines(firm, 3);
  EXPECT_EQ(done(firm.sync()), "create 3");
  ASSERT_TRUE(firm.graph().owner(
      kTenant, kUser, json::object{{"do", "delete_calendar"}, {"calendar", "Fristen (d'office)"}}));
  firm.clock().advance(kHour);
  EXPECT_EQ(done(firm.audit()), "recreate 3");
  EXPECT_THAT(firm.events("MM"), SizeIs(3));
  expect_quiet(firm, 2, "made anew");
}

TEST(FaultsOfEvents, NotFoundOfWhatIsThereIsNotBelieved) {
  Testbed firm(kCalendar);
  add_deadlines(firm, 3);
  firm.sync();
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"path", "/events/"}}, {{"status", 404}, {"code", "ErrorItemNotFound"}}, 6)}));
  firm.sql("DELETE FROM deadline WHERE id = 'd1'");
  firm.sql("UPDATE deadline SET name = 'Replik' WHERE id = 'd2'");
  for (int i = 0; i < 4; ++i) {
    (void)firm.engine()->sync({}, false, 120'000);
    firm.clock().advance(kHour);
  }
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.sync();
  EXPECT_THAT(firm.events("MM"), SizeIs(2));
  expect_quiet(firm, 1, "settled");
}

/// Items of every kind, with texts that services like to rewrite, and dates near clock changes.
void fill(Testbed& firm) {
  firm.add_case("c1", "2024-0173");
  for (int i = 0; i < 6; ++i) {
    const std::string n = std::to_string(i);
    firm.add_deadline("d" + n, "2026-10-2" + n, {"MM"},
                      "case_id = 'c1', type = 'statutory', "
                      "description = 'a  b' || char(10) || char(10) || 'c <d> & \"e\"  '");
    firm.add_reminder("r" + n, "2027-03-2" + std::to_string(i + 4), {"MM"}, "due_time = '23:50'");
  }
  firm.add_appointment("t1", "2026-11-04T09:00", "2026-11-04T10:00", {"MM"},
                       "rrule = 'FREQ=WEEKLY;BYDAY=MO,WE;COUNT=5', location = ' Saal  1 '");
  firm.sql(
      "INSERT INTO item_lead(kind, item_id, seq, amount, unit) VALUES('deadline', 'd1', 0, 7, "
      "'days'), ('reminder', 'r1', 0, 1, 'days'), ('reminder', 'r4', 0, 1, 'days')");
}

TEST(ReadBack, HoweverWhatWeWroteIsShownNoAuditEverWrites) {
  const json::object services[] = {{{"todo_due_cut", true}},
                                   {{"todo_due_cut", false}},
                                   {{"skip_links", true}, {"page_size", 3}}};
  for (const Options& options : {kCalendar, kOwn, kTasks})
    for (const json::object& service : services) {
      Testbed firm(options);
      const std::string where = options.addins + json::serialize(service);
      ASSERT_TRUE(firm.graph().settings(service));
      fill(firm);
      EXPECT_EQ(done(firm.sync()), "create 13");
      expect_quiet(firm, 2, "created, " + where);
      firm.sql("UPDATE deadline SET name = 'Replik', description = 'x'");
      firm.sql("UPDATE reminder SET due_date = '2027-03-28', done_at = '2026-10-01T10:00:00.000Z'");
      firm.sql("UPDATE case_file SET number = '2024-0999'");
      EXPECT_EQ(done(firm.sync()), "update 12");
      expect_quiet(firm, 2, "updated, " + where);
      firm.lose_ledger();
      firm.sync();  // tasks carry no fingerprint: one update each
      expect_quiet(firm, 2, "found again, " + where);
    }
}

}  // namespace
}  // namespace relais::testbed
