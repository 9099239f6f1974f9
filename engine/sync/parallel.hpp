// The scheduler of a run: several mailboxes at a time, one worker each.
#pragma once

#include <cstddef>
#include <functional>

namespace relais::sync {

/// Calls `body(i)` for every i below `count`, each once, on up to `workers` threads; returns when
/// all are done. `body` must not throw, and calls for different i must not share state without a
/// guard.
void for_each_parallel(std::size_t count, int workers,
                       const std::function<void(std::size_t)>& body);

}  // namespace relais::sync
