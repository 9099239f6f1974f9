// The way of an address into a mailbox and back, as a firm would see it.
#include <gtest/gtest.h>

#include "engine/config/load.hpp"
#include "tests/testbed/testbed.hpp"

namespace relais::testbed {
namespace {

TEST(Contacts, R60_AMarkedAddressBecomesOneContact) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  EXPECT_EQ(done(firm.sync()), "create 3");
  EXPECT_EQ(firm.copies("MM"), 3);
  const auto contact = firm.contact("MM", "a0002");
  ASSERT_TRUE(contact.is_object());
  EXPECT_EQ(contact.at("displayName").as_string(), "Vreni Müller 2");
  EXPECT_EQ(contact.at("fileAs").as_string(), "Müller 2, Vreni");
}

TEST(Contacts, R56_NoMarksNoContacts) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  firm.sql("DELETE FROM address_sync_mark");
  EXPECT_EQ(done(firm.sync()), "");
  EXPECT_EQ(firm.copies("MM"), 0);
}

TEST(Contacts, ASecondSyncAsksOnceAndWritesNothing) {
  Testbed firm;
  firm.add_addresses("MM", 1, 30);
  firm.sync();
  firm.requests();
  EXPECT_EQ(done(firm.sync()), "");
  EXPECT_EQ(firm.requests().size(), 1u);
}

TEST(Contacts, AMailboxWithoutContactsIsAskedOnceAndNothingIsNoted) {
  Testbed firm;
  firm.sync();
  const auto rounds = [&] { return firm.engine()->ledger().streams(1)->front().round; };
  const auto before = rounds();
  firm.requests();
  firm.sync();
  EXPECT_EQ(firm.requests().size(), 1U);
  EXPECT_EQ(rounds(), before);
  firm.audit();
  EXPECT_GT(rounds(), before) << "an audit is noted";
}

TEST(Contacts, ExactlyWhatChangedIsSent) {
  Testbed firm;
  firm.add_addresses("MM", 1, 10);
  firm.sync();
  firm.mutations();
  firm.sql(
      "UPDATE address SET surname = 'Zgraggen' WHERE id = 'a0001';"
      "DELETE FROM address WHERE id = 'a0002';"
      "UPDATE address SET deleted_at = '2026-02-02T00:00:00.000Z' WHERE id = 'a0003';"
      "DELETE FROM address_sync_mark WHERE address_id = 'a0004'");
  firm.add_addresses("MM", 11, 11);
  EXPECT_EQ(done(firm.sync()), "create 1, delete 3, update 1");
  EXPECT_EQ(firm.mutations().size(), 5u);
  EXPECT_EQ(firm.copies("MM"), 8);
  EXPECT_EQ(firm.contact("MM", "a0001").at("surname").as_string(), "Zgraggen");
  EXPECT_TRUE(firm.contact("MM", "a0002").is_null());
}

TEST(Contacts, R67_ARestoredAddressComesBack) {
  Testbed firm;
  firm.add_addresses("MM", 1, 2);
  firm.sync();
  firm.sql("UPDATE address SET deleted_at = '2026-02-02T00:00:00.000Z' WHERE id = 'a0001'");
  firm.sync();
  EXPECT_TRUE(firm.contact("MM", "a0001").is_null());
  firm.sql("UPDATE address SET deleted_at = NULL WHERE id = 'a0001'");
  EXPECT_EQ(done(firm.sync()), "create 1");
  EXPECT_TRUE(firm.contact("MM", "a0001").is_object());
}

TEST(Contacts, R66_OwnedFieldsAreRepairedTheOwnersStay) {
  Testbed firm;
  firm.add_addresses("MM", 1, 2);
  firm.graph().owner_create(kTenant, "u-MM", {{"givenName", "Mine"}, {"surname", "Own"}}).value();
  firm.sync();
  const auto id = firm.contact_id("MM", "a0001");
  ASSERT_TRUE(firm.graph().owner_update(kTenant, "u-MM", id,
                                        {{"surname", "Wrong"},
                                         {"spouseName", "Kept"},
                                         {"personalNotes", "call him on Mondays"},
                                         {"categories", {"Golf"}}}));
  EXPECT_EQ(done(firm.sync()), "repair 1");
  const auto contact = firm.contact("MM", "a0001");
  EXPECT_EQ(contact.at("surname").as_string(), "Müller 1");
  EXPECT_EQ(contact.at("spouseName").as_string(), "Kept");
  EXPECT_EQ(contact.at("personalNotes").as_string(), "call him on Mondays");
  EXPECT_EQ(contact.at("categories").as_array(), json::array{"Golf"});
  EXPECT_EQ(firm.contacts("MM").size(), 3u);
  firm.requests();
  EXPECT_EQ(done(firm.sync()), "");
  EXPECT_EQ(firm.requests().size(), 1u);
}

TEST(Contacts, R68_DeletedInTheMailboxIsRecreatedHardOrSoft) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  firm.sync();
  ASSERT_TRUE(firm.graph().owner_delete(kTenant, "u-MM", firm.contact_id("MM", "a0001")));
  ASSERT_TRUE(firm.graph().owner_purge(kTenant, "u-MM", firm.contact_id("MM", "a0002")));
  EXPECT_EQ(done(firm.sync()), "recreate 2");
  EXPECT_EQ(firm.copies("MM"), 3);
  EXPECT_TRUE(firm.contact("MM", "a0001").is_object());
  EXPECT_EQ(done(firm.sync()), "");
}

