// Carries out a plan in one mailbox: intents before creates, links after answers, deletes last.
#pragma once

#include "engine/sync/planning.hpp"

namespace relais::sync {

struct Applied {
  std::int64_t done = 0;
  std::map<std::string, std::int64_t> by_type;  ///< of those done
  std::int64_t refused = 0;                     ///< went to quarantine
  std::int64_t postponed = 0;  ///< not sent, or moved on since the plan; still dirty
  std::int64_t unknown = 0;    ///< creates whose answer never came
  std::vector<std::pair<std::size_t, Error>> refusals;  ///< lanes that cannot go on, by index
};

/// Carries out the actions that are not in `held` (by hold_key). What was done is in `applied`,
/// also when an error ends it early: one that concerns the whole mailbox.
Result<> apply(Context& context, Job& job, const MailboxPlan& plan,
               const std::set<ledger::HoldKey>& held, Applied& applied);

}  // namespace relais::sync
