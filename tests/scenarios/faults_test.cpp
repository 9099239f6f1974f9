// What the other side does to us, and what must be true afterwards all the same.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "tests/testbed/testbed.hpp"

namespace relais::testbed {
namespace {

/// In the end everything is there once, and a further sync does nothing.
void expect_in_step(Testbed& firm, int copies) {
  EXPECT_EQ(firm.copies("MM"), copies);
  for (int i = 1; i <= copies; ++i)
    EXPECT_TRUE(firm.contact("MM", fmt::format("a{:04}", i)).is_object()) << i;
  firm.mutations();
  EXPECT_EQ(done(firm.sync()), "");
  EXPECT_TRUE(firm.mutations().empty());
}

TEST(Faults, W4_AnAnswerCutAfterTheEffectMakesNoTwin) {
  Testbed firm;
  firm.add_addresses("MM", 1, 20);
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "POST"}, {"path", "/contacts"}, {"every", 3}},
                                         {{"cut_after", true}}, 5)}));
  firm.sync();
  expect_in_step(firm, 20);
}

TEST(Faults, ACreateCutBeforeItsEffectIsSentAgain) {
  Testbed firm;
  firm.add_addresses("MM", 1, 20);
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "POST"}, {"path", "/contacts"}, {"every", 4}},
                                         {{"cut_before", true}}, 4)}));
  firm.sync();
  expect_in_step(firm, 20);
}

TEST(Faults, ServerErrorsOnCreatesAreSettledNotRepeatedBlindly) {
  for (const bool effect : {false, true}) {
    Testbed firm;
    firm.add_addresses("MM", 1, 12);
    ASSERT_TRUE(
        firm.graph().faults({fault({{"method", "POST"}, {"path", "/contacts"}, {"every", 2}},
                                   {{"status", 503}, {"after_effect", effect}}, 5)}));
    firm.sync();
    expect_in_step(firm, 12);
  }
}

TEST(Faults, W6_ASearchThatLagsBehindMakesNoTwin) {
  Testbed firm;
  firm.add_addresses("MM", 1, 12);
  ASSERT_TRUE(firm.graph().faults({fault({}, {{"lag_search_ms", 60'000}}, -1),
                                   fault({{"method", "POST"}, {"path", "/contacts"}, {"every", 3}},
                                         {{"cut_after", true}}, 3)}));
  firm.sync();
  ASSERT_TRUE(firm.graph().clear_faults());
  expect_in_step(firm, 12);
}

TEST(Faults, ThrottlingIsWaitedOut) {
  Testbed firm;
  firm.add_addresses("MM", 1, 30);
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"every", 5}},
             {{"status", 429}, {"code", "ApplicationThrottled"}, {"retry_after", 2}}, 6),
       fault({{"every", 7}}, {{"status", 429}, {"code", "ApplicationThrottled"}}, 6)}));
  firm.sync();
  expect_in_step(firm, 30);
}

TEST(Faults, ALongRetryAfterIsHonouredByTheWholeRun) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "POST"}, {"path", "/contacts"}},
                                         {{"status", 429}, {"retry_after", 30}})}));
  firm.sync();
  expect_in_step(firm, 5);
}

TEST(Faults, AnOutageEndsTheRunForLater) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  ASSERT_TRUE(firm.graph().faults({fault({{"path", "/v1.0/"}}, {{"status", 503}}, -1)}));
  firm.sync(5);
  EXPECT_EQ(firm.copies("MM"), 0);
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(600'000);
  firm.sync();
  expect_in_step(firm, 5);
}

TEST(Faults, AnExpiredTokenIsRenewedOnce) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"method", "POST"}, {"path", "/contacts"}}, {{"expire_token", true}})}));
  firm.sync();
  expect_in_step(firm, 5);
}

