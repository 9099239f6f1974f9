// start and end of an event: a wall clock in a named zone (dateTimeTimeZone).
#pragma once

#include <string>

#include "engine/base/json.hpp"
#include "tests/graph-emulator/refusal.hpp"
#include "tests/graph-emulator/state/zone.hpp"

namespace relais::emulator {

struct Moment {
  Wall wall = 0;
  std::string zone;  ///< as its writer named it
  const date::time_zone* rules = nullptr;

  Millis instant() const { return to_utc(wall, *rules); }
};

/// As a client may write it: no offset, a zone that exists, a time that the clocks of the zone
/// show.
Answer<json::value> check_moment(std::string_view name, const json::value& value);
/// What `check_moment` has let through.
Moment moment_of(const json::value& value);
json::object to_json(const Moment& moment);

Refusal unknown_zone(std::string_view name);

}  // namespace relais::emulator
