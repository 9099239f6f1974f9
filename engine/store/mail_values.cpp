#include "engine/store/mail_values.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace relais::store {
namespace {

constexpr std::size_t kLongestId = 4096;
constexpr Millis kFirst = -62'135'596'800'000;  // 0001-01-01T00:00:00Z
constexpr Millis kLast = 253'402'300'799'999;   // 9999-12-31T23:59:59.999Z

}  // namespace

std::optional<std::string> utc_or_null(const std::optional<Millis>& instant) {
  if (!instant) return std::nullopt;
  return format_utc(*instant);
}

std::optional<Millis> instant_of(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto instant = parse_utc(text);
  if (!instant) return std::nullopt;
  return *instant;
}

Result<> check_instant(Millis instant, std::string_view what) {
  if (instant >= kFirst && instant <= kLast) return {};
  return fail(Errc::item, fmt::format("{} is no time that can be stored", what));
}

Result<> check_remote_id(std::string_view id, std::string_view what) {
  const bool printable = std::all_of(id.begin(), id.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte != 0x7f;
  });
  if (!id.empty() && id.size() <= kLongestId && printable) return {};
  return fail(Errc::item,
              fmt::format("{} cannot be stored: it is empty, longer than {} bytes, or has "
                          "control characters",
                          what, kLongestId));
}

}  // namespace relais::store
