// Deadlines, reminders and appointments in mailboxes that several handlers or entities use, and
// what the brake makes of a mass of changes.
#include <fmt/core.h>
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
using ::testing::Not;
using ::testing::SizeIs;

/// A second entity, "bern", whose handler BE is linked to the mailbox of MM; `more` goes into its
/// part of the configuration.
void add_sharing_entity(Testbed& firm, const std::string& more) {
  std::stringstream text;
  text << std::ifstream(firm.config_path()).rdbuf();
  const std::string config = text.str();
  const auto at = config.find("  - id: zurich");
  std::string bern = config.substr(at, config.find("    addins:") - at);
  bern.replace(bern.find("zurich"), 6, "bern");
  std::ofstream(firm.config_path()) << config.substr(0, at) + bern + more + config.substr(at);
  firm.sql(
      "INSERT INTO handler(id, entity_id, code, given_name, surname, role, sync_calendar_items) "
      "VALUES('h-BE', 'bern', 'BE', 'Given', 'Family', 'lawyer', 1);"
      "INSERT INTO handler_link(handler_id, address, user_id) "
      "VALUES('h-BE', 'u-MM@firm.example', 'u-MM');"
      "INSERT INTO deadline(id, entity_id, name, due_date) "
      "VALUES('b1', 'bern', 'Berufung', '2026-11-05');"
      "INSERT INTO deadline_assignee(deadline_id, handler_id) VALUES('b1', 'h-BE')");
}

TEST(SharedByEntities, EachHasItsOwnTargetPrivacyAndSwitches) {
  Testbed firm(kTasks);
  add_sharing_entity(firm, "    privacy: busy\n");
  firm.add_deadline("d1", "2026-11-02");
  EXPECT_EQ(done(firm.sync()), "create 2");
  EXPECT_THAT(firm.seen_by_owner("MM"),
              ElementsAre("calendar 2026-11-05 Frist", "task 2026-11-02 ⚖ Frist: Klageantwort"));
  firm.sql("UPDATE handler SET sync_calendar_items = 0 WHERE code = 'BE'");
  firm.sql("UPDATE deadline SET due_date = '2026-11-09'");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_EQ(done(firm.audit()), "");
  firm.sql("DELETE FROM deadline");
  EXPECT_EQ(done(firm.sync()), "delete 1") << "the other one is frozen";
  firm.sql("UPDATE handler SET sync_calendar_items = 1 WHERE code = 'BE'");
  EXPECT_EQ(done(firm.sync()), "delete 1");
}

TEST(SharedByEntities, ALostLedgerMixesNothingUp) {
  Testbed firm(kTasks);
  add_sharing_entity(firm, "");
  firm.add_deadline("d1", "2026-11-02");
  firm.sync();
  const auto before = firm.seen_by_owner("MM");
  firm.lose_ledger();
  firm.sync();
  EXPECT_EQ(firm.seen_by_owner("MM"), before);
  firm.sql("DELETE FROM deadline WHERE id = 'b1'");
  EXPECT_EQ(done(firm.sync()), "delete 1");
  EXPECT_THAT(firm.seen_by_owner("MM"), SizeIs(1));
}

// ---- the brake ---------------------------------------------------------------------------------

TEST(AgendaBrake, ATemplateForAllIsHeldUntilItIsApprovedAndSourceChangesGoOn) {
  Testbed firm(kCalendar);
  for (int i = 0; i < 80; ++i) firm.add_deadline("d" + std::to_string(i), "2026-11-02");
  firm.sync();
  firm.write_config({.subscription = "[A04, B08, B09]",
                     .addins = "      B08: {deadline: {subject: '{title}!'}}\n"});
  const auto held = firm.sync(4);
  ASSERT_THAT(held.report.holds, SizeIs(1));
  EXPECT_EQ(done(held), "");
  firm.sql("UPDATE deadline SET due_date = '2026-11-09' WHERE id = 'd7'");
  EXPECT_EQ(done(firm.sync(4)), "update 1");
  EXPECT_EQ(text(firm.event("MM", "d7"), "subject"), "Klageantwort!");
  ASSERT_TRUE(firm.engine()->approve(held.report.holds.front().id, "test"));
  EXPECT_EQ(done(firm.sync()), "update 79");
  EXPECT_EQ(done(firm.audit()), "");
}

TEST(AgendaBrake, ASwitchOfTheTargetThatPartlyFailsIsFinishedLaterWithoutTwins) {
  Testbed firm(kCalendar);
  for (int i = 0; i < 60; ++i) firm.add_deadline("d" + std::to_string(i), "2026-11-02");
  firm.sync();
  firm.write_config(kTasks);
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "POST"}, {"path", "/todo"}},
                                         {{"status", 400}, {"code", "ErrorInvalidRequest"}}, 6)}));
  firm.sync(3);
  EXPECT_EQ(firm.events("MM").size() + firm.tasks("MM").size(), 60U);
  EXPECT_EQ(firm.tasks("MM").size(), 54U);
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(2 * kHour);
  EXPECT_EQ(done(firm.sync()), "move 6");
  EXPECT_THAT(firm.events("MM"), IsEmpty());
  EXPECT_EQ(done(firm.audit()), "");
}

