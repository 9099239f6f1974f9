// What operators and administrators do: plan, apply, rebuild, purge, relink, share a mailbox.
#include <gtest/gtest.h>

#include <fstream>

#include "engine/config/load.hpp"
#include "engine/sqlite/sqlite.hpp"
#include "engine/sync/success.hpp"
#include "tests/testbed/testbed.hpp"

namespace relais::testbed {
namespace {

TEST(Operator, APlanSendsNothing) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  const auto outcome = firm.plan();
  EXPECT_EQ(outcome.report.mailboxes.at(0).planned.size(), 5u);
  EXPECT_TRUE(firm.mutations().empty());
}

TEST(Operator, ASavedPlanIsCarriedOutAsItIs) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  const auto file = plan_file(firm, firm.plan());
  const auto outcome = firm.engine()->apply(file, 0);
  ASSERT_TRUE(outcome) << outcome.error().text;
  EXPECT_EQ(done(*outcome), "create 5");
}

TEST(Operator, ASavedPlanIsRefusedWhenTheStoreHasMoved) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  const auto file = plan_file(firm, firm.plan());
  firm.add_addresses("MM", 6, 6);
  EXPECT_EQ(firm.engine()->apply(file, 0).error().code, Errc::conflict);
  EXPECT_TRUE(firm.mutations().empty());
}

TEST(Operator, ASavedPlanIsRefusedWhenTheMailboxHasMoved) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  firm.sync();
  firm.sql("UPDATE address SET surname = 'Neu' WHERE id = 'a0001'");
  const auto file = plan_file(firm, firm.plan());
  ASSERT_TRUE(firm.graph().owner_purge(kTenant, "u-MM", firm.contact_id("MM", "a0002")));
  firm.mutations();
  EXPECT_EQ(firm.engine()->apply(file, 0).error().code, Errc::conflict);
  EXPECT_TRUE(firm.mutations().empty());
}

TEST(Operator, TheLastSuccessIsThatOfTheFirmAndOfEachMailbox) {
  Testbed firm({.handlers = {"MM", "AF"}});
  firm.add_addresses("MM", 1, 1);
  firm.add_addresses("AF", 2, 2);
  const auto of = [&](const std::string& handler) {
    const auto engine = firm.engine();
    for (const auto& member : must(engine->ledger().members()))
      if (member.handler == "h-" + handler)
        return must(sync::last_success(engine->ledger(), member.mailbox));
    return Millis{0};
  };
  const auto of_all = [&] { return must(sync::last_success(firm.engine()->ledger())); };
  firm.plan();
  EXPECT_EQ(of_all(), 0) << "a plan does nothing";
  must(firm.engine()->sync({.addin = "A04"}, false, 0));
  EXPECT_EQ(of_all(), 0);
  EXPECT_EQ(of("MM"), 0) << "not everything of it";
  firm.sync();
  const Millis first = of_all();
  EXPECT_GT(first, 0);
  EXPECT_EQ(of("MM"), first);
  EXPECT_EQ(of("AF"), first);

  firm.clock().advance(kHour);
  must(firm.graph().add_user(kTenant, {.id = "u-AF", .mailbox = "unlicensed"}));
  firm.add_addresses("MM", 3, 3);
  firm.add_addresses("AF", 4, 4);
  must(firm.engine()->sync({}, false, 0));
  EXPECT_GE(of("MM"), first + kHour);
  EXPECT_EQ(of("AF"), first);
  EXPECT_EQ(of_all(), first);
  must(firm.engine()->sync({.handler = "MM"}, false, 0));
  EXPECT_EQ(of_all(), first) << "not of everybody";
}

TEST(Operator, RebuildLinksAgainWithoutAWrite) {
  Testbed firm;
  firm.add_addresses("MM", 1, 20);
  firm.sync();
  firm.mutations();
  const auto outcome = firm.engine()->rebuild({}, 0);
  ASSERT_TRUE(outcome) << outcome.error().text;
  EXPECT_EQ(sync::exit_code(*outcome), 0);
  EXPECT_TRUE(firm.mutations().empty());
  firm.sql("UPDATE address SET surname = 'Neu' WHERE id = 'a0001'");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_EQ(firm.copies("MM"), 20);
}

TEST(Operator, AnOldLedgerRestoredFromABackupMakesNoTwins) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  firm.sync();
  const auto ledger = firm.ledger_path().string();
  {
    auto db = sqlite::Database::open(ledger).value();
    ASSERT_TRUE(db.exec("PRAGMA wal_checkpoint(TRUNCATE)"));
  }
  std::filesystem::copy_file(ledger, ledger + ".backup");
  firm.add_addresses("MM", 4, 9);
  firm.sql("DELETE FROM address WHERE id = 'a0001'");
  firm.sync();
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(ledger + suffix);
  std::filesystem::copy_file(ledger + ".backup", ledger);
  firm.mutations();
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 8);
  EXPECT_TRUE(firm.mutations().empty());
}

