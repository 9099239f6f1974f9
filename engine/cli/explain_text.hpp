// What is known of one item in the mailboxes, and how it is shown.
#pragma once

#include <string>
#include <vector>

#include "engine/cli/call.hpp"
#include "engine/cli/explain_next.hpp"
#include "engine/cli/name_lookup.hpp"

namespace relais::cli {

/// What is known of the item in one mailbox of one handler.
struct Case {
  store::Handler handler;
  ledger::MailboxId mailbox = 0;  ///< 0: none yet
  std::string label;
  Known known;
  std::vector<ledger::ActionRecord> history;

  bool worth_showing() const {
    return known.store.marked || !known.links.empty() || !known.quarantine.empty() ||
           !known.holds.empty() || !history.empty();
  }
};

struct ItemStory {
  std::string kind;
  std::string item;
  store::Explanation facts;  ///< of the item; those of a handler are in the cases
  std::vector<Case> cases;
  MailboxNames names;
};

Reply reply_of(const ItemStory& story, const Paint& paint);

}  // namespace relais::cli
