// Deadlines, reminders and appointments: what becomes of their copies (requirements, 7.4).
#include "tests/scenarios/agenda.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace relais::testbed {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

const Options kFirm{.handlers = {"MM", "AK"}, .subscription = "[A04, B08, B09]"};

// ---- source create, update, delete, restore ----------------------------------------------------

TEST(Agenda, EachAssignedHandlerHasExactlyOneCopyOfEachItem) {
  Testbed firm(kFirm);
  firm.add_deadline("d1", "2026-11-02", {"MM", "AK"});
  firm.add_reminder("r1", "2026-11-03", {"MM"});
  firm.add_appointment("t1", "2026-11-04T09:00", "2026-11-04T10:30", {"AK"});
  EXPECT_EQ(done(firm.sync()), "create 4");
  EXPECT_THAT(firm.seen_by_owner("MM"),
              ElementsAre("calendar 2026-11-02 ⚖ Frist: Klageantwort",
                          "calendar 2026-11-03 ↻ Wiedervorlage: Nachfragen"));
  EXPECT_THAT(firm.seen_by_owner("AK"), ElementsAre("calendar 2026-11-02 ⚖ Frist: Klageantwort",
                                                    "calendar 2026-11-04T09:00 Besprechung"));
  EXPECT_EQ(done(firm.sync()), "");
}

TEST(Agenda, R67_UpdatedDeletedAndRestoredAtTheSource) {
  Testbed firm(kFirm);
  firm.add_deadline("d1", "2026-11-02");
  firm.sync();
  const auto before = firm.event("MM", "d1");
  firm.sql("UPDATE deadline SET due_date = '2026-11-09' WHERE id = 'd1'");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_THAT(firm.seen_by_owner("MM"), ElementsAre(HasSubstr("2026-11-09")));
  EXPECT_EQ(text(firm.event("MM", "d1"), "id"), text(before, "id"));
  firm.sql("UPDATE deadline SET deleted_at = '2026-10-01T00:00:00.000Z' WHERE id = 'd1'");
  EXPECT_EQ(done(firm.sync()), "delete 1");
  EXPECT_THAT(firm.seen_by_owner("MM"), IsEmpty());
  firm.sql("UPDATE deadline SET deleted_at = NULL WHERE id = 'd1'");
  EXPECT_EQ(done(firm.sync()), "create 1");
  EXPECT_THAT(firm.seen_by_owner("MM"), ElementsAre(HasSubstr("2026-11-09")));
  firm.sql("DELETE FROM deadline");
  EXPECT_EQ(done(firm.sync()), "delete 1");
}

TEST(Agenda, AHundredEditsAreOneWrite) {
  Testbed firm(kFirm);
  firm.add_deadline("d1", "2026-11-02");
  firm.sync();
  for (int i = 0; i < 100; ++i)
    firm.sql("UPDATE deadline SET name = 'Replik " + std::to_string(i) + "' WHERE id = 'd1'");
  firm.requests();
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_EQ(firm.mutations().size(), 1U);
}

// ---- whose they are ----------------------------------------------------------------------------

TEST(Agenda, R62_AssignedToSomebodyElseItMoves) {
  Testbed firm(kFirm);
  firm.add_deadline("d1", "2026-11-02", {"MM"});
  firm.sync();
  firm.sql("UPDATE deadline_assignee SET handler_id = 'h-AK'");
  EXPECT_EQ(done(firm.sync()), "create 1, delete 1");
  EXPECT_THAT(firm.seen_by_owner("MM"), IsEmpty());
  EXPECT_THAT(firm.seen_by_owner("AK"), ElementsAre(HasSubstr("Klageantwort")));
}

TEST(Agenda, R62_HandingOverAllOfAColleaguesDeadlinesIsNoReasonToBrake) {
  Testbed firm(kFirm);
  for (int i = 0; i < 60; ++i) firm.add_deadline("d" + std::to_string(i), "2026-11-02", {"MM"});
  firm.sync();
  firm.sql("UPDATE deadline_assignee SET handler_id = 'h-AK'");
  EXPECT_EQ(done(firm.sync()), "create 60, delete 60");
}

TEST(Agenda, R61_TheSwitchesPerKindRefineTheOneForCalendarItems) {
  Testbed firm(kFirm);
  firm.sql("UPDATE handler SET sync_reminders = 0");
  firm.add_deadline("d1", "2026-11-02");
  firm.add_reminder("r1", "2026-11-03");
  EXPECT_EQ(done(firm.sync()), "create 1");
  firm.sql("UPDATE handler SET sync_calendar_items = 0, sync_reminders = 1");
  EXPECT_EQ(done(firm.sync()), "create 1") << "the deadline's copy stays: on_disable is keep";
  EXPECT_EQ(firm.seen_by_owner("MM").size(), 2U);
  firm.sql("UPDATE deadline SET name = 'Replik'");
  EXPECT_EQ(done(firm.sync()), "");
  firm.sql("UPDATE handler SET sync_calendar_items = 1");
  EXPECT_EQ(done(firm.sync()), "update 1") << "on again: it catches up";
}

