#include "engine/sync/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace relais::sync {
namespace {

TEST(Parallel, EachIndexIsWorkedOnOnce) {
  std::vector<std::atomic<int>> calls(500);
  for_each_parallel(calls.size(), 8, [&](std::size_t i) { ++calls[i]; });
  for (const auto& count : calls) EXPECT_EQ(count, 1);
}

TEST(Parallel, NeverMoreAtATimeThanAskedFor) {
  std::atomic<int> now{0};
  std::atomic<int> most{0};
  for_each_parallel(200, 3, [&](std::size_t) {
    const int running = ++now;
    for (int seen = most; running > seen && !most.compare_exchange_weak(seen, running);) {
    }
    std::this_thread::yield();
    --now;
  });
  EXPECT_LE(most, 3);
}

TEST(Parallel, OneWorkerWorksInOrderInTheCallersThread) {
  std::vector<std::size_t> order;
  const auto caller = std::this_thread::get_id();
  for_each_parallel(5, 1, [&](std::size_t i) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    order.push_back(i);
  });
  EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
}

TEST(Parallel, NothingToDoIsDone) {
  for_each_parallel(0, 4, [](std::size_t) { FAIL(); });
}

}  // namespace
}  // namespace relais::sync
