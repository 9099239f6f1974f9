// A sync, an audit or a poll for messages in a process that does nothing else: what it takes,
// memory above all.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "engine/base/clock.hpp"

namespace relais::bench {

struct ChildRun {
  double before_mb = 0;  ///< resident, with the engine open
  double peak_mb = 0;
  double seconds = 0;
  double cpu_s = 0;
  double minutes = 0;  ///< on the engine's clock, which moves only when somebody waits
  std::int64_t commits = 0;
  std::int64_t actions = 0;  ///< of a poll: messages that were collected
};

/// Runs this program again as `relais-bench --child audit|sync|poll CONFIG NOW`. Throws unless all
/// is done; an audit has to find everything as it should be.
ChildRun audit_in_child(const std::filesystem::path& config, Millis now);
ChildRun sync_in_child(const std::filesystem::path& config, Millis now);
/// Of the mail accounts.
ChildRun poll_in_child(const std::filesystem::path& config, Millis now);

/// The child, with what follows `--child`: prints a line of numbers. Exit code 0: nothing was
/// amiss.
int child_main(std::span<const std::string> arguments);

}  // namespace relais::bench
