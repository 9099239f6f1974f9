// A line of configuration moves the copies from the calendar to the task list and back (R64, W18).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/agenda.hpp"

namespace relais::testbed {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Options with(const std::string& addins) {
  return {.subscription = "[A04, B08, B09]", .addins = addins};
}

const Options kDeadlinesToTasks = with("      B08: {deadline: {target: tasks}}\n");

emulator::AppSpec app(std::vector<std::string> roles) {
  return {.client_id = kClient, .secret = kSecret, .roles = std::move(roles)};
}

std::vector<std::string> actions(const sync::Outcome& outcome) {
  std::vector<std::string> list;
  for (const auto& mailbox : outcome.report.mailboxes)
    for (const auto& action : mailbox.planned)
      list.push_back(std::string(sync::name_of(action.type)) + ": " + action.reason);
  return list;
}

std::string paths(Testbed& firm) { return json::serialize(firm.requests()); }

TEST(Target, ALineOfConfigurationMovesDeadlinesToTheTaskListAndBack) {
  Testbed firm(kCalendar);
  firm.add_deadline("d1", "2026-11-02");
  firm.add_reminder("r1", "2026-11-03");
  firm.sync();
  firm.write_config(kDeadlinesToTasks);
  EXPECT_THAT(actions(firm.plan()),
              ElementsAre("move: from calendar to tasks", "delete: moved: the old copy"));
  EXPECT_EQ(done(firm.sync()), "move 1");
  EXPECT_THAT(firm.seen_by_owner("MM"),
              ElementsAre("calendar 2026-11-03 ↻ Wiedervorlage: Nachfragen",
                          "task 2026-11-02 ⚖ Frist: Klageantwort"));
  EXPECT_EQ(done(firm.sync()), "");
  firm.write_config(kCalendar);
  EXPECT_EQ(done(firm.sync()), "move 1");
  EXPECT_THAT(firm.tasks("MM"), IsEmpty());
  EXPECT_EQ(firm.events("MM").size(), 2U);
  EXPECT_EQ(done(firm.audit()), "");
}

TEST(Target, TheNewCopyIsThereBeforeTheOldOneGoes) {
  Testbed firm(kCalendar);
  for (int i = 0; i < 3; ++i) firm.add_deadline("d" + std::to_string(i), "2026-11-02");
  firm.sync();
  firm.requests();
  firm.write_config(kDeadlinesToTasks);
  firm.sync();
  const auto sent = firm.mutations();
  ASSERT_EQ(sent.size(), 6U);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_THAT(sent[i], HasSubstr(i < 3 ? "POST" : "DELETE"));
}

TEST(Target, MovingFiftyCopiesIsNoReasonToBrake) {
  Testbed firm(kCalendar);
  for (int i = 0; i < 50; ++i) firm.add_deadline("d" + std::to_string(i), "2026-11-02");
  firm.sync();
  firm.write_config(kDeadlinesToTasks);
  EXPECT_EQ(done(firm.sync()), "move 50");
}

TEST(Target, AnItemDeletedWhileItMovesIsNowhere) {
  Testbed firm(kCalendar);
  firm.add_deadline("d1", "2026-11-02");
  firm.add_deadline("d2", "2026-11-02");
  firm.sync();
  firm.write_config(kDeadlinesToTasks);
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "DELETE"}, {"path", "/events"}},
                                         {{"status", 400}, {"code", "ErrorInvalidRequest"}}, -1)}));
  firm.sync(3);
  EXPECT_EQ(firm.events("MM").size(), 2U);
  EXPECT_EQ(firm.tasks("MM").size(), 2U);
  firm.sql("DELETE FROM deadline WHERE id = 'd1'");
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(25 * 3'600'000);
  firm.sync();
  EXPECT_THAT(firm.events("MM"), IsEmpty());
  EXPECT_EQ(firm.tasks("MM").size(), 1U);
}

TEST(Target, AppointmentsAsTasksShowTheirTimeInTheTitleAndAreDegraded) {
  Testbed firm(with("      B09: {appointment: {target: tasks}}\n"));
  firm.add_appointment("t1", "2026-11-04T14:00", "2026-11-04T15:00");
  EXPECT_EQ(done(firm.sync()), "create 1");
  EXPECT_THAT(firm.seen_by_owner("MM"), ElementsAre("task 2026-11-04 14:00 Besprechung"));
}

// ---- own containers ----------------------------------------------------------------------------

