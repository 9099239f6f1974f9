// How often the process asked the system to make something durable.
#pragma once

#include <atomic>
#include <cstdint>

#include "engine/base/steps.hpp"

namespace relais::bench {

/// fsync and fdatasync, of any thread and library, since the program began.
std::int64_t durable_writes();

/// Commits of the ledger and requests of a run.
class StepCounter final : public StepListener {
 public:
  void step(std::string_view name) override {
    if (name == "http.request.before") ++requests;
    if (name == "ledger.commit.before") ++(requests == 0 ? before_first_request : commits);
  }
  std::atomic<std::int64_t> requests{0};
  std::atomic<std::int64_t> before_first_request{0};
  std::atomic<std::int64_t> commits{0};  ///< from the first request on
};

}  // namespace relais::bench
