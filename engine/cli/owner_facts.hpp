// What owners did to their copies and may: a task that somebody ticked although the deadline is not
// done.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/ledger/ledger.hpp"
#include "engine/store/store.hpp"

namespace relais::cli {

/// A fact of a copy that differs from the source item's key of the same name.
struct OwnerFact {
  std::string handler;  ///< code
  std::string kind;
  std::string item;
  std::string fact;  ///< "done"
};

/// Those of one mailbox, by kind and item.
Result<std::vector<OwnerFact>> owner_facts(store::Snapshot& snapshot, ledger::Ledger& ledger,
                                           ledger::MailboxId mailbox,
                                           std::span<const store::Handler> members);

}  // namespace relais::cli
