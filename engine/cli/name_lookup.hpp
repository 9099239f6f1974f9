// From what people type to what is meant: entities, handlers, add-ins, mailboxes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/config.hpp"
#include "engine/ledger/ledger.hpp"
#include "engine/plugin/catalogue.hpp"
#include "engine/store/store.hpp"

namespace relais::cli {

/// Errc::not_found: no such entity in the configuration.
Result<> check_entity(const config::Config& config, std::string_view id);
/// Errc::not_found: nobody subscribes it and no plugin provides it.
Result<> check_addin(const config::Config& config, const plugin::Catalogue& catalogue,
                     std::string_view addin);

/// The handler with this code; `entity` empty: of any. Errc::not_found, or Errc::usage if several
/// entities have one.
Result<store::Handler> pick_handler(const std::vector<store::Handler>& handlers,
                                    std::string_view code, std::string_view entity);
Result<store::Handler> find_handler(store::Store& store, std::string_view code,
                                    std::string_view entity);

Result<std::vector<store::Handler>> all_handlers(store::Store& store);

/// Names of mailboxes by the handlers whose links lead, or led, there: `zurich/MM`.
using MailboxNames = std::map<ledger::MailboxId, std::string>;
Result<MailboxNames> mailbox_names(const std::vector<store::Handler>& handlers,
                                   ledger::Ledger& ledger);
std::string name_of(const MailboxNames& names, ledger::MailboxId mailbox);

}  // namespace relais::cli
