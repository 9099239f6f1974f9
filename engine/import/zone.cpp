#include "engine/import/zone.hpp"

#include <date/tz.h>
#include <unicode/basictz.h>
#include <unicode/ucal.h>
#include <unicode/unistr.h>

#include <array>
#include <memory>
#include <optional>
#include <stdexcept>

namespace relais::import {
namespace {

/// Zone files list the changes up to 2037 and give a rule for what follows, which date/tz.h does
/// not read: from here on ICU is asked. Before, the system's files are the newer ones.
constexpr date::local_seconds kEndOfFiles{date::local_days{date::year{2038} / 1 / 1}};

bool is_zone(std::string_view name) {
  if (name.empty() || name == "localtime" || name == "posixrules") return false;  // files, no zones
  try {
    return date::locate_zone(std::string(name)) != nullptr;
  } catch (const std::runtime_error&) {
    return false;
  }
}

std::string name_of_windows_zone(std::string_view name) {
  const auto id =
      icu::UnicodeString::fromUTF8({name.data(), static_cast<std::int32_t>(name.size())});
  std::array<char16_t, 128> found{};
  UErrorCode error = U_ZERO_ERROR;
  const std::int32_t size =
      ucal_getTimeZoneIDForWindowsID(id.getBuffer(), id.length(), nullptr, found.data(),
                                     static_cast<std::int32_t>(found.size()), &error);
  if (U_FAILURE(error) || size <= 0 || size > static_cast<std::int32_t>(found.size())) return {};
  std::string result;
  icu::UnicodeString(found.data(), size).toUTF8String(result);
  return result;
}

/// Null: ICU does not know the zone.
std::unique_ptr<icu::BasicTimeZone> zone_in_icu(const std::string& zone) {
  std::unique_ptr<icu::TimeZone> made(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone)));
  if (!made || *made == icu::TimeZone::getUnknown()) return nullptr;
  auto* basic = dynamic_cast<icu::BasicTimeZone*>(made.get());
  if (basic != nullptr) static_cast<void>(made.release());
  return std::unique_ptr<icu::BasicTimeZone>(basic);
}

/// Of a wall clock the offset before a change of the clocks that is near it; nothing: ask the
/// files.
std::optional<std::chrono::seconds> late_offset(const std::string& zone, double millis,
                                                bool wall_clock) {
  const auto rules = zone_in_icu(zone);
  if (!rules) return std::nullopt;
  std::int32_t raw = 0;
  std::int32_t saving = 0;
  UErrorCode error = U_ZERO_ERROR;
  if (wall_clock) {
    rules->getOffsetFromLocal(millis, UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, raw, saving,
                              error);
  } else {
    rules->getOffset(millis, false, raw, saving, error);
  }
  if (U_FAILURE(error)) return std::nullopt;
  return std::chrono::seconds((raw + saving) / 1000);
}

template <class Time>
double millis_of(Time time) {
  return static_cast<double>(time.time_since_epoch().count()) * 1000;
}

std::chrono::seconds offset_of(date::local_seconds wall, const std::string& zone) {
  if (wall >= kEndOfFiles)
    if (const auto late = late_offset(zone, millis_of(wall), true)) return *late;
  return date::locate_zone(zone)->get_info(wall).first.offset;
}

std::chrono::seconds offset_of(date::sys_seconds utc, const std::string& zone) {
  if (utc.time_since_epoch() >= kEndOfFiles.time_since_epoch())
    if (const auto late = late_offset(zone, millis_of(utc), false)) return *late;
  return date::locate_zone(zone)->get_info(utc).offset;
}

}  // namespace

std::string iana_name(std::string_view name) {
  constexpr std::size_t longest = 128;
  if (name.size() > longest || name.find('\0') != std::string_view::npos) return {};
  if (is_zone(name)) return std::string(name);
  std::string found = name_of_windows_zone(name);
  return is_zone(found) ? found : std::string();
}

std::string windows_name(const std::string& zone) {
  const auto id = icu::UnicodeString::fromUTF8(zone);
  std::array<char16_t, 128> found{};
  UErrorCode error = U_ZERO_ERROR;
  const std::int32_t size = ucal_getWindowsTimeZoneID(
      id.getBuffer(), id.length(), found.data(), static_cast<std::int32_t>(found.size()), &error);
  if (U_FAILURE(error) || size <= 0 || size > static_cast<std::int32_t>(found.size())) return {};
  std::string name;
  icu::UnicodeString(found.data(), size).toUTF8String(name);
  return name;
}

date::sys_seconds to_utc(date::local_seconds wall, const std::string& zone) {
  return date::sys_seconds(wall.time_since_epoch() - offset_of(wall, zone));
}

date::local_seconds to_wall(date::sys_seconds utc, const std::string& zone) {
  return date::local_seconds(utc.time_since_epoch() + offset_of(utc, zone));
}

std::string day_text(date::local_seconds wall) { return date::format("%F", wall); }
std::string clock_text(date::local_seconds wall) {
  return date::format("%H:%M", date::floor<std::chrono::minutes>(wall));
}
std::string wall_text(date::local_seconds wall) { return day_text(wall) + 'T' + clock_text(wall); }

}  // namespace relais::import
