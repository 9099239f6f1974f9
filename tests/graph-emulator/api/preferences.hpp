// What a request's Prefer header wishes of calendars and tasks.
#pragma once

#include <optional>
#include <string>

#include "tests/graph-emulator/http/message.hpp"
#include "tests/graph-emulator/refusal.hpp"
#include "tests/graph-emulator/state/zone.hpp"

namespace relais::emulator {

struct Preferences {
  std::string zone = "UTC";                ///< as the client named it
  const date::time_zone* rules = nullptr;  ///< nothing: UTC
  bool text_body = false;
  std::optional<std::int64_t> page_size;
};

/// A zone or a body type that does not exist is refused; other preferences are none of ours.
Answer<Preferences> read_preferences(const Headers& headers);

}  // namespace relais::emulator
