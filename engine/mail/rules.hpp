// The rules that decide whether a message is collected, and the decision: a pure function.
//
// First hit wins, in the order of Reason. Doubt never skips: a missing field, an address that
// cannot be read, an unknown folder let the message through.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/config/mail.hpp"
#include "engine/mail/address.hpp"
#include "engine/mail/envelope.hpp"
#include "engine/mail/verdict.hpp"

namespace relais::mail {

/// An excluded folder: resolved once by its name (folders.hpp), from then on known by its id.
struct Pin {
  std::string folder_id;
  std::string name;  ///< when it was pinned; for people only
  config::Origin origin;
};

/// What the rules of one account are made of.
struct RuleSource {
  config::MailSettings settings;
  std::vector<Pin> pins;
  /// Of the entity's active employees.
  std::vector<std::string> employees;
  /// Since when messages are collected; parts of a second do not count. A run over agreed history
  /// gives the day from which it was agreed instead. None: not activated, everything is new.
  std::optional<Millis> active_since;
};

/// Immutable and thread-safe once made.
class Rules {
 public:
  /// What a rule says when it hits.
  struct Rule {
    std::string text;
    std::string change;
  };
  template <class Value>
  using ByText = std::unordered_map<std::string, Value>;

  explicit Rules(const RuleSource& source);

  /// Changes exactly when a verdict could: lines and names of the file do not count.
  const std::string& version() const { return version_; }
  /// Whether a verdict of that version was given by the same rules about folders.
  bool same_folders(std::string_view version) const;

  const Rule* never_read(const FolderStep& folder) const;
  const Rule* excluded(const FolderStep& folder) const;
  const Rule* excluded(const std::string& folder_id) const;
  const Rule* before_activation(std::optional<Millis> received) const;
  const Rule* excluded_sender(const Address& sender) const;
  const Rule* excluded_domain(const Address& sender) const;
  const Rule* internal(const Envelope& envelope, const Address& from) const;
  bool looks_at_sender() const { return match_ == config::SenderMatch::any; }

 private:
  void add_folders(const RuleSource& source);
  void add_senders(const config::MailSettings& settings);
  void add_internal(const RuleSource& source);
  void fingerprint();
  bool is_employee(const Address& from) const;
  bool belongs(std::string_view domain, std::string_view sender_domain) const;

  std::optional<Millis> active_since_;
  config::SenderMatch match_ = config::SenderMatch::from;
  bool ignore_internal_ = false;
  bool include_subdomains_ = false;
  bool strip_plus_tag_ = false;
  ByText<Rule> never_read_;  ///< by well-known name
  ByText<Rule> excluded_well_known_;
  ByText<Rule> pins_;
  ByText<Rule> senders_;
  ByText<Rule> domains_;          ///< these exactly
  ByText<Rule> domains_and_sub_;  ///< these and their sub-domains
  std::unordered_set<std::string> employees_;
  std::unordered_set<std::string> public_domains_;
  ByText<std::string> group_of_;  ///< domain -> the first domain of its group
  Rule hidden_;
  Rule before_activation_;
  Rule internal_;
  std::string version_;
};

/// What store and ledger know of the message.
struct Known {
  bool tombstoned = false;  ///< its owner deleted it from the communicator
  /// The same id, or the same internet message id and time of receipt, in this account.
  bool already_collected = false;
};

Verdict judge(const Envelope& envelope, const Rules& rules, const Known& known);

/// Of a message that is never read, because it lay in the archive, the deleted items or the junk
/// before it was picked up, and would have been collected elsewhere: the folder's well-known name.
/// Empty: of any other. Of the junk nothing tells who put it there, a person or the service.
std::string_view slipped_to(const Envelope& envelope, const Rules& rules, const Known& known);

/// The well-known folders that are never read, whatever the configuration says.
std::span<const std::string_view> never_read_folders();

}  // namespace relais::mail
