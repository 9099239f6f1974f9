// What must hold when mailboxes are shared, switched off, looked at in part, or interrupted.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/testbed/testbed.hpp"

namespace relais::testbed {
namespace {

json::value fault(json::object match, json::object action, int times = 1) {
  return json::object{{"match", std::move(match)}, {"action", std::move(action)}, {"times", times}};
}

/// A second handler of the entity whose link leads to the mailbox of MM.
void add_sharing_handler(Testbed& firm) {
  firm.sql(
      "INSERT INTO handler(id, entity_id, code, given_name, surname, role, sync_addresses) "
      "VALUES('h-AF', 'zurich', 'AF', 'Given', 'Family', 'lawyer', 1);"
      "INSERT INTO handler_link(handler_id, address, user_id) "
      "VALUES('h-AF', 'team@firm.example', 'u-MM')");
}

/// A second entity, "bern", which is the first one in the file; its handler BE is linked to the
/// mailbox of MM. Addresses b0001 to b0003 are its.
void add_sharing_entity(Testbed& firm) {
  std::stringstream text;
  text << std::ifstream(firm.config_path()).rdbuf();
  const std::string config = text.str();
  const auto at = config.find("  - id: zurich");
  std::string bern = config.substr(at);
  bern.replace(bern.find("zurich"), 6, "bern");
  std::ofstream(firm.config_path()) << config.substr(0, at) + bern + config.substr(at);
  firm.sql(
      "INSERT INTO handler(id, entity_id, code, given_name, surname, role, sync_addresses) "
      "VALUES('h-BE', 'bern', 'BE', 'Given', 'Family', 'lawyer', 1);"
      "INSERT INTO handler_link(handler_id, address, user_id) "
      "VALUES('h-BE', 'u-MM@firm.example', 'u-MM');"
      "INSERT INTO address(id, entity_id, kind, surname) VALUES('b0001', 'bern', 'person', 'A'), "
      "('b0002', 'bern', 'person', 'B'), ('b0003', 'bern', 'person', 'C');"
      "INSERT INTO address_sync_mark(address_id, handler_id, marked_by, marked_at) "
      "SELECT id, 'h-BE', 'test', '2026-01-01T00:00:00.000Z' FROM address "
      "WHERE entity_id = 'bern'");
}

std::string done_by(Result<sync::Outcome> outcome) {
  if (!outcome) return "failed: " + outcome.error().text;
  return done(*outcome);
}

sync::PlanFile plan_file(Testbed& firm, const sync::Outcome& outcome) {
  const auto head = firm.engine()->store().head().value();
  sync::PlanFile plan;
  plan.store_uuid = head.uuid;
  plan.store_seq = head.seq;
  for (const auto& mailbox : outcome.report.mailboxes)
    for (const auto& action : mailbox.planned)
      plan.rows.push_back({mailbox.label, mailbox.mailbox, action});
  return plan;
}

// ---- two handlers in one mailbox ---------------------------------------------------------------

TEST(SharedMailbox, TwoHandlersOfOneMailboxHaveOneCopyEach) {
  Testbed firm;
  add_sharing_handler(firm);
  firm.add_addresses("MM", 1, 3);
  firm.add_addresses("AF", 4, 6);
  firm.sql(
      "INSERT INTO address_sync_mark(address_id, handler_id, marked_by, marked_at) "
      "VALUES('a0001', 'h-AF', 'test', '2026-01-01T00:00:00.000Z')");
  EXPECT_EQ(done(firm.sync()), "create 6");
  firm.sql("DELETE FROM address_sync_mark WHERE address_id = 'a0001' AND handler_id = 'h-MM'");
  EXPECT_EQ(done(firm.sync()), "") << "the other one still wants it";
  EXPECT_EQ(firm.copies("MM"), 6);
}

TEST(SharedMailbox, ASyncOfOneHandlerLeavesTheCopiesOfTheOther) {
  Testbed firm;
  add_sharing_handler(firm);
  firm.add_addresses("MM", 1, 3);
  firm.add_addresses("AF", 4, 6);
  firm.sync();
  firm.sql("UPDATE address SET surname = 'Neu'");
  sync::Selection only;
  only.handler = "MM";
  (void)firm.engine()->sync(only, true, 60'000);
  EXPECT_EQ(firm.copies("MM"), 6);
  firm.sync();
  for (int i = 1; i <= 6; ++i)
    EXPECT_EQ(firm.contact("MM", fmt::format("a{:04}", i)).at("surname").as_string(), "Neu") << i;
}

TEST(SharedMailbox, AnUnlinkedHandlersCopiesStay) {
  Testbed firm;
  add_sharing_handler(firm);
  firm.add_addresses("MM", 1, 3);
  firm.add_addresses("AF", 4, 6);
  firm.sync();
  firm.sql("DELETE FROM handler_link WHERE handler_id = 'h-AF'");
  EXPECT_EQ(done(firm.sync()), "") << "on_disable: keep";
  EXPECT_EQ(firm.copies("MM"), 6);
}

TEST(SharedMailbox, AHandlerWhoCannotBeResolvedNowKeepsHisCopies) {
  Testbed firm;
  add_sharing_handler(firm);
  firm.add_addresses("MM", 1, 3);
  firm.add_addresses("AF", 4, 6);
  firm.sync();
  firm.sql("UPDATE handler_link SET user_id = NULL WHERE handler_id = 'h-AF'");
  ASSERT_TRUE(firm.graph().faults({fault({{"path", "team"}}, {{"status", 503}}, -1)}));
  (void)firm.engine()->sync({}, true, 0);
  EXPECT_EQ(firm.copies("MM"), 6);
}

TEST(SharedMailbox, PurgingOneHandlerLeavesTheCopiesOfTheOther) {
  Testbed firm;
  add_sharing_handler(firm);
  firm.add_addresses("MM", 1, 3);
  firm.add_addresses("AF", 4, 6);
  firm.sync();
  firm.sql("UPDATE handler SET sync_addresses = 0 WHERE id = 'h-AF'");
  firm.sync();
  sync::Selection only;
  only.handler = "AF";
  (void)firm.engine()->purge(only, true);
  for (int i = 1; i <= 3; ++i)
    EXPECT_TRUE(firm.contact("MM", fmt::format("a{:04}", i)).is_object()) << i;
}

// ---- two entities in one mailbox ---------------------------------------------------------------

TEST(SharedMailbox, ASyncOfOneEntityKeepsTheWorkOfTheOther) {
  Testbed firm;
  add_sharing_entity(firm);
  firm.add_addresses("MM", 1, 3);
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 6);
  firm.sql("UPDATE address SET surname = 'Neu'");
  sync::Selection only;
  only.entity = "bern";
  EXPECT_EQ(done_by(firm.engine()->sync(only, false, 60'000)), "update 3");
  EXPECT_EQ(done(firm.sync()), "update 3") << "the other entity's keys are still dirty";
}

TEST(SharedMailbox, AFrozenEntityKeepsNoWorkFromTheOther) {
  Testbed firm;
  add_sharing_entity(firm);
  firm.add_addresses("MM", 1, 40);
  firm.sync();
  firm.sql("UPDATE handler SET sync_addresses = 0 WHERE id = 'h-BE'");
  firm.sync();
  firm.sql("DELETE FROM address WHERE entity_id = 'zurich'");
  EXPECT_EQ(firm.sync(4).report.holds.size(), 1u);
  EXPECT_EQ(firm.sync(4).report.holds.size(), 1u) << "what is held stays dirty";
}

TEST(SharedMailbox, ARebuildMakesNoTwinsOfTheOtherEntity) {
  Testbed firm;
  add_sharing_entity(firm);
  firm.add_addresses("MM", 1, 30);
  firm.sync();
  firm.mutations();
  EXPECT_EQ(done_by(firm.engine()->rebuild({}, 60'000)), "");
  EXPECT_EQ(firm.copies("MM"), 33);
  EXPECT_TRUE(firm.mutations().empty()) << "equal fingerprints need no write";
}

TEST(SharedMailbox, PurgingOneEntityLeavesTheCopiesOfTheOther) {
  Testbed firm;
  add_sharing_entity(firm);
  firm.add_addresses("MM", 1, 3);
  firm.sync();
  firm.sql("UPDATE handler SET sync_addresses = 0 WHERE id = 'h-BE'");
  firm.sync();
  sync::Selection only;
  only.entity = "bern";
  (void)firm.engine()->purge(only, true);
  EXPECT_EQ(firm.copies("MM"), 3);
}

// ---- purge -------------------------------------------------------------------------------------

TEST(Purge, WhatCouldNotBeDeletedIsNotForgotten) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  firm.sync();
  firm.sql("UPDATE handler SET sync_addresses = 0");
  firm.sync();
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"method", "DELETE"}}, {{"status", 400}, {"code", "ErrorInvalidRequest"}}, 2)}));
  ASSERT_TRUE(firm.engine()->purge({}, true));
  EXPECT_EQ(firm.copies("MM"), 2);
  firm.sql("UPDATE handler SET sync_addresses = 1");
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 5) << "no twins";
}

