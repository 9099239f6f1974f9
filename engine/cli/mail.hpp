// What the verbs of mail share: whose account, and the service that works on it.
#pragma once

#include <memory>

#include "engine/cli/session.hpp"
#include "engine/collect/service.hpp"

namespace relais::cli {

/// Whether a run over this selection has mail accounts to look at.
bool takes_mail(const config::Config& config, const sync::Selection& selection);

/// What the reader can do about it; empty: nothing is known.
std::string hint_for(const Error& error);

inline constexpr Option kEntityOfCodeOption{"entity", "ID",
                                            "if several entities have a handler of this code"};

struct MailDesk {
  std::unique_ptr<sync::Engine> engine;
  std::unique_ptr<collect::Service> service;  ///< ends first
  store::MailAccount account;

  std::string label() const { return account.entity + '/' + account.account; }
  /// The error, with the account that it is about in front.
  Error about(Error error) const;
};

/// Of the handler whom the first argument names. Errc::not_found: there is none; Errc::usage:
/// several entities have one; Errc::config: his entity does not subscribe mail.
Result<MailDesk> open_mail_desk(const Call& call);

}  // namespace relais::cli
