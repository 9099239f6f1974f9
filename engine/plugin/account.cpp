#include "engine/plugin/account.hpp"

#include "engine/base/json.hpp"

namespace relais::plugin {

namespace {

/// Whole seconds: `2026-05-01T09:00:00Z`.
std::string second_of(Millis instant) { return format_utc(instant).substr(0, 19) + "Z"; }

}  // namespace

std::string to_json(const SessionAccount& account) {
  json::object object{
      {"entity", account.entity},
      {"handler", account.handler},
      {"mailbox", {{"id", account.mailbox_id}, {"address", account.address}}},
      {"time_zone", account.time_zone},
      {"language", account.language},
      {"connection", account.connection},
      {"window", {{"back", account.window_back}, {"ahead", account.window_ahead}}},
      {"base_urls", json::array(account.base_urls.begin(), account.base_urls.end())}};
  if (account.collect_since) {
    json::object collect{{"since", second_of(*account.collect_since)}};
    if (account.history_from) collect["history_from"] = second_of(*account.history_from);
    if (!account.marks) collect["marks"] = false;
    object["collect"] = std::move(collect);
  }
  return json::serialize(object);
}

}  // namespace relais::plugin
