// Handlers, and entities, that share a mailbox.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/testbed/testbed.hpp"

namespace relais::testbed {
namespace {

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

}  // namespace
}  // namespace relais::testbed
