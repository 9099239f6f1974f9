// What the other side does to us while mail is collected, and what must be true afterwards.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testbed/mail_firm.hpp"

namespace relais::testbed {
namespace {

using ::testing::IsEmpty;

void deliver_some(MailFirm& firm, int from, int to) {
  for (int i = from; i < to; ++i) firm.deliver({.subject = fmt::format("m{:03}", i)});
}

/// All is there once and marked, and a further run does nothing.
void expect_all(MailFirm& firm, std::size_t messages) {
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(600'000);
  firm.poll();
  EXPECT_EQ(firm.collected().size(), messages);
  EXPECT_EQ(firm.rows("SELECT 1 FROM communicator_message WHERE marker_state = 'received'").size(),
            messages);
  firm.expect_in_step();
}

TEST(MailFaults, ThrottlingIsWaitedOutOrComesBackLater) {
  MailFirm firm;
  firm.activate();
  deliver_some(firm, 0, 15);
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"every", 5}},
             {{"status", 429}, {"code", "ApplicationThrottled"}, {"retry_after", 2}}, 8),
       fault({{"every", 7}}, {{"status", 429}, {"code", "ApplicationThrottled"}}, 6)}));
  for (int i = 0; i < 3; ++i) {
    (void)firm.try_poll();
    firm.clock().advance(60'000);
  }
  expect_all(firm, 15);
}

TEST(MailFaults, ALongRetryAfterPostponesTheMailboxAndSendsNothingMeanwhile) {
  MailFirm firm;
  firm.activate();
  deliver_some(firm, 0, 3);
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"path", "/messages"}}, {{"status", 429}, {"retry_after", 300}}, 1)}));
  firm.poll(5);
  firm.requests();
  firm.poll(5);
  EXPECT_THAT(firm.requests(), IsEmpty()) << "whoever is told to wait waits";
  expect_all(firm, 3);
}

