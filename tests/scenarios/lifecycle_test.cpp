// Switched off, purged, quarantined, moved away: what a copy lives through.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/testbed/testbed.hpp"

namespace relais::testbed {
namespace {

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

// ---- what is told ------------------------------------------------------------------------------

TEST(Status, AMailboxThatRecoveredWithinARunIsNotBlocked) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "POST"}, {"path", "/contacts"}},
                                         {{"status", 429}, {"retry_after", 30}})}));
  firm.sync();
  EXPECT_EQ(firm.engine()->ledger().mailboxes().value().front().blocked, "");
}

}  // namespace
}  // namespace relais::testbed
