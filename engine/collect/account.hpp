// Mail accounts: who has one, what it is to do, and why it cannot.
#pragma once

#include <string>
#include <vector>

#include "engine/collect/report.hpp"
#include "engine/config/mail.hpp"
#include "engine/mail/folders.hpp"
#include "engine/mail/rules.hpp"
#include "engine/store/mail_store.hpp"

namespace relais::collect {

inline constexpr std::string_view kAddin = "MAIL";

/// An account as configuration and store know it. Each handler of an entity that subscribes the
/// add-in has one.
struct Account {
  const config::Entity* entity = nullptr;
  store::Handler handler;
  config::MailSettings settings;
  store::AccountState state;

  store::MailAccount key() const { return {entity->id, handler.code}; }
  std::string label() const { return entity->id + '/' + handler.code; }
  bool active() const { return state.phase == store::AccountPhase::active; }
};

struct Accounts {
  std::vector<Account> accounts;
  std::vector<sync::Problem> problems;
};

/// `config` outlives the accounts.
Result<Accounts> find_accounts(const config::Config& config, store::Store& store,
                               store::MailStore& mail, const sync::Selection& selection);

/// The excluded folders of an account: what the configuration names, by the ids that they had when
/// they were first looked up.
struct Pins {
  std::vector<mail::Pin> pins;           ///< for the rules, with where they are configured
  std::vector<config::Stated> unpinned;  ///< names that were never looked up
  std::vector<store::FolderPin> stale;   ///< pins that no name stands for any more
};
/// Pure.
Pins match_pins(const config::MailSettings& settings, const std::vector<store::FolderPin>& stored);

/// What became of the names in a folder tree: pins to be stored, or why there are none.
struct Pinned {
  std::vector<store::FolderPin> stored;
  std::vector<mail::NotResolved> not_resolved;
  std::size_t missing = 0;  ///< pins of folders that are no more
};
/// Keeps what was pinned before, marks what is missing, looks up new names; `anew`: also the names
/// of those that are missing. Pure.
Pinned pin_folders(const config::MailSettings& settings,
                   const std::vector<store::FolderPin>& stored, const mail::FolderTree& tree,
                   Millis now, bool anew);

/// The rules of the account as configuration and store are now. Errc::config: a name of an excluded
/// folder was never looked up.
Result<mail::Rules> rules_of(const Account& account, store::MailStore& mail,
                             std::optional<Millis> active_since);

}  // namespace relais::collect
