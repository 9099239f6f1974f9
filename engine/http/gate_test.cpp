#include "engine/http/gate.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace relais::http {
namespace {

double middle() { return 0.5; }
using Entry = Gate::Entry;

struct Keeper {
  GateKeeper keeper{64, middle};
  std::shared_ptr<Signal> waiter = std::make_shared<Signal>();
};

TEST(Pace, LetsABurstThroughAndNeverExceedsTheBudgetInAnyWindow) {
  constexpr int budget = 1'000;
  constexpr Millis window = 60'000;
  Pace pace(budget, window);
  std::vector<Millis> sent;
  Millis now = 1'000'000;
  const Millis start = now;
  while (now < start + 5 * window) {
    const Millis at = pace.earliest(now);
    if (at > now) {
      now = at;
      continue;
    }
    pace.count(now);
    sent.push_back(now);
    if (sent.size() % 10 == 0) ++now;
  }
  EXPECT_EQ(sent[799] - start, 79) << "four fifths go unhindered";
  std::size_t first = 0;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    while (sent[first] <= sent[i] - window) ++first;
    ASSERT_LE(i - first + 1, static_cast<std::size_t>(budget)) << "at " << sent[i] - start;
  }
  EXPECT_GT(sent.size(), 4'000U) << "and it is made use of";
  for (std::size_t i = 1; i < sent.size(); ++i) {
    ASSERT_LT(sent[i] - sent[i - 1], window / 4) << "no long silence after a burst";
  }
}

TEST(Pace, SurvivesAClockThatIsSetBackAndOddLimits) {
  Pace pace(0, 0);
  pace.count(1'000);
  EXPECT_GE(pace.earliest(10), 10);
  EXPECT_EQ(pace.earliest(1'000'000), 1'000'000);
  Pace other(10, 60'000);
  for (int i = 0; i < 10; ++i) other.count(100'000);
  EXPECT_GT(other.earliest(100'000), 100'000);
  EXPECT_EQ(other.counted(100'000), 10);
  EXPECT_EQ(other.counted(100'000 + 62'000), 0);
  EXPECT_EQ(other.counted(50), 0) << "set back: nothing comes back to life";
}

TEST(Gate, HoldsAtMostSoManyInFlight) {
  Keeper k;
  const auto gate = k.keeper.gate("app", "box", {.in_flight = 2});
  EXPECT_EQ(gate->enter(0, k.waiter).entry, Entry::granted);
  EXPECT_EQ(gate->enter(0, k.waiter).entry, Entry::granted);
  EXPECT_EQ(gate->enter(0, k.waiter).entry, Entry::busy);
  gate->leave();
  k.waiter->wait(std::chrono::seconds(10));  // raised already: returns at once
  EXPECT_EQ(gate->enter(0, k.waiter).entry, Entry::granted);
}

TEST(Gate, WakesWhoeverAskedToBeWokenAndNobodyElse) {
  Keeper k;
  const auto gate = k.keeper.gate("app", "u1", {.in_flight = 1});
  ASSERT_EQ(gate->enter(0, k.waiter).entry, Entry::granted);
  EXPECT_EQ(gate->enter(0, nullptr).entry, Entry::busy);
  EXPECT_EQ(gate->enter(0, k.waiter).entry, Entry::busy);
  gate->leave();
  const auto start = std::chrono::steady_clock::now();
  k.waiter->wait(std::chrono::seconds(30));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Gate, R8_IsSharedByAllWhoUseTheSameAppAndMailbox) {
  Keeper k;
  const auto one = k.keeper.gate("app", "box", {.in_flight = 1});
  EXPECT_EQ(one, k.keeper.gate("app", "box", {.in_flight = 9})) << "the strictest limit holds";
  EXPECT_EQ(one->enter(0, k.waiter).entry, Entry::granted);
  EXPECT_EQ(one->enter(0, k.waiter).entry, Entry::busy);
  EXPECT_EQ(k.keeper.gate("app", "other", {})->enter(0, k.waiter).entry, Entry::granted);
  EXPECT_EQ(k.keeper.gate("app2", "box", {})->enter(0, k.waiter).entry, Entry::granted);
}

TEST(Gate, CapsAnAppOverAllItsMailboxes) {
  GateKeeper keeper(3, middle);
  const auto waiter = std::make_shared<Signal>();
  for (const char* box : {"a", "b", "c"}) {
    EXPECT_EQ(keeper.gate("app", box, {})->enter(0, waiter).entry, Entry::granted);
  }
  EXPECT_EQ(keeper.gate("app", "d", {})->enter(0, waiter).entry, Entry::busy);
  EXPECT_EQ(keeper.gate("other app", "d", {})->enter(0, waiter).entry, Entry::granted);
  keeper.gate("app", "a", {})->leave();
  EXPECT_EQ(keeper.gate("app", "d", {})->enter(0, waiter).entry, Entry::granted);
}

TEST(Gate, RetryAfterHoldsForEverybody) {
  Keeper k;
  const auto gate = k.keeper.gate("app", "box", {});
  EXPECT_EQ(gate->throttled(1'000, 7'000), 8'000);
  const auto permit = k.keeper.gate("app", "box", {})->enter(7'999, k.waiter);
  EXPECT_EQ(permit.entry, Entry::later);
  EXPECT_EQ(permit.at, 8'000);
  EXPECT_EQ(gate->enter(8'000, k.waiter).entry, Entry::granted);
}

TEST(Gate, AShorterRetryAfterDoesNotCutALongerOne) {
  Keeper k;
  const auto gate = k.keeper.gate("app", "box", {});
  gate->throttled(0, 60'000);
  EXPECT_EQ(gate->throttled(10, 1'000), 60'000);
}

TEST(Gate, RepeatedThrottlingGrowsEvenIfRetryAfterIsStuckAtOne) {
  Keeper k;
  const auto gate = k.keeper.gate("app", "box", {});
  Millis now = 0;
  std::vector<Millis> waits;
  for (int i = 0; i < 12; ++i) {
    const Millis until = gate->throttled(now, 1'000);
    waits.push_back(until - now);
    now = until;
  }
  EXPECT_EQ(waits.front(), 1'000);
  EXPECT_GT(waits[5], 10'000);
  EXPECT_LE(waits.back(), 120'000);
  gate->accepted(now);
  EXPECT_EQ(gate->throttled(now + 1, 1'000) - now - 1, 1'000) << "an answer ends the row";
}

TEST(Gate, RequestsRefusedTogetherCountOnce) {
  Keeper k;
  const auto gate = k.keeper.gate("app", "box", {});
  const Millis until = gate->throttled(0, std::nullopt);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(gate->throttled(i, std::nullopt), until + i);
}

TEST(Gate, WorksFromManyThreads) {
  GateKeeper keeper(6, middle);
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      const auto gate = keeper.gate("app", t % 2 == 0 ? "a" : "b", {});
      const auto waiter = std::make_shared<Signal>();
      for (int done = 0; done < 200;) {
        if (gate->enter(0, waiter).entry != Entry::granted) {
          waiter->wait(std::chrono::milliseconds(100));
          continue;
        }
        const int now = ++inside;
        for (int m = most; now > m && !most.compare_exchange_weak(m, now);) {
        }
        std::this_thread::yield();
        --inside;
        gate->leave();
        ++done;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_LE(most, 6);
}

}  // namespace
}  // namespace relais::http
