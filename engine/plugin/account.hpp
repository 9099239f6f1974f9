// The `account` that a session is opened with: plugin-api/schemas/account.json.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.hpp"

namespace relais::plugin {

struct SessionAccount {
  std::string entity;
  std::string handler;
  std::string mailbox_id;
  std::string address;  ///< may be empty
  std::string time_zone;
  std::string language;
  std::string connection;
  std::vector<std::string> base_urls;
  std::int64_t window_back = 30;     ///< days
  std::int64_t window_ahead = 1096;  ///< days
  /// For plugins that collect: whole seconds.
  std::optional<Millis> collect_since{};
  std::optional<Millis> history_from{};
  bool marks = true;  ///< whether markers are set
};

std::string to_json(const SessionAccount& account);

}  // namespace relais::plugin
