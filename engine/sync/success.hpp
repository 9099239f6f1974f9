// When a run last did all that it was to do: of the firm, and of each mailbox.
#pragma once

#include "engine/ledger/ledger.hpp"
#include "engine/sync/run.hpp"

namespace relais::sync {

/// Keeps `now` for the mailboxes of a run of all add-ins in which nothing failed, was postponed or
/// stayed unknown. What is held or in quarantine does not count: it is told by itself.
Result<> keep_mailbox_successes(ledger::Writer& writer, const Report& report, Millis now);
/// Keeps `now` for the firm.
Result<> keep_firm_success(ledger::Writer& writer, Millis now);

/// 0: never yet.
Result<Millis> last_success(ledger::Ledger& ledger);
Result<Millis> last_success(ledger::Ledger& ledger, ledger::MailboxId mailbox);

}  // namespace relais::sync
