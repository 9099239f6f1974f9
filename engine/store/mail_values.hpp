// Values of mail on their way into and out of the database.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/clock.hpp"
#include "engine/base/error.hpp"

namespace relais::store {

/// Null instead of the empty text.
inline std::optional<std::string_view> or_null(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return text;
}

std::optional<std::string> utc_or_null(const std::optional<Millis>& instant);
/// Nothing for the empty text, and for one that is no instant.
std::optional<Millis> instant_of(std::string_view text);

/// Errc::item unless the store can hold it: the years 1 to 9999.
Result<> check_instant(Millis instant, std::string_view what);
/// An id of the other side is kept byte by byte, so it has to be printable and of a sane length.
/// Errc::item otherwise.
Result<> check_remote_id(std::string_view id, std::string_view what);

}  // namespace relais::store
