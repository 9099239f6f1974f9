// The dot of an add-in of a handler: what its last test said, and whether that still holds (R20).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/check/report.hpp"
#include "engine/config/config.hpp"
#include "engine/ledger/types.hpp"
#include "engine/store/store.hpp"

namespace relais::check {

/// How long a test holds.
inline constexpr Millis kStaleAfter = 7LL * 86'400'000;

struct Dot {
  std::string addin;
  Colour colour = Colour::grey;
  std::string reason;    ///< why it is red or grey
  Millis tested_at = 0;  ///< 0: never
  std::string drift{};   ///< what has become of the link's address since it was linked
  std::string stale{};   ///< why the test says little about today; empty: it holds
};

/// One for each subscribed add-in of the handler's entity, collecting ones first; `kept`: what the
/// ledger has. Of an entity that is not configured: none. Pure.
std::vector<Dot> dots_of(const config::Config& config, const store::Handler& handler,
                         const std::vector<ledger::Dot>& kept, Millis now);

/// MAIL, then the others by their codes (R19).
void in_order_of_tests(std::vector<std::string>& addins);

}  // namespace relais::check
