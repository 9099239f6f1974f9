// What a session was opened with: its section of the configuration and its account.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/mail-graph/moment.hpp"

namespace relais::mail_graph {

struct Settings {
  std::string received = "✔ relais";   ///< category of a message that was collected
  std::string archived = "✅ relais";  ///< category of one that was filed in a case
  bool colors = true;                  ///< whether these two get their colours
  std::size_t page_size = 100;         ///< messages per page of a poll
  std::size_t audit_page_size = 500;   ///< the same of audits and history
  Seconds overlap = 30;                ///< how far a poll looks back behind the last message
  Seconds sent_every = 300;  ///< from one look at Sent Items to the next: every fifth poll
  Seconds full_audit = 7 * 24 * 3600;  ///< after this long an audit reads all folders anew
  bool marks = true;                   ///< whether messages are marked at all
  std::string mailbox;                 ///< object id of the user
  std::optional<Seconds> since;        ///< candidates of polls and audits; nothing: not active
  std::optional<Seconds> history_from;
};

/// Throws Failure(config) with the key that is wrong.
Settings read_settings(std::string_view config, std::string_view account);

}  // namespace relais::mail_graph