TEST(Purge, SwitchedOnAgainEverythingComesBack) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  firm.sync();
  firm.sql("UPDATE handler SET sync_addresses = 0");
  ASSERT_TRUE(firm.engine()->purge({}, true));
  EXPECT_EQ(firm.copies("MM"), 0);
  firm.sql("UPDATE handler SET sync_addresses = 1");
  EXPECT_EQ(done(firm.sync()), "create 3");
}

// ---- plan and apply ----------------------------------------------------------------------------

TEST(Plan, APlanWritesNothingEvenIfCreatesAreUnsettled) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"method", "POST"}, {"path", "/contacts"}}, {{"cut_before", true}}, -1)}));
  (void)firm.engine()->sync({}, false, 0);
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(600'000);
  firm.mutations();
  firm.plan();
  EXPECT_TRUE(firm.mutations().empty());
  EXPECT_EQ(firm.copies("MM"), 0);
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 5);
}

/// Changes the store while a run is sending.
class Meanwhile final : public StepListener {
 public:
  explicit Meanwhile(Testbed& firm) : firm_(firm) {}
  bool armed = false;
  void step(std::string_view name) override {
    if (!armed || name != "http.request.after") return;
    armed = false;
    firm_.sql("DELETE FROM address WHERE id = 'a0003'");
  }

