// The brake over the plans of all mailboxes: what is held, and which approvals let through.
#pragma once

#include <set>
#include <vector>

#include "engine/sync/planning.hpp"

namespace relais::sync {

struct PlannedJob {
  const Job* job = nullptr;
  MailboxPlan* plan = nullptr;
};

struct Brake {
  std::set<ledger::HoldKey> held;
  std::vector<ledger::Hold> open;  ///< each asks for an approval
};

/// Fills in the counts, judges each (mailbox, kind) and (entity, kind), and keeps the holds in the
/// ledger up to date: opened, changed, or dropped when a plan of their scope no longer trips.
/// `complete`: every mailbox of the run is planned; otherwise the open holds of whole entities stay
/// in force as they are, because the rest of what they count cannot be seen.
Result<Brake> brake(Context& context, std::vector<PlannedJob>& plans, bool complete);

}  // namespace relais::sync
