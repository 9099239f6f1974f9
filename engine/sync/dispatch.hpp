// From the store's change feed to dirty keys in the mailboxes that show what changed.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "engine/sync/job.hpp"

namespace relais::sync {

struct Dispatched {
  std::int64_t changes = 0;
  std::int64_t keys = 0;                          ///< dirty rows written, an item once per mailbox
  std::vector<store::DateChange> date_changes{};  ///< not told before
  bool ledger_restored = false;  ///< it had missed changes: no stream counts as inventoried
};

/// Every key of every kind is looked at again in these mailboxes.
Result<> mark_everything_dirty(ledger::Writer& writer, std::span<const ledger::Mailbox> mailboxes,
                               std::string_view reason, Millis now);

/// Expands what was logged since the last time and prunes the feed. Errc::braked: the store is
/// older than the ledger (restored from a backup); Errc::config: another store than the ledger's.
Result<Dispatched> dispatch(Context& context);

}  // namespace relais::sync
