// What a mailbox costs in which nothing happens, and one that is full of old messages.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testbed/mail_firm.hpp"

namespace relais::testbed {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MailIdle, AnIdlePollIsOneRequestHoweverManyFoldersAndSixInFive) {
  std::vector<std::size_t> costs;
  for (const int folders : {0, 120}) {
    MailFirm firm("", {.safety = "{audit_every: 24h}"});
    for (int i = 0; i < folders; ++i) firm.make_folder(fmt::format("F{}", i));
    firm.activate();
    firm.deliver();
    firm.poll();
    firm.requests();
    std::size_t sum = 0;
    for (int i = 0; i < 10; ++i) {
      firm.clock().advance(60'000);
      firm.poll();
      const auto one = firm.requests().size();
      EXPECT_LE(one, 2u);
      sum += one;
    }
    costs.push_back(sum);
  }
  EXPECT_THAT(costs, ElementsAre(12, 12));
}

TEST(MailIdle, AnIdlePollWritesNothing) {
  MailFirm firm("", {.safety = "{audit_every: 24h}"});
  firm.activate();
  firm.deliver();
  firm.poll();
  firm.poll();
  const auto before = firm.practice_tables();
  for (int i = 0; i < 5; ++i) firm.poll();
  EXPECT_EQ(firm.rows("SELECT count(*) FROM mail_verdict_history"), std::vector<std::string>{"0"});
  firm.mutations();
  firm.poll();
  EXPECT_THAT(firm.mutations(), IsEmpty());
}

TEST(MailIdle, R45_AMillionOldMessagesCostNothing) {
  MailFirm firm;
  ASSERT_TRUE(
      firm.graph().fill_mail(kTenant, "u-MM", 1'000'000, "inbox", "2015-01-01T00:00:00Z", 60));
  firm.requests();
  firm.activate();
  const auto activating = firm.requests().size();
  EXPECT_LE(activating, 40u) << "tests, folders, a sample";
  firm.deliver({.subject = "new"});
  firm.poll();
  firm.audit();
  EXPECT_LE(firm.requests().size(), 60u) << "nothing of it depends on what is old";
  EXPECT_THAT(firm.collected(), ElementsAre("new"));
  EXPECT_EQ(firm.rows("SELECT 1 FROM mail_verdict").size(), 1u);
}

}  // namespace
}  // namespace relais::testbed