TEST(Faults, A404ThatIsNotTrueMakesNoTwin) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  firm.sync();
  firm.sql("UPDATE address SET surname = 'Neu'");
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "PATCH"}, {"every", 2}},
                                         {{"status", 404}, {"code", "ErrorItemNotFound"}}, 2)}));
  firm.sync();
  expect_in_step(firm, 5);
  EXPECT_EQ(firm.contact("MM", "a0001").at("surname").as_string(), "Neu");
}

TEST(Faults, AnExpiredCursorListsAgain) {
  Testbed firm;
  firm.add_addresses("MM", 1, 25);
  firm.sync();
  const auto id = firm.contact_id("MM", "a0003");
  ASSERT_TRUE(firm.graph().expire_sync_states(kTenant, "u-MM"));
  ASSERT_TRUE(firm.graph().owner_purge(kTenant, "u-MM", id));
  EXPECT_EQ(done(firm.sync()), "recreate 1") << "a full listing shows what is missing";
  expect_in_step(firm, 25);
}

TEST(Faults, OddDeltaAnswersChangeNothing) {
  for (const char* mode : {"duplicate", "replay", "partial", "reversed", "late"}) {
    Testbed firm;
    firm.add_addresses("MM", 1, 12);
    firm.sync();
    const auto id = firm.contact_id("MM", "a0001");
    ASSERT_TRUE(firm.graph().owner_update(kTenant, "u-MM", id, {{"surname", "Wrong"}}));
    ASSERT_TRUE(firm.graph().faults({fault({{"path", "/delta"}}, {{"delta", mode}}, 2)}));
    firm.sync();
    firm.sync();
    ASSERT_TRUE(firm.graph().clear_faults());
    firm.sync();
    EXPECT_EQ(firm.contact("MM", "a0001").at("surname").as_string(), "Müller 1") << mode;
    expect_in_step(firm, 12);
  }
}

TEST(Faults, R68_ARemovalThatDeltaLosesIsFoundByTheAudit) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  firm.sync();
  ASSERT_TRUE(firm.graph().faults({fault({{"path", "/delta"}}, {{"delta", "lost_removals"}}, 1)}));
  ASSERT_TRUE(firm.graph().owner_purge(kTenant, "u-MM", firm.contact_id("MM", "a0001")));
  EXPECT_EQ(done(firm.sync()), "");
  firm.clock().advance(61 * 60'000);
  EXPECT_EQ(done(firm.sync()), "recreate 1");
  expect_in_step(firm, 5);
}

TEST(Faults, HostileAnswersNeverDeleteOrDouble) {
  const std::vector<json::object> hostile{{{"truncate_body", true}},
                                          {{"status", 200}, {"html", "<html>sign in</html>"}},
                                          {{"status", 400}, {"empty", true}},
                                          {{"redirect", "http://127.0.0.1:9/elsewhere"}},
                                          {{"status", 504}, {"html", "<html>gateway</html>"}},
                                          {{"endless_next", true}},
                                          {{"huge_body", 80'000'000}}};
  for (const auto& action : hostile) {
    Testbed firm;
    firm.add_addresses("MM", 1, 5);
    firm.sync();
    firm.graph().owner_update(kTenant, "u-MM", firm.contact_id("MM", "a0001"), {{"surname", "X"}});
    firm.sql("UPDATE address SET surname = 'Neu' WHERE id = 'a0002'");
    ASSERT_TRUE(firm.graph().faults({fault({{"path", "/v1.0/"}, {"method", "GET"}}, action, 6)}));
    (void)firm.engine()->sync({}, false, 60'000);
    EXPECT_EQ(firm.copies("MM"), 5) << json::serialize(action);
    ASSERT_TRUE(firm.graph().clear_faults());
    firm.clock().advance(600'000);
    firm.sync();
    expect_in_step(firm, 5);
  }
}

TEST(Faults, ARefusedItemIsQuarantinedTheOthersGoOn) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"method", "POST"}, {"body", "M\xc3\xbcller 3"}},
             {{"status", 400}, {"code", "ErrorInvalidRequest"}, {"message", "no"}}, -1)}));
  EXPECT_EQ(done(firm.sync(3)), "create 4");
  firm.mutations();
  EXPECT_EQ(done(firm.sync(3)), "");
  EXPECT_TRUE(firm.mutations().empty()) << "a quarantined item is left in peace";
  firm.sql("UPDATE address SET surname = 'Anders' WHERE id = 'a0003'");
  EXPECT_EQ(done(firm.sync()), "create 1") << "it leaves when the item changes";
}

