#include <atomic>
#include <thread>

#include "tests/graph-emulator/testing/client.hpp"

namespace relais::emulator::testing {
namespace {

class Load : public Graph {
 protected:
  /// Statuses of `count` requests that are all in flight together.
  std::vector<Reply> together(int count) {
    std::vector<Reply> replies(static_cast<std::size_t>(count));
    std::vector<std::thread> threads;
    for (Reply& reply : replies)
      threads.emplace_back([&] {
        Client own;
        reply = own.send("GET", emulator.url() + "/v1.0/users/" + user + "/contacts", {},
                         {"Authorization: Bearer " + token});
      });
    for (std::thread& thread : threads) thread.join();
    return replies;
  }
  static int number_of(const std::vector<Reply>& replies, long status) {
    int number = 0;
    for (const Reply& reply : replies) number += reply.status == status ? 1 : 0;
    return number;
  }
};

TEST_F(Load, TheFifthRequestInFlightIsThrottled) {
  ASSERT_TRUE(control.settings({{"latency_ms", 1000}}));
  const auto replies = together(5);
  EXPECT_EQ(number_of(replies, 200), 4);
  ASSERT_EQ(number_of(replies, 429), 1);
  for (const Reply& reply : replies) {
    if (reply.status != 429) continue;
    EXPECT_EQ(reply.code(), "ApplicationThrottled");
    EXPECT_NE(reply.text.find("Application is over its MailboxConcurrency limit."),
              std::string::npos);
    EXPECT_FALSE(reply.headers.contains("retry-after"));
  }
  const auto stats = control.stats();
  ASSERT_TRUE(stats);
  EXPECT_EQ(stats->at("throttled").as_int64(), 1);
  EXPECT_EQ(stats->at("mailboxes").at(user).at("max_in_flight").as_int64(), 4);
  EXPECT_EQ(stats->at("mailboxes").at(user).at("in_flight").as_int64(), 0);
}

TEST_F(Load, RetryAfterIsAMatterOfSettings) {
  ASSERT_TRUE(control.settings(
      {{"latency_ms", 700}, {"mailbox_concurrency", 1}, {"concurrency_retry_after_s", 3}}));
  const auto replies = together(2);
  ASSERT_EQ(number_of(replies, 429), 1);
  for (const Reply& reply : replies) {
    if (reply.status == 429) {
      EXPECT_EQ(reply.headers.at("retry-after"), "3");
    }
  }
}

TEST_F(Load, FourWorkersWithoutAPauseAreNeverThrottled) {
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      Client own;
      for (int n = 0; n < 200; ++n)
        refused += own.send("GET", emulator.url() + "/v1.0/users/" + user + "/contacts?$top=1", {},
                            {"Authorization: Bearer " + token})
                               .status == 200
                       ? 0
                       : 1;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(refused, 0);
}

TEST_F(Load, TheBudgetCountsRefusedRequestsAndComesBackWithTime) {
  ASSERT_TRUE(control.settings({{"budget", 3}, {"budget_retry_after_s", 7}}));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get("/contacts").status, 200);
  const Reply refused = get("/contacts");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers.at("retry-after"), "7");
  ASSERT_TRUE(control.advance(300'000));
  EXPECT_EQ(get("/contacts").status, 429);
  ASSERT_TRUE(control.advance(310'000));
  EXPECT_EQ(get("/contacts").status, 200);
}

TEST_F(Load, TheApplicationCanHaveACapOverAllMailboxes) {
  ASSERT_TRUE(control.settings({{"latency_ms", 700}, {"app_concurrency", 2}}));
  EXPECT_EQ(number_of(together(3), 429), 1);
}

}  // namespace
}  // namespace relais::emulator::testing
