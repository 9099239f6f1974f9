// When the other side says to come back. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "engine/base/clock.hpp"

namespace relais::http {

/// Nobody is believed who asks for more than this.
inline constexpr Millis longest_retry_after = 3'600'000;

/// Milliseconds to wait from `now` on: whole seconds or an HTTP date (RFC 9110, 10.2.3), at most
/// `longest_retry_after`, 0 for a date gone by. Nothing if the value is neither.
std::optional<Millis> parse_retry_after(std::string_view value, Millis now);

}  // namespace relais::http
