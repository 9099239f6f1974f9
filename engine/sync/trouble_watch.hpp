// Tells the alert command what went wrong and what is well again: once for each change (R15).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ledger/ledger.hpp"
#include "engine/sync/secret_watch.hpp"

namespace relais::sync {

/// By a name that stays the same while it lasts: what is wrong, in one line.
using Troubles = std::map<std::string, std::string>;

/// What the ledger remembers.
struct TroubleRecord {
  Troubles told;
  std::string to_alert;     ///< text that the alert command has not taken yet
  std::string not_alerted;  ///< why, if it was tried
};

std::string to_text(const TroubleRecord& record);
/// What is no record is an empty one: it only says what has been told already.
TroubleRecord read_trouble_record(std::string_view text);
Result<TroubleRecord> trouble_record(ledger::Ledger& ledger);

/// One line for each trouble that is new, and for each that is over; of many the first ones and how
/// many more. Empty: nothing has changed. Pure.
std::string changes_between(const Troubles& before, const Troubles& now);

/// Works under the ledger's lock. What is to be told is kept before the alert command gets it; if
/// it fails it gets it again with the next call. Answers why it failed; empty: it did not.
Result<std::string> tell_troubles(ledger::Ledger& ledger, const Troubles& now, const Alert& alert);

}  // namespace relais::sync