TEST(Target, OwnCalendarsAndListsAreCreatedByNameOnceAndUsedAgain) {
  const auto own = with(
      "      B08: {deadline: {target: tasks}, calendar: Fristen, list: Kanzlei}\n"
      "      B09: {calendar: Termine}\n");
  Testbed firm(own);
  firm.add_deadline("d1", "2026-11-02");
  firm.add_reminder("r1", "2026-11-03");
  firm.add_appointment("t1", "2026-11-04T14:00", "2026-11-04T15:00");
  EXPECT_EQ(done(firm.sync()), "create 3");
  const auto count = [&](const char* what, const char* name_key, const char* name) {
    const auto state = firm.graph().state(kTenant, Testbed::user("MM"));
    int n = 0;
    for (const auto& one : state->at(what).as_array())
      if (one.at(name_key).as_string() == name) ++n;
    return n;
  };
  firm.lose_ledger();  // and with it what is known of the containers
  firm.sync();
  EXPECT_EQ(count("calendars", "name", "Fristen"), 1);
  EXPECT_EQ(count("calendars", "name", "Termine"), 1);
  EXPECT_EQ(count("lists", "displayName", "Kanzlei"), 1);
  EXPECT_EQ(firm.events("MM").size(), 2U);
  EXPECT_EQ(firm.tasks("MM").size(), 1U);
  firm.write_config(kDeadlinesToTasks);
  EXPECT_EQ(done(firm.sync()), "move 3") << "into the default ones";
}

// ---- least privilege ---------------------------------------------------------------------------

TEST(Target, TheCalendarNeedsNoTasksPermissionAndTheListNoCalendars) {
  Testbed firm(kCalendar);
  ASSERT_TRUE(firm.graph().add_app(
      kTenant, app({"Contacts.ReadWrite", "Calendars.ReadWrite", "User.ReadBasic.All"})));
  firm.add_deadline("d1", "2026-11-02");
  EXPECT_EQ(done(firm.sync()), "create 1");
  firm.sql("UPDATE deadline SET due_date = '2026-11-05'");
  firm.sync();
  firm.audit();
  EXPECT_THAT(paths(firm), Not(HasSubstr("/todo")));

  Testbed other({.subscription = "[A04, B08]",
                 .addins = "      B08: {deadline: {target: tasks}, reminder: {target: tasks}}\n"});
  ASSERT_TRUE(other.graph().add_app(
      kTenant, app({"Contacts.ReadWrite", "Tasks.ReadWrite.All", "User.ReadBasic.All"})));
  other.add_deadline("d1", "2026-11-02");
  EXPECT_EQ(done(other.sync()), "create 1");
  other.audit();
  EXPECT_THAT(paths(other), Not(HasSubstr("/calendar")));
  EXPECT_THAT(paths(other), Not(HasSubstr("/events")));
}

TEST(Target, WithoutTheNewPermissionNothingMovesAndNothingIsLost) {
  Testbed firm(kCalendar);
  firm.add_deadline("d1", "2026-11-02");
  firm.sync();
  ASSERT_TRUE(firm.graph().add_app(
      kTenant, app({"Contacts.ReadWrite", "Calendars.ReadWrite", "User.ReadBasic.All"})));
  ASSERT_TRUE(firm.graph().expire_tokens());
  firm.write_config(kDeadlinesToTasks);
  firm.sync(7);
  EXPECT_EQ(firm.events("MM").size(), 1U);
  ASSERT_TRUE(firm.graph().add_app(kTenant, app({"Contacts.ReadWrite", "Calendars.ReadWrite",
                                                 "Tasks.ReadWrite.All", "User.ReadBasic.All"})));
  ASSERT_TRUE(firm.graph().expire_tokens());
  firm.clock().advance(600'000);
  EXPECT_EQ(done(firm.sync()), "move 1");
  EXPECT_THAT(firm.events("MM"), IsEmpty());
}

// ---- a lost ledger -----------------------------------------------------------------------------

TEST(Target, W14_ALedgerLostInTheMiddleOfASwitchLeavesNoTwin) {
  Testbed firm(kCalendar);
  for (int i = 0; i < 3; ++i) firm.add_deadline("d" + std::to_string(i), "2026-11-02");
  firm.sync();
  firm.lose_ledger();
  firm.write_config(kDeadlinesToTasks);
  EXPECT_EQ(done(firm.sync()), "move 3");
  EXPECT_THAT(firm.events("MM"), IsEmpty());
  EXPECT_EQ(firm.tasks("MM").size(), 3U);
}

TEST(Target, RebuildInTheMiddleOfASwitchFindsBothCopies) {
  Testbed firm(kCalendar);
  firm.add_deadline("d1", "2026-11-02");
  firm.add_deadline("d2", "2026-11-02");
  firm.sync();
  firm.write_config(kDeadlinesToTasks);
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "DELETE"}, {"path", "/events"}},
                                         {{"status", 400}, {"code", "ErrorInvalidRequest"}}, -1)}));
  firm.sync(3);
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(2 * 3'600'000);  // the refused deletes are tried again
  ASSERT_TRUE(firm.engine()->rebuild({}, 120'000));
  EXPECT_THAT(firm.events("MM"), IsEmpty());
  EXPECT_EQ(firm.tasks("MM").size(), 2U);
}

TEST(Target, PurgeTakesTheCopiesOutOfBothTargets) {
  Testbed firm(kDeadlinesToTasks);
  firm.add_deadline("d1", "2026-11-02");
  firm.add_reminder("r1", "2026-11-03");
  firm.sync();
  firm.sql("UPDATE handler SET sync_calendar_items = 0");
  ASSERT_TRUE(firm.engine()->purge({.addin = "B08"}, true));
  EXPECT_THAT(firm.seen_by_owner("MM"), IsEmpty());
}

}  // namespace
}  // namespace relais::testbed