TEST(Operator, PurgeDeletesOursOnlyAndOnlyWhenSwitchedOff) {
  Testbed firm({.addins = "      A04: {folder: Kanzlei}\n"});
  firm.add_addresses("MM", 1, 70);
  firm.graph().owner_create(kTenant, "u-MM", {{"surname", "Own"}}).value();
  firm.sync();
  EXPECT_EQ(firm.engine()->purge({}, true).error().code, Errc::usage);
  firm.sql("UPDATE handler SET sync_addresses = 0");
  const auto looked = firm.engine()->purge({}, false);
  ASSERT_TRUE(looked);
  EXPECT_EQ(looked->at(0).purged.found, 70);
  EXPECT_EQ(firm.copies("MM"), 70);
  const auto purged = firm.engine()->purge({}, true);
  ASSERT_TRUE(purged);
  EXPECT_EQ(purged->at(0).purged.removed, 70);
  EXPECT_EQ(firm.contacts("MM").size(), 1u);
  EXPECT_EQ(done(firm.sync()), "");
  firm.sql("UPDATE handler SET sync_addresses = 1");
  EXPECT_EQ(done(firm.sync()), "create 70");
}

TEST(Operator, AHandlerLinkedElsewhereKeepsTheOldCopiesUnlessToldOtherwise) {
  for (const bool remove : {false, true}) {
    Testbed firm({.handlers = {"MM", "AF"},
                  .safety = remove ? "{on_disable: remove}" : "{on_disable: keep}"});
    firm.add_addresses("MM", 1, 4);
    firm.sync();
    firm.sql(
        "DELETE FROM handler_link WHERE handler_id = 'h-AF';"
        "UPDATE handler_link SET address = 'u-AF@firm.example' WHERE handler_id = 'h-MM'");
    firm.sync();
    EXPECT_EQ(firm.copies("AF"), 4);
    EXPECT_EQ(firm.copies("MM"), remove ? 0 : 4);
  }
}

TEST(Operator, R8_TwoEntitiesThatShareAMailboxKeepTheirCopiesApart) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  firm.sql(
      "INSERT INTO handler(id, entity_id, code, given_name, surname, role, sync_addresses) "
      "VALUES('h-M2', 'geneva', 'MM', 'G', 'F', 'lawyer', 1);"
      "INSERT INTO handler_link(handler_id, address) VALUES('h-M2', 'u-MM@firm.example');"
      "INSERT INTO address(id, entity_id, kind, surname) VALUES('g1', 'geneva', 'person', 'Favre');"
      "INSERT INTO address_sync_mark(address_id, handler_id, marked_by, marked_at) "
      "VALUES('g1', 'h-M2', 'test', '2026-01-01T00:00:00.000Z')");
  std::ifstream in(firm.config_path());
  std::string config((std::istreambuf_iterator<char>(in)), {});
  std::string second = config.substr(config.find("  - id: zurich"));
  second.replace(second.find("zurich"), 6, "geneva");
  std::ofstream(firm.config_path()) << config << second;
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 4);
  firm.lose_ledger();
  firm.mutations();
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 4);
  EXPECT_TRUE(firm.mutations().empty()) << "each entity adopts its own";
}

TEST(Operator, ASharedMailboxOfTwoHandlersHoldsOneCopy) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  ASSERT_TRUE(firm.graph().add_user(
      kTenant, {.id = "u-MM", .upn = "u-MM@firm.example", .mail = "other@firm.example"}));
  firm.sql(
      "INSERT INTO handler(id, entity_id, code, given_name, surname, role, sync_addresses) "
      "VALUES('h-SK', 'zurich', 'SK', 'G', 'F', 'secretary', 1);"
      "INSERT INTO handler_link(handler_id, address, user_id) VALUES('h-SK', 'alias@firm.example', "
      "'u-MM');"
      "INSERT INTO address_sync_mark(address_id, handler_id, marked_by, marked_at) "
      "VALUES('a0001', 'h-SK', 'test', '2026-01-01T00:00:00.000Z')");
  EXPECT_EQ(done(firm.sync()), "create 3");
  firm.sql("DELETE FROM address_sync_mark WHERE handler_id = 'h-MM' AND address_id = 'a0001'");
  EXPECT_EQ(done(firm.sync()), "") << "the other one still wants it";
  firm.sql("UPDATE handler SET sync_addresses = 0 WHERE id = 'h-SK'");
  EXPECT_EQ(done(firm.sync()), "") << "his copy is frozen, not deleted";
  EXPECT_EQ(firm.copies("MM"), 3);
}

}  // namespace
}  // namespace relais::testbed
