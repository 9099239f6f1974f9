#include "engine/plugin/account.hpp"

#include "engine/base/json.hpp"

namespace relais::plugin {

std::string to_json(const SessionAccount& account) {
  return json::serialize(
      json::object{{"entity", account.entity},
                   {"handler", account.handler},
                   {"mailbox", {{"id", account.mailbox_id}, {"address", account.address}}},
                   {"time_zone", account.time_zone},
                   {"language", account.language},
                   {"connection", account.connection},
                   {"window", {{"back", account.window_back}, {"ahead", account.window_ahead}}},
                   {"base_urls", json::array(account.base_urls.begin(), account.base_urls.end())}});
}

}  // namespace relais::plugin
