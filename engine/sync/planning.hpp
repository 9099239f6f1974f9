// From dirty keys to a plan for one mailbox: read, render, decide. Nothing is sent, and the store's
// snapshot is closed before anything could be.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/sync/brake.hpp"
#include "engine/sync/job.hpp"

namespace relais::sync {

inline constexpr Millis kDay = 86'400'000;

/// A link that is as it should be, with what it is compared with next time.
struct Restamp {
  std::string key;
  ledger::StreamId stream = 0;
  std::int64_t revision = 0;
  std::string revisit_on;
};

/// What a lane is to do about one kind.
struct KindPlan {
  std::size_t lane = 0;  ///< index in the job
  std::string kind;
  bool whole = false;                     ///< all keys were looked at, not the dirty ones only
  std::optional<ledger::DirtyKey> star;   ///< the dirty key that asked for everything
  std::vector<Action> actions;            ///< without noops
  std::vector<Action> waiting;            ///< noops to be looked at later
  std::vector<ledger::DirtyKey> settled;  ///< dirty keys that turned out to need nothing
  std::vector<ledger::DirtyKey> pending;  ///< dirty keys with actions
  std::map<std::string, std::string> unrenderable;  ///< item -> why it cannot be shown
  std::vector<std::string> healed;                  ///< keys that left quarantine by themselves
  std::vector<Restamp> restamps;
  std::int64_t as_it_should_be = 0;
  Tally tally;  ///< planned counts; links and the last 24 h are filled in by the brake
};

struct MailboxPlan {
  std::vector<KindPlan> kinds;                          ///< deadlines first, bulk last
  std::vector<std::pair<std::size_t, Error>> failures;  ///< lanes that could not be planned
};

/// `whole`: look at every key (audit, first time); else at the dirty ones and those due. Fails only
/// for what concerns every lane.
Result<MailboxPlan> make_plan(Context& context, Job& job, bool whole);

/// The set of actions that a hold or approval is about.
ledger::HoldKey hold_key(ledger::MailboxId mailbox, const Action& action);

}  // namespace relais::sync