 private:
  Testbed& firm_;
};

TEST(Plan, ASavedPlanIsCarriedOutAndNothingElse) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  firm.sync();
  firm.sql("UPDATE address SET surname = 'Neu' WHERE id = 'a0001'");
  const auto plan = plan_file(firm, firm.plan());
  ASSERT_EQ(plan.rows.size(), 1u);
  Meanwhile meanwhile(firm);
  auto engine = firm.engine(&meanwhile);
  meanwhile.armed = true;
  EXPECT_EQ(done_by(engine->apply(plan, 60'000)), "update 1");
  EXPECT_EQ(firm.copies("MM"), 3) << "the change that came meanwhile is for the next sync";
  engine.reset();
  EXPECT_EQ(done(firm.sync()), "delete 1");
}

// ---- the brake ---------------------------------------------------------------------------------

TEST(Brake, AHoldOfOneMailboxIsToldThoughAnotherIsBusyLonger) {
  Testbed firm({.handlers = {"MM", "AF"}, .safety = "{max_delete: {count: 1, percent: 50}}"});
  firm.add_addresses("MM", 1, 4);
  firm.add_addresses("AF", 5, 14);
  firm.sync();
  firm.sql(
      "DELETE FROM address WHERE id <= 'a0003';"
      "UPDATE address SET surname = 'Neu' WHERE id = 'a0005'");
  const auto outcome = firm.sync(4);
  EXPECT_EQ(outcome.report.holds.size(), 1u);
  EXPECT_EQ(done(outcome), "update 1");
}

/// 25 deletes over three mailboxes: no mailbox trips, the entity does.
void hold_the_entity(Testbed& firm) {
  firm.add_addresses("MM", 1, 20);
  firm.add_addresses("AF", 21, 40);
  firm.add_addresses("LZ", 41, 60);
  firm.sync();
  firm.sql(
      "DELETE FROM address WHERE id IN ('a0001') OR id BETWEEN 'a0021' AND 'a0032' OR "
      "id BETWEEN 'a0041' AND 'a0052'");
  ASSERT_EQ(firm.sync(4).report.holds.size(), 1u);
}

TEST(Brake, AHoldOfAnEntityHoldsASyncOfOneHandlerToo) {
  Testbed firm({.handlers = {"MM", "AF", "LZ"}});
  hold_the_entity(firm);
  const auto id = firm.engine()->ledger().holds().value().front().id;
  sync::Selection only;
  only.handler = "AF";
  EXPECT_EQ(done_by(firm.engine()->sync(only, false, 0)), "");
  EXPECT_EQ(firm.copies("AF"), 20);
  const auto holds = firm.engine()->ledger().holds().value();
  ASSERT_EQ(holds.size(), 1u);
  EXPECT_EQ(holds.front().id, id) << "what the operator was asked to approve is still there";
}

TEST(Brake, AHoldOfAnEntityHoldsFurtherDeletesWhileAMailboxIsDown) {
  Testbed firm({.handlers = {"MM", "AF", "LZ"}});
  hold_the_entity(firm);
  ASSERT_TRUE(firm.graph().add_user(kTenant, {.id = "u-LZ", .mailbox = "unlicensed"}));
  firm.sql("DELETE FROM address WHERE id IN ('a0002', 'a0003')");
  EXPECT_EQ(done_by(firm.engine()->sync({}, false, 0)), "");
  EXPECT_EQ(firm.copies("MM"), 20);
}

TEST(Brake, AnEmptyTargetIsSeenThoughOneCopyIsToGoAnyway) {
  Testbed firm;
  firm.add_addresses("MM", 1, 60);
  firm.sync();
  for (int i = 1; i <= 60; ++i)
    ASSERT_TRUE(
        firm.graph().owner_purge(kTenant, "u-MM", firm.contact_id("MM", fmt::format("a{:04}", i))));
  firm.sql("DELETE FROM address_sync_mark WHERE address_id = 'a0001'");
  const auto held = firm.sync(4);
  EXPECT_EQ(held.report.holds.size(), 1u);
  EXPECT_EQ(firm.copies("MM"), 0);
}

TEST(Brake, AChangeOfConfigurationIsHeldThoughTheRowsWereTouchedBefore) {
  Testbed firm;
  firm.add_addresses("MM", 1, 60);
  firm.sync();
  // The practice software writes a field that is not exported: the revision moves, the copy is
  // right.
  firm.sql("UPDATE address SET remarks = 'touched'");
  EXPECT_EQ(done(firm.sync()), "");
  firm.write_config({.addins = "      A04: {category: Mandant}\n"});
  EXPECT_EQ(done(firm.sync(4)), "");
}

TEST(Brake, AnApprovalIsSpentOnItsSet) {
  Testbed firm;
  firm.add_addresses("MM", 1, 40);
  firm.sync();
  firm.sql("DELETE FROM address WHERE id <= 'a0030'");
  const auto held = firm.sync(4);
  ASSERT_TRUE(firm.engine()->approve(held.report.holds[0].id, "root"));
  EXPECT_EQ(done(firm.sync()), "delete 30");
  firm.add_addresses("MM", 1, 30);
  EXPECT_EQ(done(firm.sync()), "create 30");
  firm.sql("DELETE FROM address WHERE id <= 'a0030'");
  EXPECT_EQ(done(firm.sync(4)), "") << "the approval covered the first deletion only";
}

// ---- switched off, unsubscribed, linked elsewhere ----------------------------------------------

TEST(OnDisable, ChangedToRemoveWhileSwitchedOffRemoves) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  firm.sync();
  firm.sql("UPDATE handler SET sync_addresses = 0");
  EXPECT_EQ(done(firm.sync()), "");
  firm.write_config({.safety = "{on_disable: remove}"});
  EXPECT_EQ(done(firm.sync()), "delete 3");
}

void subscribe(Testbed& firm, const char* subscription) {
  std::stringstream text;
  text << std::ifstream(firm.config_path()).rdbuf();
  std::string config = text.str();
  const auto at = config.find("subscription:");
  config.replace(at, config.find('\n', at) - at, std::string("subscription: ") + subscription);
  std::ofstream(firm.config_path()) << config;
}

TEST(OnDisable, AnUnsubscribedAddInIsFrozenAndCatchesUp) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  firm.sync();
  subscribe(firm, "[]");
  firm.sql(
      "UPDATE address SET surname = 'Neu' WHERE id = 'a0001';"
      "DELETE FROM address WHERE id = 'a0002'");
  EXPECT_EQ(done(firm.sync()), "");
  EXPECT_EQ(firm.copies("MM"), 3);
  subscribe(firm, "[A04]");
  EXPECT_EQ(done(firm.sync()), "delete 1, update 1");
}

