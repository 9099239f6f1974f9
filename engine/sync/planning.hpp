// From dirty keys to a plan for one mailbox: read, render, decide. Nothing is sent, and the store's
// snapshot is closed before anything could be.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/sync/brake.hpp"
#include "engine/sync/job.hpp"

namespace relais::sync {

/// What a lane is to do about one kind.
struct KindPlan {
  std::size_t lane = 0;  ///< index in the job
  std::string kind;
  std::string config;                     ///< fingerprint that it was planned with
  bool whole = false;                     ///< all keys were looked at, not the dirty ones only
  std::optional<ledger::DirtyKey> star;   ///< the dirty key that asked for everything
  std::vector<Action> actions;            ///< without noops
  std::vector<Action> waiting;            ///< noops with a reason to be looked at later
  std::vector<ledger::DirtyKey> settled;  ///< dirty keys that turned out to need nothing
  std::vector<ledger::DirtyKey> pending;  ///< dirty keys with actions
  std::map<std::string, std::string> unrenderable;
  std::int64_t as_it_should_be = 0;
  Tally tally;  ///< planned counts; links and the last 24 h are filled in by the brake
};

struct MailboxPlan {
  std::vector<KindPlan> kinds;  ///< deadlines first, bulk last
  std::int64_t actions() const;
};

/// `whole`: look at every key (audit, first time); else at the dirty ones and those due.
Result<MailboxPlan> make_plan(Context& context, Job& job, bool whole);

/// The set of actions that a hold or approval is about.
ledger::HoldKey hold_key(ledger::MailboxId mailbox, const Action& action);

}  // namespace relais::sync
