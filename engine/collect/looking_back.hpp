// What was decided, and what would be decided today.
#pragma once

#include "engine/collect/collecting.hpp"

namespace relais::collect {

struct Reconsidered {
  std::int64_t looked_at = 0;
  std::int64_t gone = 0;  ///< the mailbox has them no more
  /// Today's verdicts that differ, by "old reason -> new reason".
  std::map<std::string, std::int64_t> changes;
  std::vector<std::string> to_collect;  ///< ids of messages that would be, or were, collected
};

/// Judges skipped messages since the activation by today's rules, and collects what they let
/// through. `send` false: only says so.
Result<Reconsidered> reconsider(const Desk& desk, const Account& account, Session& session,
                                const mail::Rules& rules, bool send);

/// All that is known of a message in an account.
struct Explained {
  std::optional<store::Verdict> current;
  std::vector<store::ReplacedVerdict> earlier;
  std::optional<store::StoredMessage> message;
  std::string what_would_change_it;  ///< a sentence for people
};

/// Errc::not_found: never seen in this account.
Result<Explained> explain(store::MailStore& mail, const store::MailAccount& account,
                          std::string_view remote_id);

}  // namespace relais::collect