TEST(Agenda, R52_WithoutTheAddInItsKindsAreLeftAloneAndTheOthersWork) {
  Testbed firm({.subscription = "[A04, B09]"});
  firm.add_deadline("d1", "2026-11-02");
  firm.add_appointment("t1", "2026-11-04T09:00", "2026-11-04T10:00");
  EXPECT_EQ(done(firm.sync()), "create 1");
  firm.write_config({.subscription = "[B08]"});
  const auto outcome = firm.sync();
  EXPECT_EQ(done(outcome), "");
  ASSERT_FALSE(outcome.problems.empty());
  EXPECT_THAT(outcome.problems.front().error.text, HasSubstr("B08 requires A04"));
}

// ---- what they show ----------------------------------------------------------------------------

TEST(Agenda, ARenumberedCaseAndARenamedClientUpdateExactlyTheCopiesThatShowThem) {
  Testbed firm(kFirm);
  firm.add_case("c1", "2024-0173");
  firm.add_case("c2", "2024-0174");
  firm.add_deadline("d1", "2026-11-02", {"MM"}, "case_id = 'c1'");
  firm.add_deadline("d2", "2026-11-02", {"MM"}, "case_id = 'c2'");
  firm.add_appointment("t1", "2026-11-04T09:00", "2026-11-04T10:00", {"AK"}, "case_id = 'c1'");
  firm.sync();
  EXPECT_EQ(text(firm.event("MM", "d1"), "subject"), "⚖ Frist: Klageantwort – 2024-0173 Muster");
  firm.sql("UPDATE case_file SET number = '2024-0999' WHERE id = 'c1'");
  EXPECT_EQ(done(firm.sync()), "update 2");
  EXPECT_THAT(text(firm.event("MM", "d1"), "subject"), HasSubstr("2024-0999"));
  EXPECT_THAT(body(firm.event("AK", "t1")), HasSubstr("2024-0999"));
  firm.sql("UPDATE address SET surname = 'Zgraggen' WHERE id = 'client-c2'");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_THAT(body(firm.event("MM", "d2")), HasSubstr("Anna Zgraggen"));
}

TEST(Agenda, LeadsAndAssigneesReachTheCopies) {
  Testbed firm(kFirm);
  firm.add_deadline("d1", "2026-11-12", {"MM"});
  firm.sync();
  EXPECT_FALSE(firm.event("MM", "d1").at("isReminderOn").as_bool());
  firm.sql(
      "INSERT INTO item_lead(kind, item_id, seq, amount, unit) VALUES('deadline', 'd1', 0, 7, "
      "'days')");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_TRUE(firm.event("MM", "d1").at("isReminderOn").as_bool());
  EXPECT_EQ(firm.event("MM", "d1").at("reminderMinutesBeforeStart").to_number<int>(),
            7 * 1440 - 8 * 60);
  firm.sql(
      "UPDATE handler SET surname = 'Keller', given_name = 'Alma' WHERE code = 'AK';"
      "INSERT INTO deadline_assignee(deadline_id, handler_id) VALUES('d1', 'h-AK')");
  EXPECT_EQ(done(firm.sync()), "create 1, update 1");
  EXPECT_THAT(body(firm.event("MM", "d1")), HasSubstr("Alma Keller"));
}

TEST(Agenda, AConfidentialCaseMakesItsCopiesPrivate) {
  Testbed firm(kFirm);
  firm.add_case("c1", "2024-0173");
  firm.add_deadline("d1", "2026-11-02", {"MM"}, "case_id = 'c1'");
  firm.sync();
  EXPECT_EQ(text(firm.event("MM", "d1"), "sensitivity"), "normal");
  firm.sql("UPDATE case_file SET confidential = 1");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_EQ(text(firm.event("MM", "d1"), "sensitivity"), "private");
}

