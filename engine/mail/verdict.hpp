// What the rules say about one message, and why.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relais::mail {

/// In the order in which they are tried.
enum class Reason {
  folder_always,
  folder_excluded,
  before_activation,
  tombstoned,
  already_collected,
  sender_address,
  sender_domain,
  internal,
  collect,
};

/// As stored and printed: "folder.always", "sender.domain", "collect".
std::string_view code_of(Reason reason);
std::optional<Reason> parse_reason(std::string_view code);

/// Verdicts about folders are given anew when the message or the folder moves; all others stand
/// until `relais mail reconsider`, and what was collected stays collected.
bool moves_with_folder(Reason reason);

struct Verdict {
  Reason reason = Reason::collect;
  /// Which rule hit, by its key and line: `entities[0].addins.MAIL.exclude_domains[1]
  /// (relais.yaml:31)`. Never an address or the name of a folder.
  std::string rule;
  std::string version;  ///< of the rules: Rules::version()
  /// A sentence for people.
  std::string what_would_change_it;

  bool collect() const { return reason == Reason::collect; }
};

}  // namespace relais::mail
