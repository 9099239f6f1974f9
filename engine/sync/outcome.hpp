// From a create's answer to a link, and from any answer to the history.
#pragma once

#include "engine/sync/job.hpp"
#include "engine/sync/plan.hpp"

namespace relais::sync {

/// The link that a create's good answer makes.
ledger::Link link_of(const ledger::Intent& intent, const plugin::OpResult& result, Millis now);
/// The operation that an intent stands for; the same each time.
plugin::Op create_op(const ledger::Intent& intent, const std::string& container);
/// Commits what became of a create: link in, intent out; refused: quarantine; not sent: intent out;
/// unknown: the intent stays. Answers the word for the history: done, refused, postponed, unknown.
Result<const char*> settle_create(ledger::Writer& writer, ledger::MailboxId mailbox,
                                  const ledger::Intent& intent, const plugin::OpResult& result,
                                  int tries, Millis now);
/// The quarantine after `tries` refusals: tried again after 1, 4 and 24 h.
ledger::Quarantine quarantine_of(const std::string& key, const std::string& kind,
                                 const std::string& item, const std::string& written,
                                 const plugin::OpResult& result, int tries, Millis now);
/// Whether an error says something about the whole mailbox, not about one item.
bool concerns_mailbox(Errc error);
/// Whether an error is about store, ledger or the user's stop: nothing more may be sent at all.
bool ends_run(Errc error);
/// Whether an error will not pass by itself, but says nothing about other plugins (permissions).
bool stops_lane_only(Errc error);

}  // namespace relais::sync