TEST(Agenda, PrivacyOfEntityAndHandlerShapesWhatIsWritten) {
  Options options = kFirm;
  options.entity = "    privacy: case-number-only\n";
  Testbed firm(options);
  firm.add_case("c1", "2024-0173");
  firm.add_deadline("d1", "2026-11-02", {"MM", "AK"},
                    "case_id = 'c1', description = 'Frau Muster anrufen'");
  firm.sql("UPDATE handler SET privacy = 'busy' WHERE code = 'AK'");
  firm.sync();
  EXPECT_EQ(text(firm.event("MM", "d1"), "subject"), "⚖ Frist – 2024-0173");
  EXPECT_THAT(json::serialize(firm.event("MM", "d1")), Not(HasSubstr("Muster")));
  EXPECT_EQ(text(firm.event("AK", "d1"), "subject"), "Frist");
  EXPECT_THAT(json::serialize(firm.event("AK", "d1")), Not(HasSubstr("2024-0173")));
  firm.sql("UPDATE handler SET privacy = 'full' WHERE code = 'AK'");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_THAT(body(firm.event("AK", "d1")), HasSubstr("Frau Muster anrufen"));
}

TEST(Agenda, DoneItemsAreMarkedKeptOrDeletedAsConfigured) {
  for (const auto& [on_done, actions, subject] :
       {std::tuple{"mark", "update 1", "✓ ⚖ Frist: Klageantwort"},
        std::tuple{"keep", "", "⚖ Frist: Klageantwort"}, std::tuple{"delete", "delete 1", ""}}) {
    Options options = kFirm;
    options.addins = std::string("      B08: {on_done: ") + on_done + "}\n";
    Testbed firm(options);
    firm.add_deadline("d1", "2026-11-02");
    firm.sync();
    firm.sql("UPDATE deadline SET done_at = '2026-10-01T10:00:00.000Z'");
    EXPECT_EQ(done(firm.sync()), actions) << on_done;
    EXPECT_EQ(text(firm.event("MM", "d1"), "subject"), subject) << on_done;
  }
}

// ---- windows -----------------------------------------------------------------------------------

TEST(Agenda, WindowsApplyAndStatutoryDeadlinesKnowNone) {
  Testbed firm(kFirm);  // today is 2026-09-21
  firm.add_deadline("old", "2026-08-21");
  firm.add_deadline("edge", "2026-08-22");
  firm.add_deadline("far", "2029-09-22");
  firm.add_deadline("farther", "2031-01-01", {"MM"}, "type = 'statutory'");
  firm.add_deadline("oldest", "2020-01-01", {"MM"}, "type = 'peremptory'");
  EXPECT_EQ(done(firm.sync()), "create 3");
  EXPECT_TRUE(firm.event("MM", "old").is_null());
  EXPECT_TRUE(firm.event("MM", "far").is_null());
}

TEST(Agenda, AChangedDateOfADeadlineThatNobodyCanExtendIsWarnedOfOnce) {
  Testbed firm(kFirm);
  firm.add_deadline("d1", "2026-10-01", {"MM"}, "type = 'peremptory'");
  firm.add_deadline("d2", "2026-10-01");
  firm.sync();
  const auto warnings = [&] {
    ::testing::internal::CaptureStderr();
    firm.sync();
    return ::testing::internal::GetCapturedStderr();
  };
  firm.sql("UPDATE deadline SET due_date = '2026-10-08'");
  const auto told = warnings();
  EXPECT_THAT(told, HasSubstr("the date of peremptory deadline d1 was changed from 2026-10-01 to "
                              "2026-10-08"));
  EXPECT_THAT(told, Not(HasSubstr("d2")));
  EXPECT_THAT(warnings(), Not(HasSubstr("d1")));
}

TEST(Agenda, WhatLeavesTheWindowInThePastStaysAndIsKeptRight) {
  Testbed firm(kFirm);
  firm.add_deadline("d1", "2026-10-01");
  firm.sync();
  firm.clock().advance(60 * kDay);
  EXPECT_EQ(done(firm.audit()), "");
  EXPECT_FALSE(firm.event("MM", "d1").is_null());
  firm.sql("UPDATE deadline SET done_at = '2026-11-01T10:00:00.000Z'");
  EXPECT_EQ(done(firm.sync()), "update 1");
  firm.sql("DELETE FROM deadline");
  EXPECT_EQ(done(firm.sync()), "delete 1");
}

TEST(Agenda, WhatEntersTheWindowIsCreatedAtTheAudit) {
  Testbed firm(kFirm);
  firm.add_deadline("d1", "2029-10-01");
  EXPECT_EQ(done(firm.sync()), "");
  firm.clock().advance(10 * kDay);
  EXPECT_EQ(done(firm.sync()), "create 1") << "an audit is due";
}

TEST(Agenda, ADeadlinePostponedBeyondTheWindowIsNotLeftAtTheOldDate) {
  Testbed firm(kFirm);
  firm.add_deadline("d1", "2026-10-01");
  firm.sync();
  firm.sql("UPDATE deadline SET due_date = '2035-01-05'");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_THAT(firm.seen_by_owner("MM"), ElementsAre(HasSubstr("2035-01-05")));
}

}  // namespace
}  // namespace relais::testbed