TEST(OnDisable, AnUnsubscribedAddInIsRemovedAndComesBack) {
  Testbed firm({.safety = "{on_disable: remove}"});
  firm.add_addresses("MM", 1, 3);
  firm.sync();
  subscribe(firm, "[]");
  EXPECT_EQ(done(firm.sync()), "delete 3");
  subscribe(firm, "[A04]");
  EXPECT_EQ(done(firm.sync()), "create 3");
}

TEST(OnDisable, ALinkToAnotherMailboxLeavesNothingInTheOldOne) {
  for (const bool removes : {true, false}) {
    Testbed firm({.safety = removes ? "{on_disable: remove}" : "{on_disable: keep}"});
    firm.add_addresses("MM", 1, 3);
    firm.sync();
    ASSERT_TRUE(firm.graph().add_user(kTenant, {.id = "u-NEW", .upn = "u-NEW@firm.example"}));
    firm.sql("UPDATE handler_link SET address = 'u-NEW@firm.example' WHERE handler_id = 'h-MM'");
    firm.sync();
    EXPECT_EQ(firm.copies("NEW"), 3);
    EXPECT_EQ(firm.copies("MM"), removes ? 0 : 3);
  }
}

// ---- quarantine --------------------------------------------------------------------------------

TEST(Quarantine, AnItemThatIsNoLongerWantedLeavesIt) {
  Testbed firm;
  firm.add_addresses("MM", 1, 2);
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"method", "POST"}, {"body", "M\xc3\xbcller 2"}},
             {{"status", 400}, {"code", "ErrorInvalidRequest"}, {"message", "no"}}, -1)}));
  firm.sync(3);
  firm.sql("DELETE FROM address_sync_mark WHERE address_id = 'a0002'");
  firm.sync(0);
  EXPECT_TRUE(firm.engine()->ledger().quarantined(1).value().empty());
}

