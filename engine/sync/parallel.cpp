#include "engine/sync/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace relais::sync {

void for_each_parallel(std::size_t count, int workers,
                       const std::function<void(std::size_t)>& body) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) body(i);
  };
  const std::size_t threads =
      std::min<std::size_t>(count, static_cast<std::size_t>(std::max(workers, 1)));
  if (threads <= 1) {
    work();
    return;
  }
  std::vector<std::jthread> pool;
  for (std::size_t i = 0; i < threads; ++i) pool.emplace_back(work);
}

}  // namespace relais::sync
