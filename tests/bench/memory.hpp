// The memory of an audit, in a process that does nothing else.
#pragma once

#include <filesystem>
#include <string>

#include "engine/base/clock.hpp"

namespace relais::bench {

struct Memory {
  double before_mb = 0;  ///< resident, with the engine open
  double peak_mb = 0;
  double seconds = 0;
  std::int64_t commits = 0;
};

/// Runs this program again as `relais-bench --audit CONFIG NOW`.
Memory audit_in_child(const std::filesystem::path& config, Millis now);

/// The child: audits everything and prints a line of numbers. Exit code 0: nothing was amiss.
int audit_main(const std::string& config, const std::string& now);

}  // namespace relais::bench
