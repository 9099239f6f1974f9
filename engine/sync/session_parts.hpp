// What every session of a plugin in somebody's mailbox is opened with, exporting or collecting.
#pragma once

#include <optional>
#include <string>

#include "engine/plugin/account.hpp"
#include "engine/plugin/session.hpp"
#include "engine/sync/job.hpp"

namespace relais::sync {

/// Whose mailbox a link leads to, or why the connection cannot say it.
struct Owner {
  connection::Account account;
  std::optional<Error> trouble;
};
/// Asked once (one request), then kept in the store, whose errors are the only ones of the result.
Result<Owner> owner_of(store::Store& store, const store::Handler& handler, const store::Link& link,
                       connection::Connection& connection);

/// The handler's own, as practice software writes it ("de", "DE", "de-CH"); the firm's, if it is
/// none that plugins have words in.
std::string language_for(const config::Entity& entity, const store::Handler& handler);

plugin::SessionAccount session_account(const config::Entity& entity, const store::Handler& handler,
                                       const connection::Connection& connection,
                                       const std::string& mailbox_user_id,
                                       const std::string& address);

/// With configuration, clock and cancellation; label, account and services are the caller's.
plugin::SessionOptions session_options(const Context& context, const json::object& section);

}  // namespace relais::sync
