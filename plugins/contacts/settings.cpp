#include "plugins/contacts/settings.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <relais/sdk.hpp>

#include "plugins/graph/paging.hpp"
#include "plugins/graph/text.hpp"

namespace relais::contacts {
namespace {

namespace json = boost::json;
using graph::string_at;

json::object object_of(std::string_view text, const char* what) {
  if (text.empty()) return {};
  boost::system::error_code failed;
  json::value parsed = json::parse({text.data(), text.size()}, failed);
  if (failed || !parsed.is_object())
    throw sdk::Failure(sdk::Status::config,
                       std::string("cannot open contacts: ") + what + " is no JSON object");
  return std::move(parsed.get_object());
}

bool flag_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_bool() && value->get_bool();
}

}  // namespace

Settings read_settings(std::string_view config, std::string_view account) {
  const json::object section = object_of(config, "its configuration");
  const json::object who = object_of(account, "the account");

  Settings settings;
  settings.folder = string_at(section, "folder");
  settings.birthday = flag_at(section, "birthday");
  settings.remarks = flag_at(section, "remarks");
  settings.category = graph::shorten(graph::fold_space(string_at(section, "category")));
  if (const json::value* size = section.if_contains("page_size"); size && size->is_int64())
    settings.page_size =
        static_cast<std::size_t>(std::clamp<std::int64_t>(size->get_int64(), 1, 999));

  settings.language = string_at(who, "language").substr(0, 2);
  if (const json::value* mailbox = who.if_contains("mailbox"); mailbox && mailbox->is_object()) {
    settings.mailbox = string_at(mailbox->get_object(), "id");
    if (settings.mailbox.empty()) settings.mailbox = string_at(mailbox->get_object(), "address");
  }
  if (settings.mailbox.empty())
    throw sdk::Failure(sdk::Status::config,
                       "cannot open contacts: the account has no mailbox (mailbox.id)");
  return settings;
}

}  // namespace relais::contacts
