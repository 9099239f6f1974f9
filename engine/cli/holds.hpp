// Holds of the brake, for people and machines.
#pragma once

#include <string>
#include <vector>

#include "engine/base/json.hpp"
#include "engine/cli/name_lookup.hpp"
#include "engine/cli/terminal.hpp"
#include "engine/ledger/types.hpp"

namespace relais::cli {

/// `hold 3: 45 deletes of kind contact in zurich (all mailboxes), 20 are allowed in 24 hours`.
std::string hold_text(const ledger::Hold& hold, const MailboxNames& names);
json::object to_json(const ledger::Hold& hold, const MailboxNames& names);
json::array to_json(const std::vector<ledger::Hold>& holds, const MailboxNames& names);

/// Each with the command that lets it through, or nothing.
std::string holds_text(const std::vector<ledger::Hold>& holds, const MailboxNames& names,
                       const Paint& paint);

/// One action of a held set: "<mailbox>/<action>/<key>".
struct HeldAction {
  ledger::MailboxId mailbox = 0;
  std::string action;
  std::string key;
};
HeldAction parse_hold_key(const ledger::HoldKey& key);

}  // namespace relais::cli