TEST(MailFaults, ServerErrorsAndCutsLoseNothing) {
  const std::vector<json::object> faults{{{"status", 503}},
                                         {{"status", 500}},
                                         {{"status", 504}, {"html", "<html>gateway</html>"}},
                                         {{"cut_before", true}},
                                         {{"cut_after", true}},
                                         {{"truncate_body", true}}};
  for (const auto& action : faults) {
    SCOPED_TRACE(json::serialize(action));
    MailFirm firm;
    firm.activate();
    deliver_some(firm, 0, 6);
    ASSERT_TRUE(firm.graph().faults({fault({{"path", "/v1.0/"}, {"every", 3}}, action, 8)}));
    for (int i = 0; i < 4; ++i) {
      (void)firm.try_poll();
      firm.clock().advance(120'000);
    }
    expect_all(firm, 6);
  }
}

TEST(MailFaults, AnOutageIsForLaterAndLosesNothing) {
  MailFirm firm;
  firm.activate();
  deliver_some(firm, 0, 4);
  ASSERT_TRUE(firm.graph().faults({fault({{"path", "/v1.0/"}}, {{"status", 503}}, -1)}));
  firm.poll(5);
  EXPECT_THAT(firm.collected(), IsEmpty());
  EXPECT_THAT(firm.rows("SELECT * FROM mail_verdict"), IsEmpty());
  expect_all(firm, 4);
}

TEST(MailFaults, ExpiredLinksAndOddDeltasLoseNothing) {
  for (const char* mode :
       {"expired", "duplicate", "replay", "partial", "reversed", "late", "lost_removals"}) {
    SCOPED_TRACE(mode);
    MailFirm firm;
    firm.activate();
    deliver_some(firm, 0, 3);
    firm.poll();
    firm.audit();
    deliver_some(firm, 3, 5);
    const auto sent = firm.deliver({.subject = "sent", .folder = "sentitems"});
    ASSERT_TRUE(firm.graph().faults({fault({{"path", "/delta"}}, {{"delta", mode}}, 3)}));
    firm.clock().advance(300'000);
    (void)firm.try_poll();
    firm.clock().advance(300'000);
    (void)firm.try_poll();
    EXPECT_EQ(firm.reason(sent), "collect");
    expect_all(firm, 6);
  }
}

TEST(MailFaults, HostileAnswersNeverLoseDoubleOrEraseAnything) {
  const std::vector<json::object> hostile{{{"status", 200}, {"html", "<html>sign in</html>"}},
                                          {{"status", 200}, {"body", "[]"}},
                                          {{"status", 200}, {"body", "{\"value\": 7}"}},
                                          {{"status", 400}, {"empty", true}},
                                          {{"status", 404}, {"code", "ErrorItemNotFound"}},
                                          {{"redirect", "http://127.0.0.1:9/elsewhere"}},
                                          {{"endless_next", true}},
                                          {{"empty_page", true}},
                                          {{"ends_early", true}},
                                          {{"huge_body", 80'000'000}}};
  for (const auto& action : hostile) {
    SCOPED_TRACE(json::serialize(action));
    MailFirm firm("plugin: {page_size: 4}");
    firm.activate();
    deliver_some(firm, 0, 3);
    firm.poll();
    deliver_some(firm, 3, 9);
    ASSERT_TRUE(
        firm.graph().faults({fault({{"path", "/messages"}, {"method", "GET"}}, action, 6)}));
    for (int i = 0; i < 3; ++i) {
      (void)firm.try_poll();
      firm.clock().advance(120'000);
    }
    expect_all(firm, 9);
  }
}

TEST(MailFaults, AnExpiredTokenIsRenewedOnce) {
  MailFirm firm;
  firm.activate();
  deliver_some(firm, 0, 3);
  ASSERT_TRUE(firm.graph().faults({fault({{"path", "/messages"}}, {{"expire_token", true}})}));
  firm.poll();
  expect_all(firm, 3);
}

TEST(MailFaults, MissingPermissionIsRefusedNotRetried) {
  MailFirm firm;
  firm.activate();
  deliver_some(firm, 0, 3);
  firm.have_roles({"User.ReadBasic.All"});
  firm.requests();
  firm.poll(7);
  EXPECT_LE(firm.requests().size(), 4u);
  firm.have_roles({"Mail.ReadWrite", "MailboxSettings.ReadWrite", "User.ReadBasic.All"});
  expect_all(firm, 3);
}

TEST(MailFaults, OneMailboxInTroubleDoesNotStopTheOthers) {
  MailFirm firm("", {.handlers = {"AF", "MM"}});
  firm.activate("AF");
  firm.activate("MM");
  deliver_some(firm, 0, 3);
  ASSERT_TRUE(firm.graph().add_user(kTenant, {.id = "u-AF", .mailbox = "unlicensed"}));
  const auto outcome = firm.try_poll();
  ASSERT_TRUE(outcome) << outcome.error().text;
  EXPECT_NE(collect::exit_code(*outcome), 0);
  EXPECT_EQ(firm.collected("MM").size(), 3u);
}

TEST(MailFaults, AnyMixOfFaultsEndsWithOneRowEach) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(seed);
    MailFirm firm("plugin: {page_size: 5}");
    firm.activate();
    deliver_some(firm, 0, 12);
    ASSERT_TRUE(firm.graph().faults(
        {fault({{"every", 5 + seed}}, {{"cut_after", true}}, 6),
         fault({{"every", 7 + seed}}, {{"cut_before", true}}, 6),
         fault({{"every", 9 + seed}}, {{"status", 503}}, 6),
         fault({{"every", 11 + seed}}, {{"status", 429}, {"retry_after", 1}}, 6),
         fault({{"method", "GET"}, {"every", 6 + seed}}, {{"truncate_body", true}}, 5)}));
    for (int i = 0; i < 5; ++i) {
      (void)firm.try_poll();
      deliver_some(firm, 12 + i, 13 + i);
      firm.clock().advance(70'000);
    }
    expect_all(firm, 17);
  }
}

}  // namespace
}  // namespace relais::testbed
