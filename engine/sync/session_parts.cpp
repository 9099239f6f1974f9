#include "engine/sync/session_parts.hpp"

#include <algorithm>

#include "engine/base/text.hpp"

namespace relais::sync {
namespace {

/// What plugins have words in, as in the configuration.
constexpr std::string_view kSpoken[] = {"de", "fr", "it", "en"};

}  // namespace

Result<Owner> owner_of(store::Store& store, const store::Handler& handler, const store::Link& link,
                       connection::Connection& connection) {
  Owner owner;
  owner.account = {link.user_id.value_or(""), link.primary_address.value_or(link.address)};
  if (!owner.account.id.empty()) return owner;
  const auto found = connection.resolve(link.address);
  if (!found) {
    owner.trouble = found.error();
    return owner;
  }
  owner.account.id = found->id;
  std::optional<std::string> primary;
  if (!found->primary_address.empty())
    primary = owner.account.primary_address = found->primary_address;
  RELAIS_TRY(store.set_resolved(handler.id, link.connection, owner.account.id, primary));
  return owner;
}

std::string language_for(const config::Entity& entity, const store::Handler& handler) {
  const std::string own = lower_ascii(handler.language.value_or(""));
  const std::string code = own.substr(0, own.find_first_of("-_"));
  const bool spoken = std::find(std::begin(kSpoken), std::end(kSpoken), code) != std::end(kSpoken);
  return spoken ? code : entity.language;
}

plugin::SessionAccount session_account(const config::Entity& entity, const store::Handler& handler,
                                       const connection::Connection& connection,
                                       const std::string& mailbox_user_id,
                                       const std::string& address) {
  plugin::SessionAccount account;
  account.entity = entity.id;
  account.handler = handler.code;
  account.mailbox_id = mailbox_user_id;
  account.address = address;
  account.time_zone = entity.time_zone;
  account.language = language_for(entity, handler);
  account.connection = connection.name();
  account.base_urls = connection.base_urls();
  account.window_back = entity.window.back.count();
  account.window_ahead = entity.window.ahead.count();
  return account;
}

plugin::SessionOptions session_options(const Context& context, const json::object& section) {
  plugin::SessionOptions options;
  options.config = json::serialize(section);
  options.clock = &context.clock;
  options.cancel = &context.cancel;
  return options;
}

}  // namespace relais::sync
