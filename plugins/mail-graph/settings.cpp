#include "plugins/mail-graph/settings.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <relais/sdk.hpp>

#include "plugins/graph/paging.hpp"
#include "plugins/graph/text.hpp"
#include "plugins/mail-graph/categories.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;
using graph::string_at;

constexpr Seconds day = 24 * 3600;

sdk::Failure wrong_setting(const std::string& what) {
  return sdk::Failure(sdk::Status::config, "cannot open mail: " + what);
}

json::object section_of(std::string_view text, const char* what) {
  if (text.empty()) return {};
  boost::system::error_code failed;
  json::value parsed = json::parse({text.data(), text.size()}, failed);
  if (failed || !parsed.is_object()) throw wrong_setting(std::string(what) + " is no JSON object");
  return std::move(parsed.get_object());
}

json::object member_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_object() ? value->get_object() : json::object();
}

template <class Number>
void take_whole(const json::object& section, std::string_view key, std::int64_t least,
                std::int64_t most, Number& into) {
  const json::value* value = section.if_contains(key);
  if (value && value->is_int64())
    into = static_cast<Number>(std::clamp(value->get_int64(), least, most));
}

void take_name(const json::object& section, std::string_view key, std::string& into) {
  if (std::string name = graph::shorten(graph::fold_space(string_at(section, key))); !name.empty())
    into = std::move(name);
}

std::optional<Seconds> instant_at(const json::object& collect, const char* key) {
  if (!collect.contains(key)) return std::nullopt;
  const auto at = parse_instant(string_at(collect, key));
  if (!at) throw wrong_setting(std::string("collect.") + key + " of the account is no instant");
  return at;
}

}  // namespace

Settings read_settings(std::string_view config, std::string_view account) {
  const json::object section = section_of(config, "its configuration");
  const json::object who = section_of(account, "the account");

  Settings settings;
  take_name(section, "received_category", settings.received);
  take_name(section, "archived_category", settings.archived);
  if (is_same_category(settings.received, settings.archived))
    throw wrong_setting("received_category and archived_category are the same");
  if (const json::value* colors = section.if_contains("colors"); colors && colors->is_bool())
    settings.colors = colors->get_bool();
  take_whole(section, "page_size", 2, 1000, settings.page_size);
  take_whole(section, "audit_page_size", 2, 1000, settings.audit_page_size);
  take_whole(section, "overlap_seconds", 0, 3600, settings.overlap);
  take_whole(section, "sent_every_seconds", 0, 86'400, settings.sent_every);
  Seconds days = settings.full_audit / day;
  take_whole(section, "full_audit_days", 1, 365, days);
  settings.full_audit = days * day;

  const json::object mailbox = member_of(who, "mailbox");
  settings.mailbox = string_at(mailbox, "id");
  if (settings.mailbox.empty()) settings.mailbox = string_at(mailbox, "address");
  if (settings.mailbox.empty()) throw wrong_setting("the account has no mailbox (mailbox.id)");
  const json::object collect = member_of(who, "collect");
  settings.since = instant_at(collect, "since");
  settings.history_from = instant_at(collect, "history_from");
  if (const json::value* marks = collect.if_contains("marks"); marks && marks->is_bool())
    settings.marks = marks->get_bool();
  return settings;
}

}  // namespace relais::mail_graph
