// One run over mailboxes: recover, observe, plan, brake, apply, until there is nothing left to do.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/sync/apply.hpp"
#include "engine/sync/hold_plan.hpp"

namespace relais::sync {

struct RunOptions {
  bool send = true;        ///< false: end with the plan
  bool audit = false;      ///< list everything on the other side and look at every key
  bool everything = true;  ///< the jobs are all that the firm has: whole entities can be judged
  int workers = 4;         ///< mailboxes at a time
  /// Not null: the first plan must be exactly this set of signatures; Errc::conflict otherwise.
  const std::set<std::string>* exactly = nullptr;
  Millis max_wait =
      120'000;  ///< how long to wait, without progress, for throttling and unknown outcomes
};

struct MailboxReport {
  ledger::MailboxId mailbox = 0;
  std::string label;
  std::vector<Action> planned;  ///< if nothing is sent: the plan, without noops
  std::int64_t as_it_should_be = 0;
  std::int64_t unrenderable = 0;
  Applied applied;
  std::int64_t recovered = 0;
  std::int64_t quarantined = 0;
  Result<> outcome{};
};

struct Report {
  std::vector<MailboxReport> mailboxes;
  std::vector<ledger::Hold> holds;              ///< open ones, which ask for an approval
  std::set<ledger::HoldKey> held;               ///< what they hold
  std::int64_t changes = 0;                     ///< read from the store's feed
  std::vector<store::DateChange> date_changes;  ///< not told before
};

/// What a saved plan is compared by: the mailbox, the action, and the document it would write.
std::string signature(ledger::MailboxId mailbox, const Action& action);

/// Works on all jobs. Fails only for what concerns all of them (store, ledger); what concerns one
/// mailbox is its report's outcome.
Result<Report> run(Context& context, std::vector<Job>& jobs, const RunOptions& options);

}  // namespace relais::sync
