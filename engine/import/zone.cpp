#include "engine/import/zone.hpp"

#include <date/tz.h>
#include <unicode/ucal.h>
#include <unicode/unistr.h>

#include <array>
#include <stdexcept>

namespace relais::import {
namespace {

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

}  // namespace

std::string iana_name(std::string_view name) {
  constexpr std::size_t longest = 128;
  if (name.size() > longest || name.find('\0') != std::string_view::npos) return {};
  if (is_zone(name)) return std::string(name);
  std::string found = name_of_windows_zone(name);
  return is_zone(found) ? found : std::string();
}

date::sys_seconds to_utc(date::local_seconds wall, const std::string& zone) {
  const date::local_info found = date::locate_zone(zone)->get_info(wall);
  return date::sys_seconds(wall.time_since_epoch() - found.first.offset);
}

date::local_seconds to_wall(date::sys_seconds utc, const std::string& zone) {
  return date::local_seconds(utc.time_since_epoch() +
                             date::locate_zone(zone)->get_info(utc).offset);
}

std::string day_text(date::local_seconds wall) { return date::format("%F", wall); }
std::string clock_text(date::local_seconds wall) {
  return date::format("%H:%M", date::floor<std::chrono::minutes>(wall));
}
std::string wall_text(date::local_seconds wall) { return day_text(wall) + 'T' + clock_text(wall); }

}  // namespace relais::import
