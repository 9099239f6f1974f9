#include "tests/graph-emulator/state/zone.hpp"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/tztrans.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>

namespace relais::emulator {
namespace {

constexpr std::size_t seconds_size = 19;  // "2026-05-01T09:00:00"
constexpr std::size_t max_fraction = 7;
/// 2038: up to here the system's zone files spell the changes out. The rules for later years are
/// ICU's, as date/tz.h does not read them.
constexpr Millis end_of_files = 2'145'916'800'000;

const date::time_zone* iana_zone(std::string_view name) {
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

icu::UnicodeString utf16(std::string_view text) {
  return icu::UnicodeString::fromUTF8({text.data(), static_cast<int>(text.size())});
}

/// The IANA name of a Windows name; "" if it is none.
std::string iana_name(std::string_view windows_name) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString found;
  icu::TimeZone::getIDForWindowsID(utf16(windows_name), nullptr, found, status);
  std::string name;
  if (U_SUCCESS(status)) found.toUTF8String(name);
  return name;
}

/// Null: nobody knows the zone's rules.
std::unique_ptr<icu::BasicTimeZone> rules_of(const date::time_zone& zone) {
  std::unique_ptr<icu::TimeZone> made(icu::TimeZone::createTimeZone(utf16(zone.name())));
  if (*made == icu::TimeZone::getUnknown()) return nullptr;
  return std::unique_ptr<icu::BasicTimeZone>(static_cast<icu::BasicTimeZone*>(made.release()));
}

Millis later_to_utc(Wall wall, const icu::BasicTimeZone& rules) {
  const auto with = [&](UTimeZoneLocalOption side) {
    std::int32_t raw = 0, saving = 0;
    UErrorCode status = U_ZERO_ERROR;
    rules.getOffsetFromLocal(static_cast<double>(wall), side, side, raw, saving, status);
    return wall - raw - saving;
  };
  const Millis first = with(UCAL_TZ_LOCAL_FORMER);
  icu::TimeZoneTransition change;
  if (first > with(UCAL_TZ_LOCAL_LATTER) &&
      rules.getPreviousTransition(static_cast<double>(first), true, change))
    return static_cast<Millis>(change.getTime());
  return first;
}

}  // namespace

std::optional<Wall> parse_wall(std::string_view text) {
  if (text.size() < seconds_size) return std::nullopt;
  const std::string_view fraction = text.substr(seconds_size);
  if (!fraction.empty() &&
      (fraction[0] != '.' || fraction.size() == 1 || fraction.size() > 1 + max_fraction ||
       !std::all_of(fraction.begin() + 1, fraction.end(),
                    [](char c) { return c >= '0' && c <= '9'; })))
    return std::nullopt;
  if (text.substr(17, 2) == "60") return std::nullopt;
  const auto wall = parse_utc(std::string(text) + "Z");
  return wall ? std::optional(*wall) : std::nullopt;
}

std::string format_wall(Wall wall) {
  std::string text = format_utc(wall);  // "...09:00:00.000Z"
  text.replace(text.size() - 1, 1, "0000");
  return text;
}

Wall midnight(Wall wall) {
  const Wall since = wall % day_ms;
  return wall - since - (since < 0 ? day_ms : 0);
}

const date::time_zone* find_zone(std::string_view name) {
  if (name.empty() || name.size() > 100) return nullptr;
  if (const auto* zone = iana_zone(name)) return zone;
  const std::string iana = iana_name(name);
  return iana.empty() ? nullptr : iana_zone(iana);
}

Millis to_utc(Wall wall, const date::time_zone& zone) {
  if (wall >= end_of_files)
    if (const auto rules = rules_of(zone)) return later_to_utc(wall, *rules);
  const date::local_time<std::chrono::milliseconds> local{std::chrono::milliseconds{wall}};
  return zone.to_sys(local, date::choose::earliest).time_since_epoch().count();
}

Wall to_wall(Millis instant, const date::time_zone& zone) {
  if (instant >= end_of_files)
    if (const auto rules = rules_of(zone)) {
      std::int32_t raw = 0, saving = 0;
      UErrorCode status = U_ZERO_ERROR;
      rules->getOffset(static_cast<double>(instant), false, raw, saving, status);
      return instant + raw + saving;
    }
  const date::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds{instant}};
  return zone.to_local(time).time_since_epoch().count();
}

}  // namespace relais::emulator
