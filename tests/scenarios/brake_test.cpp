// Mistakes that must not reach a mailbox.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "engine/sqlite/sqlite.hpp"
#include "tests/testbed/testbed.hpp"

namespace relais::testbed {
namespace {

TEST(Brake, AnEmptiedStoreDeletesNothingUntilApproved) {
  Testbed firm;
  firm.add_addresses("MM", 1, 40);
  firm.sync();
  firm.mutations();
  firm.sql("DELETE FROM address");
  const auto held = firm.sync(4);
  ASSERT_EQ(held.report.holds.size(), 1u);
  EXPECT_EQ(held.report.holds[0].trip, "delete");
  EXPECT_EQ(held.report.holds[0].planned, 40);
  EXPECT_TRUE(firm.mutations().empty());
  EXPECT_EQ(firm.copies("MM"), 40);

  firm.add_addresses("MM", 41, 41);
  EXPECT_EQ(done(firm.sync(4)), "create 1") << "only the class that tripped is held";

  ASSERT_TRUE(firm.engine()->approve(held.report.holds[0].id, "root"));
  EXPECT_EQ(done(firm.sync()), "delete 40");
  EXPECT_EQ(firm.copies("MM"), 1);
  EXPECT_TRUE(firm.engine()->ledger().holds().value().empty());
}

TEST(Brake, AnApprovalCoversItsSetOnly) {
  Testbed firm;
  firm.add_addresses("MM", 1, 60);
  firm.sync();
  firm.sql("DELETE FROM address WHERE id <= 'a0030'");
  const auto held = firm.sync(4);
  ASSERT_TRUE(firm.engine()->approve(held.report.holds[0].id, "root"));
  firm.sql("DELETE FROM address WHERE id = 'a0031'");
  EXPECT_EQ(done(firm.sync(4)), "");
  EXPECT_EQ(firm.copies("MM"), 60);
}

TEST(Brake, ManySmallStepsCountTogether) {
  Testbed firm;
  firm.add_addresses("MM", 1, 60);
  firm.sync();
  firm.sql("DELETE FROM address WHERE id <= 'a0015'");
  EXPECT_EQ(done(firm.sync()), "delete 15");
  firm.sql("DELETE FROM address WHERE id <= 'a0025'");
  EXPECT_EQ(done(firm.sync(4)), "") << "25 in 24 h are more than 20";
  firm.clock().advance(25LL * 3'600'000);
  EXPECT_EQ(done(firm.sync()), "delete 10");
}

TEST(Brake, ManyMailboxesOfAnEntityCountTogether) {
  Testbed firm({.handlers = {"MM", "AF", "LZ"}});
  firm.add_addresses("MM", 1, 20);
  firm.add_addresses("AF", 21, 40);
  firm.add_addresses("LZ", 41, 60);
  firm.sync();
  firm.sql(
      "DELETE FROM address WHERE id IN ('a0001') OR id BETWEEN 'a0021' AND 'a0032' OR "
      "id BETWEEN 'a0041' AND 'a0052'");
  const auto held = firm.sync(4);
  ASSERT_EQ(held.report.holds.size(), 1u);
  EXPECT_EQ(held.report.holds[0].mailbox, 0) << "no mailbox trips alone";
  EXPECT_EQ(done(held), "");
  // A change in one mailbox must not let the rest of the entity slip through in a later round.
  firm.sql("UPDATE address SET surname = 'Neu' WHERE id = 'a0022' OR id = 'a0002'");
  EXPECT_EQ(done(firm.sync(4)), "update 1");
  EXPECT_EQ(firm.copies("AF"), 20);
}

TEST(Brake, AHoldThatIsOverGoesThoughAnotherMailboxIsDown) {
  Testbed firm({.handlers = {"MM", "AF", "LZ", "XX"}});
  firm.add_addresses("MM", 1, 20);
  firm.add_addresses("AF", 21, 40);
  firm.add_addresses("LZ", 41, 60);
  firm.add_addresses("XX", 61, 62);
  firm.sync();
  ASSERT_TRUE(firm.graph().add_user(kTenant, {.id = "u-XX", .mailbox = "unlicensed"}));
  const std::string some =
      "id IN ('a0001') OR id BETWEEN 'a0021' AND 'a0032' OR id BETWEEN 'a0041' AND 'a0052'";
  firm.sql("UPDATE address SET deleted_at = '2026-02-02T00:00:00.000Z' WHERE " + some);
  EXPECT_EQ(firm.sync(7).report.holds.size(), 1u);
  firm.sql("UPDATE address SET deleted_at = NULL WHERE " + some);
  const auto after = firm.sync(7);
  EXPECT_TRUE(after.report.holds.empty()) << "nobody is asked to approve what is not planned";
  EXPECT_EQ(done(after), "");
}

TEST(Brake, AMailboxThatLooksEmptyIsNotFilledAgainUnasked) {
  Testbed firm;
  firm.add_addresses("MM", 1, 51);
  firm.sync();
  for (int i = 1; i <= 51; ++i)
    ASSERT_TRUE(
        firm.graph().owner_purge(kTenant, "u-MM", firm.contact_id("MM", fmt::format("a{:04}", i))));
  firm.mutations();
  const auto held = firm.sync(4);
  ASSERT_EQ(held.report.holds.size(), 1u);
  EXPECT_EQ(held.report.holds[0].trip, "empty-target");
  EXPECT_TRUE(firm.mutations().empty());
  ASSERT_TRUE(firm.engine()->approve(held.report.holds[0].id, "root"));
  EXPECT_EQ(done(firm.sync()), "recreate 51");
}

TEST(Brake, AChangeOfConfigurationForAllIsHeld) {
  Testbed firm;
  firm.add_addresses("MM", 1, 60);
  firm.sync();
  firm.write_config({.addins = "      A04: {category: Mandant}\n"});
  const auto held = firm.sync(4);
  ASSERT_EQ(held.report.holds.size(), 1u);
  EXPECT_EQ(held.report.holds[0].trip, "configuration");
  ASSERT_TRUE(firm.engine()->approve(held.report.holds[0].id, "root"));
  EXPECT_EQ(done(firm.sync()), "update 60");
}

TEST(Brake, W15_AStoreRestoredFromABackupHoldsEverything) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  firm.sync();
  const auto store = (firm.folder() / "practice.db").string();
  {
    auto db = sqlite::Database::open(store).value();
    ASSERT_TRUE(db.exec("PRAGMA wal_checkpoint(TRUNCATE)"));
  }
  std::filesystem::copy_file(store, store + ".backup");
  firm.add_addresses("MM", 6, 9);
  firm.sync();
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(store + suffix);
  std::filesystem::copy_file(store + ".backup", store);
  firm.mutations();
  const auto result = firm.engine()->sync({}, false, 0);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::braked);
  EXPECT_TRUE(firm.mutations().empty());
  const auto rebuilt = firm.engine()->rebuild({}, 0);
  ASSERT_TRUE(rebuilt) << rebuilt.error().text;
  EXPECT_EQ(done(*rebuilt), "delete 4") << "few enough for the brake";
  EXPECT_EQ(firm.copies("MM"), 5);
}

TEST(Brake, AKeyThatItsOwnerKeepsDeletingIsSlowedDown) {
  Testbed firm;
  firm.add_addresses("MM", 1, 2);
  firm.sync();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(firm.graph().owner_purge(kTenant, "u-MM", firm.contact_id("MM", "a0001")));
    EXPECT_EQ(done(firm.sync()), "recreate 1") << i;
  }
  ASSERT_TRUE(firm.graph().owner_purge(kTenant, "u-MM", firm.contact_id("MM", "a0001")));
  EXPECT_EQ(done(firm.sync()), "");
  firm.clock().advance(3'600'000 + 1);
  EXPECT_EQ(done(firm.sync()), "recreate 1");
}

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

}  // namespace
}  // namespace relais::testbed