TEST(Faults, AQuarantinedItemIsTriedAgainInTime) {
  Testbed firm;
  firm.add_addresses("MM", 1, 1);
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "POST"}, {"path", "/contacts"}},
                                         {{"status", 400}, {"code", "ErrorInvalidRequest"}}, 1)}));
  firm.sync(3);
  firm.clock().advance(3'600'000 + 1);
  EXPECT_EQ(done(firm.sync()), "create 1");
}

TEST(Faults, MissingPermissionIsRefusedNotRetried) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  ASSERT_TRUE(firm.graph().add_app(
      kTenant, {.client_id = kClient, .secret = kSecret, .roles = {"User.ReadBasic.All"}}));
  firm.sync(7);
  EXPECT_LE(firm.requests().size(), 4u);
}

TEST(Faults, AWrongSecretIsRefusedWithoutARequestStorm) {
  Testbed firm({.handlers = {"MM", "AF", "LZ"}});
  firm.add_addresses("MM", 1, 5);
  ASSERT_TRUE(firm.graph().add_app(kTenant, {.client_id = kClient, .secret = "another"}));
  firm.sync(7);
  EXPECT_TRUE(firm.requests().empty());
  EXPECT_LE(firm.graph().stats().value().at("token_requests").to_number<int>(), 1);
}

TEST(Faults, OneMailboxWithoutALicenceDoesNotStopTheOthers) {
  Testbed firm({.handlers = {"MM", "AF"}});
  firm.add_addresses("MM", 1, 3);
  firm.add_addresses("AF", 4, 6);
  ASSERT_TRUE(firm.graph().add_user(kTenant, {.id = "u-AF", .mailbox = "unlicensed"}));
  const auto outcome = firm.engine()->sync({}, false, 0);
  ASSERT_TRUE(outcome);
  EXPECT_NE(sync::exit_code(*outcome), 0);
  EXPECT_EQ(firm.copies("MM"), 3);
}

TEST(Faults, R23_AnUnknownUserIsSaid) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  firm.sql(
      "INSERT INTO handler(id, entity_id, code, given_name, surname, role, sync_addresses) "
      "VALUES('h-XX', 'zurich', 'XX', 'G', 'F', 'lawyer', 1);"
      "INSERT INTO handler_link(handler_id, address) VALUES('h-XX', 'nobody@firm.example')");
  const auto outcome = firm.engine()->sync({}, false, 0);
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->problems.size(), 1u);
  EXPECT_EQ(outcome->problems[0].handler, "XX");
  EXPECT_EQ(firm.copies("MM"), 3);
}

TEST(Faults, R69_AnyMixOfFaultsLeavesExactlyOneCopy) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    Testbed firm;
    firm.add_addresses("MM", 1, 40);
    ASSERT_TRUE(firm.graph().faults(
        {fault({{"method", "POST"}, {"every", 5 + seed}}, {{"cut_after", true}}, 4),
         fault({{"method", "POST"}, {"every", 7 + seed}}, {{"cut_before", true}}, 4),
         fault({{"every", 9 + seed}}, {{"status", 503}}, 6),
         fault({{"every", 11 + seed}}, {{"status", 429}, {"retry_after", 1}}, 6),
         fault({{"method", "GET"}, {"every", 6 + seed}}, {{"truncate_body", true}}, 3)}));
    for (int i = 0; i < 4; ++i) {
      (void)firm.engine()->sync({}, false, 120'000);
      firm.clock().advance(70'000);
    }
    ASSERT_TRUE(firm.graph().clear_faults());
    firm.sync();
    expect_in_step(firm, 40);
  }
}

}  // namespace
}  // namespace relais::testbed