TEST(Contacts, AContactMovedByItsOwnerIsFollowed) {
  Testbed firm;
  firm.add_addresses("MM", 1, 2);
  firm.sync();
  const auto id = firm.contact_id("MM", "a0001");
  firm.graph().owner_create_folder(kTenant, "u-MM", "Freunde").value();
  ASSERT_TRUE(firm.graph().owner_move(kTenant, "u-MM", id, "Freunde"));
  EXPECT_EQ(done(firm.sync()), "");
  firm.sql("UPDATE address SET surname = 'Neu' WHERE id = 'a0001'");
  EXPECT_EQ(done(firm.sync()), "update 1");
  EXPECT_EQ(firm.contact_id("MM", "a0001"), id);
  EXPECT_EQ(firm.contact("MM", "a0001").at("folder").as_string(), "Freunde");
}

TEST(Contacts, OneAddressInTwoMailboxesLeavesEachByItself) {
  Testbed firm({.handlers = {"MM", "AF"}});
  firm.add_addresses("MM", 1, 2);
  firm.sql(
      "INSERT INTO address_sync_mark(address_id, handler_id, marked_by, marked_at) "
      "VALUES('a0001', 'h-AF', 'test', '2026-01-01T00:00:00.000Z')");
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 2);
  EXPECT_EQ(firm.copies("AF"), 1);
  firm.sql("DELETE FROM address_sync_mark WHERE handler_id = 'h-AF'");
  EXPECT_EQ(done(firm.sync()), "delete 1");
  EXPECT_EQ(firm.copies("MM"), 2);
  EXPECT_EQ(firm.copies("AF"), 0);
}

TEST(Contacts, R54_SwitchedOffIsFrozenAndCatchesUp) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  firm.sync();
  firm.sql(
      "UPDATE handler SET sync_addresses = 0;"
      "UPDATE address SET surname = 'Neu' WHERE id = 'a0001';"
      "DELETE FROM address WHERE id = 'a0002'");
  firm.mutations();
  EXPECT_EQ(done(firm.sync()), "");
  EXPECT_TRUE(firm.mutations().empty());
  EXPECT_EQ(firm.copies("MM"), 3);
  firm.sql("UPDATE handler SET sync_addresses = 1");
  EXPECT_EQ(done(firm.sync()), "delete 1, update 1");
}

TEST(Contacts, OnDisableRemoveTakesOurCopiesOnly) {
  Testbed firm({.safety = "{on_disable: remove}"});
  firm.add_addresses("MM", 1, 3);
  firm.graph().owner_create(kTenant, "u-MM", {{"surname", "Own"}}).value();
  firm.sync();
  firm.sql("UPDATE handler SET sync_addresses = 0");
  EXPECT_EQ(done(firm.sync()), "delete 3");
  EXPECT_EQ(firm.contacts("MM").size(), 1u);
}

TEST(Contacts, AnOwnFolderIsMadeOnceAndFound) {
  Testbed firm({.addins = "      A04: {folder: Kanzlei}\n"});
  firm.add_addresses("MM", 1, 3);
  EXPECT_EQ(done(firm.sync()), "create 3");
  EXPECT_EQ(firm.contact("MM", "a0001").at("folder").as_string(), "Kanzlei");
  EXPECT_EQ(done(firm.sync()), "");
}

TEST(Contacts, AnotherFolderMovesTheCopies) {
  Testbed firm;
  firm.add_addresses("MM", 1, 30);
  firm.sync();
  firm.write_config({.addins = "      A04: {folder: Kanzlei}\n"});
  EXPECT_EQ(done(firm.sync()), "move 30");
  EXPECT_EQ(firm.copies("MM"), 30);
  EXPECT_EQ(firm.contact("MM", "a0001").at("folder").as_string(), "Kanzlei");
  EXPECT_EQ(done(firm.sync()), "");
}

TEST(Contacts, AnOldCopyDeletedByItsOwnerDuringAMoveDoesNotTakeTheNewOneAlong) {
  Testbed firm;
  firm.add_addresses("MM", 1, 2);
  firm.sync();
  const auto old = firm.contact_id("MM", "a0001");
  firm.write_config({.addins = "      A04: {folder: Kanzlei}\n"});
  // The delete of the old copy fails, and then its owner deletes it himself.
  ASSERT_TRUE(firm.graph().faults({json::object{
      {"match", {{"method", "DELETE"}}}, {"action", {{"status", 503}}}, {"times", -1}}}));
  (void)firm.engine()->sync({}, false, 0);
  ASSERT_TRUE(firm.graph().clear_faults());
  ASSERT_TRUE(firm.graph().owner_delete(kTenant, "u-MM", old));
  firm.clock().advance(61 * 60'000);
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 2);
  EXPECT_EQ(firm.contact("MM", "a0001").at("folder").as_string(), "Kanzlei");
  EXPECT_EQ(done(firm.sync()), "");
}

TEST(Contacts, W14_ALostLedgerMakesNoTwins) {
  Testbed firm;
  firm.add_addresses("MM", 1, 30);
  firm.sync();
  firm.mutations();
  firm.lose_ledger();
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 30);
  EXPECT_TRUE(firm.mutations().empty()) << "equal fingerprints need no write";
}

}  // namespace
}  // namespace relais::testbed