TEST(AgendaBrake, ACalendarThatLooksEmptyIsNotFilledAgainUnasked) {
  Testbed firm(kCalendar);
  for (int i = 0; i < 60; ++i) firm.add_deadline("d" + std::to_string(i), "2026-11-02");
  firm.sync();
  for (const auto& event : firm.events("MM"))
    ASSERT_TRUE(firm.graph().owner_delete_event(kTenant, kUser, id(event)));
  const auto held = firm.audit(4);
  ASSERT_THAT(held.report.holds, SizeIs(1));
  EXPECT_THAT(firm.events("MM"), IsEmpty());
  firm.clock().advance(60'000);
  firm.add_deadline("new", "2026-11-03");
  EXPECT_EQ(done(firm.sync(4)), "create 1");
  ASSERT_TRUE(firm.engine()->approve(held.report.holds.front().id, "test"));
  EXPECT_EQ(done(firm.sync()), "recreate 60");
  EXPECT_THAT(firm.events("MM"), SizeIs(61));
}

TEST(AgendaBrake, AnItemDeletedWhileItsMoveIsOpenIsHeldOnceAndGoesFromBothPlaces) {
  Testbed firm(kCalendar);
  for (int i = 0; i < 30; ++i) firm.add_deadline("d" + std::to_string(i), "2026-11-02");
  firm.sync();
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "DELETE"}, {"path", "/events"}},
                                         {{"status", 400}, {"code", "ErrorInvalidRequest"}}, -1)}));
  firm.write_config(kTasks);
  firm.sync(3);
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.sql("DELETE FROM deadline");
  const auto held = firm.sync(4);
  ASSERT_THAT(held.report.holds, SizeIs(1));
  EXPECT_EQ(firm.tasks("MM").size(), 30U);
  ASSERT_TRUE(firm.engine()->approve(held.report.holds.front().id, "test"));
  firm.clock().advance(25 * kHour);
  firm.sync();
  EXPECT_THAT(firm.seen_by_owner("MM"), IsEmpty());
}

// ---- a mailbox that others have tidied up ------------------------------------------------------

TEST(OwnContainers, RenamedByTheirOwnerTheyAreUsedOnAndTwoOfOneNameAreNoTrouble) {
  Testbed firm(
      {.subscription = "[A04, B08, B09]",
       .addins = "      B08: {deadline: {target: tasks}, calendar: Fristen, list: Fristen}\n"});
  ASSERT_TRUE(firm.graph().owner_create_list(kTenant, kUser, "Fristen"));
  ASSERT_TRUE(firm.graph().owner_create_list(kTenant, kUser, "Fristen"));
  ASSERT_TRUE(firm.graph().owner_create_calendar(kTenant, kUser, "Fristen"));
  firm.add_deadline("d1", "2026-11-02");
  firm.add_reminder("r1", "2026-11-03");
  firm.sync();
  const auto count = [&] {
    const auto state = firm.graph().state(kTenant, kUser);
    return state->at("lists").as_array().size() + state->at("calendars").as_array().size();
  };
  const auto before = count();
  firm.add_deadline("d2", "2026-11-02");
  firm.sync();
  firm.lose_ledger();
  firm.sync();
  firm.add_reminder("r2", "2026-11-03");
  firm.sync();
  EXPECT_EQ(count(), before);
  EXPECT_THAT(firm.seen_by_owner("MM"), SizeIs(4));
}

// ---- facts -------------------------------------------------------------------------------------

TEST(Reassigned, ToAHandlerWhoseCopiesAreInAnotherTargetAndBack) {
  Testbed firm({.handlers = {"MM", "AK"}, .subscription = "[A04, B08, B09]"});
  firm.add_deadline("d1", "2026-11-02", {"MM"});
  firm.sync();
  firm.sql("UPDATE deadline_assignee SET handler_id = 'h-AK'");
  firm.sync();
  firm.sql("UPDATE deadline_assignee SET handler_id = 'h-MM'");
  EXPECT_EQ(done(firm.sync()), "create 1, delete 1");
  EXPECT_THAT(firm.seen_by_owner("AK"), IsEmpty());
  EXPECT_THAT(firm.seen_by_owner("MM"), SizeIs(1));
}

TEST(Secrecy, NeitherPlansNorHistoryNorQuarantineTellNames) {
  Testbed firm(kCalendar);
  firm.add_case("c1", "2024-0173");
  firm.add_appointment("t1", "2026-11-04T09:00", "2026-11-04T10:00", {"MM"},
                       "case_id = 'c1', subject = 'Geheim', rrule = 'FREQ=Geheim'");
  firm.add_deadline("d1", "2026-11-02", {"MM"}, "case_id = 'c1', subject = 'Geheim'");
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "POST"}, {"path", "/events"}},
                                         {{"status", 400}, {"code", "ErrorInvalidRequest"}}, -1)}));
  firm.sync(3);
  const auto engine = firm.engine();
  const auto mailboxes = engine->ledger().mailboxes();
  ASSERT_TRUE(mailboxes);
  for (const auto& mailbox : *mailboxes) {
    const auto quarantined = engine->ledger().quarantined(mailbox.id);
    ASSERT_TRUE(quarantined);
    EXPECT_THAT(*quarantined, SizeIs(2));
    for (const auto& one : *quarantined) {
      EXPECT_THAT(one.text, Not(HasSubstr("Geheim")));
      EXPECT_THAT(one.text, Not(HasSubstr("Muster")));
    }
  }
}

}  // namespace
}  // namespace relais::testbed