TEST(Quarantine, AnUpdateThatIsTakenBackLeavesIt) {
  Testbed firm;
  firm.add_addresses("MM", 1, 2);
  firm.sync();
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"method", "PATCH"}, {"body", "Neu"}},
             {{"status", 400}, {"code", "ErrorInvalidRequest"}, {"message", "no"}}, -1)}));
  firm.sql("UPDATE address SET surname = 'Neu' WHERE id = 'a0002'");
  firm.sync(3);
  firm.sql("UPDATE address SET surname = 'M\xc3\xbcller 2' WHERE id = 'a0002'");
  firm.sync(0);
}

// ---- unknown outcomes --------------------------------------------------------------------------

TEST(Twins, OneThatCouldNotBeRemovedIsTriedAgain) {
  Testbed firm;
  firm.add_addresses("MM", 1, 1);
  // Created, the answer lost, and invisible to the first look: it is created again.
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"method", "POST"}, {"path", "/contacts"}}, {{"cut_before", true}})}));
  firm.sync();
  ASSERT_EQ(firm.copies("MM"), 1);
  // The first one arrives late, as a twin.
  const auto contact = firm.contact("MM", "a0001").as_object();
  json::array extended;
  for (const auto& [id, value] : contact.at("singleValueExtendedProperties").as_object())
    extended.push_back(json::object{
        {"id", id}, {"value", value.is_string() ? value : json::value(json::serialize(value))}});
  ASSERT_TRUE(firm.graph().owner_create(
      kTenant, "u-MM",
      {{"surname", "twin"}, {"singleValueExtendedProperties", std::move(extended)}}));
  ASSERT_EQ(firm.copies("MM"), 2);
  firm.clock().advance(61'000);
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "DELETE"}}, {{"status", 400}}, 1)}));
  (void)firm.engine()->sync({}, false, 0);
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(3'700'000);
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 1);
}

TEST(Moves, W18_AMoveWhoseAnswersAreLostEndsWithOneCopyEach) {
  Testbed firm;
  firm.add_addresses("MM", 1, 12);
  firm.sync();
  firm.write_config({.addins = "      A04: {folder: Kanzlei}\n"});
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"method", "POST"}, {"path", "/contacts"}, {"every", 3}}, {{"cut_after", true}}, 3),
       fault({{"method", "DELETE"}, {"every", 4}}, {{"cut_after", true}}, 2)}));
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 12);
  for (int i = 1; i <= 12; ++i)
    EXPECT_EQ(firm.contact("MM", fmt::format("a{:04}", i)).at("folder").as_string(), "Kanzlei");
  EXPECT_EQ(done(firm.sync()), "");
}

TEST(Moves, ThereAndBackAgain) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  firm.sync();
  firm.write_config({.addins = "      A04: {folder: Kanzlei}\n"});
  EXPECT_EQ(done(firm.sync()), "move 3");
  firm.write_config({});
  EXPECT_EQ(done(firm.sync()), "move 3");
  EXPECT_EQ(firm.copies("MM"), 3);
  EXPECT_EQ(done(firm.sync()), "");
}

// ---- containers --------------------------------------------------------------------------------

