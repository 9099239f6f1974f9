// The section of the add-in for messages, typed: what `load` has checked in
// `entities[].addins.MAIL`, account by account.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/config.hpp"

namespace relais::config {

enum class SenderMatch { from, any };
enum class Marker { category, none };
enum class MarkCopies { collected, all };

/// An entry of a list, and where it stands (the path of the key has the index).
struct Stated {
  std::string text;
  Origin origin;
};

/// A switch, and where it stands; the path is the key's also if the file does not give it.
struct Switch {
  bool on = false;
  Origin origin;
};

/// Messages from before the activation that may be loaded after all. Days as YYYY-MM-DD, `from` at
/// most 12 months before `approved_on`.
struct MailHistory {
  std::string agreement;
  std::string approved_by;
  std::string approved_on;
  std::string from;
  std::int64_t max_messages = 0;  ///< per mailbox, 1 to 50'000
  Origin origin;
};

struct MailSettings {
  std::string provider = "microsoft365";
  std::string type = "graph";
  std::vector<Stated> exclude_folders;  ///< names as written: a path, a well-known name or an id
  std::vector<Stated> exclude_well_known;
  std::vector<Stated> exclude_senders;  ///< addresses as written
  std::vector<Stated> exclude_domains;  ///< `d`, `.d` or `*.d` as written
  SenderMatch sender_match = SenderMatch::from;
  Switch ignore_internal;
  bool protect_public_domains = true;
  std::vector<std::string> public_domains;  ///< besides config::public_domains()
  bool include_subdomains = false;
  std::vector<std::vector<std::string>> domain_groups;
  bool strip_plus_tag = false;
  Marker marker = Marker::category;
  MarkCopies mark_copies = MarkCopies::collected;
  std::chrono::milliseconds poll_every{std::chrono::seconds{60}};
  std::optional<MailHistory> history;
};

struct MailAccount {
  std::string name;
  std::string owner;  ///< the handler's code; that he exists is the store's to say
  MailSettings settings;
  Origin origin;

  /// Upper and lower case are the same.
  bool belongs_to(std::string_view handler) const;
};

class Mail {
 public:
  Mail(MailSettings common, std::vector<MailAccount> accounts)
      : common_(std::move(common)), accounts_(std::move(accounts)) {}

  /// What holds for accounts that the file does not name.
  const MailSettings& common() const { return common_; }
  /// Those that the file names, in its order, each owner once.
  const std::vector<MailAccount>& accounts() const { return accounts_; }
  /// What holds for the account of this handler.
  const MailSettings& of(std::string_view owner) const;

 private:
  MailSettings common_;
  std::vector<MailAccount> accounts_;
};

/// Of an entity as `load` gives it. Lists of an account are added to those of the section, except
/// `exclude_well_known`, which replaces; its other keys replace.
Mail mail_of(const Entity& entity);

}  // namespace relais::config
