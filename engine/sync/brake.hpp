// The brake: when a plan is more likely a mistake than a wish, nothing of that class is sent until
// a person approves. Pure functions over counts (docs/design.md, The brake).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/config/config.hpp"
#include "engine/sync/plan.hpp"

namespace relais::sync {

/// Counts of one scope: a mailbox and kind, or an entity and kind. "Done" means carried out in the
/// last 24 h.
struct Tally {
  std::int64_t links = 0;
  std::int64_t deletes = 0, deletes_done = 0;
  std::int64_t lost = 0, lost_done = 0;  ///< of the deletes, those whose source row is gone
  std::int64_t config_updates = 0, config_updates_done = 0;
  std::int64_t newer = 0;  ///< of the links, those made while an empty target is held
  std::int64_t gone = 0;   ///< copies that their owner deleted, whatever is planned about them
};

enum class Trip {
  deletes,        ///< too many deletes
  source_lost,    ///< too many rows gone from the practice store
  configuration,  ///< too many updates by a change of configuration
  empty_target,   ///< nothing of many copies is there any more
};
const char* name_of(Trip trip) noexcept;

struct Tripped {
  Trip trip;
  std::int64_t planned = 0;
  std::int64_t done = 0;
  std::int64_t allowed = 0;
};

/// Adds the planned action to the counts.
void count(const Action& action, Tally& tally);
/// Which brakes these counts trip. `whole_entity`: an empty target is a matter of one mailbox.
std::vector<Tripped> judge(const Tally& tally, const config::Safety& safety, bool whole_entity);
/// Whether an action belongs to the class that the trip holds.
bool holds(Trip trip, const Action& action);

}  // namespace relais::sync