TEST(Containers, AnOwnFolderThatItsOwnerDeletedIsMadeAgain) {
  for (const char* how : {"delete_folder", "purge_folder"}) {
    Testbed firm({.addins = "      A04: {folder: Kanzlei}\n"});
    firm.add_addresses("MM", 1, 3);
    firm.sync();
    ASSERT_TRUE(
        firm.graph().owner(kTenant, "u-MM", json::object{{"do", how}, {"folder", "Kanzlei"}}));
    (void)firm.engine()->sync({}, true, 60'000);
    EXPECT_EQ(firm.copies("MM"), 3) << how;
    EXPECT_EQ(done(firm.sync()), "") << how;
  }
}

// ---- progress ----------------------------------------------------------------------------------

TEST(Progress, AnItemThatTheServiceCannotWriteDoesNotStopTheOthers) {
  Testbed firm;
  firm.add_addresses("MM", 1, 100);
  firm.sync();
  ASSERT_TRUE(
      firm.graph().faults({fault({{"method", "PATCH"}, {"body", "person1@example.ch"}},
                                 {{"status", 500}, {"code", "ErrorInternalServerError"}}, -1)}));
  firm.sql(
      "UPDATE address SET surname = 'Neu' WHERE id <= 'a0090';"
      "DELETE FROM address WHERE id = 'a0100'");
  (void)firm.engine()->sync({}, false, 120'000);
  EXPECT_EQ(firm.copies("MM"), 99) << "the delete is carried out";
  EXPECT_EQ(firm.contact("MM", "a0090").at("surname").as_string(), "Neu");
  EXPECT_TRUE(firm.contact("MM", "a0100").is_null());
}

TEST(Progress, ACreateThatNeverGetsAnAnswerDoesNotStopTheOthers) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  ASSERT_TRUE(
      firm.graph().faults({fault({{"method", "POST"}, {"body", "person3@example.ch"}},
                                 {{"status", 500}, {"code", "ErrorInternalServerError"}}, -1)}));
  (void)firm.engine()->sync({}, false, 120'000);
  EXPECT_EQ(firm.copies("MM"), 4);
  firm.sql("UPDATE address SET surname = 'Neu' WHERE id = 'a0001'");
  firm.sql("DELETE FROM address WHERE id = 'a0002'");
  (void)firm.engine()->sync({}, false, 120'000);
  EXPECT_EQ(firm.contact("MM", "a0001").at("surname").as_string(), "Neu");
  EXPECT_TRUE(firm.contact("MM", "a0002").is_null());
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(86'400'000);
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 4);
  EXPECT_TRUE(firm.contact("MM", "a0003").is_object());
}

TEST(Progress, R68_AFirstListingThatWasCutShortIsFollowedByAudits) {
  Testbed firm({.addins = "      A04: {folder: Kanzlei, page_size: 5}\n"});
  firm.add_addresses("MM", 1, 22);
  ASSERT_TRUE(firm.graph().faults({fault({{"path", "delta"}, {"nth", 3}}, {{"status", 503}}, -1)}));
  (void)firm.engine()->sync({}, false, 0);
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(600'000);
  firm.sync();
  ASSERT_EQ(firm.copies("MM"), 22);
  ASSERT_TRUE(firm.graph().faults({fault({{"path", "delta"}}, {{"delta", "lost_removals"}}, 1)}));
  ASSERT_TRUE(firm.graph().owner_purge(kTenant, "u-MM", firm.contact_id("MM", "a0001")));
  firm.sync();
  firm.clock().advance(61 * 60'000);
  EXPECT_EQ(done(firm.sync()), "recreate 1");
}

// ---- what is told ------------------------------------------------------------------------------

TEST(Status, AMailboxThatRecoveredWithinARunIsNotBlocked) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "POST"}, {"path", "/contacts"}},
                                         {{"status", 429}, {"retry_after", 30}})}));
  firm.sync();
  EXPECT_EQ(firm.engine()->ledger().mailboxes().value().front().blocked, "");
}

// ---- history -----------------------------------------------------------------------------------

TEST(Sync, AChangeDuringARunIsNotLost) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  firm.sync();
  firm.sql("UPDATE address SET surname = 'Neu' WHERE id = 'a0001'");
  Meanwhile meanwhile(firm);
  auto engine = firm.engine(&meanwhile);
  meanwhile.armed = true;
  ASSERT_TRUE(engine->sync({}, false, 60'000));
  engine.reset();
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 2);
}

}  // namespace
}  // namespace relais::testbed
