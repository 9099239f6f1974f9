#include "plugins/agenda/zone.hpp"

#include <date/tz.h>
#include <unicode/basictz.h>
#include <unicode/ucal.h>
#include <unicode/unistr.h>

#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>

namespace relais::agenda {
namespace {

using namespace std::chrono_literals;

/// Zone files list the changes up to 2037 and give a rule for what follows, which date/tz.h does
/// not read: from here on ICU is asked. Before, the system's files are the newer ones.
constexpr date::local_seconds end_of_files{date::local_days{date::year{2038} / 1 / 1}};

const date::time_zone* find_zone(std::string_view name) {
  if (name.empty() || name == "localtime") return nullptr;  // a file there, but no zone
  try {
    return date::locate_zone(std::string(name));
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

icu::UnicodeString utf16(std::string_view text) {
  return icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
}

std::string name_of_windows_zone(std::string_view name) {
  const icu::UnicodeString id = utf16(name);
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
std::unique_ptr<icu::BasicTimeZone> rules_of(const std::string& zone) {
  std::unique_ptr<icu::TimeZone> made(icu::TimeZone::createTimeZone(utf16(zone)));
  if (!made || *made == icu::TimeZone::getUnknown()) return nullptr;
  auto* basic = dynamic_cast<icu::BasicTimeZone*>(made.get());
  if (basic) static_cast<void>(made.release());
  return std::unique_ptr<icu::BasicTimeZone>(basic);
}

/// The offset as it is before a change of the clocks near `wall`, or as it is behind it.
std::optional<std::chrono::seconds> offset(const icu::BasicTimeZone& rules,
                                           date::local_seconds wall, UTimeZoneLocalOption side) {
  std::int32_t raw = 0, saving = 0;
  UErrorCode error = U_ZERO_ERROR;
  const double millis = static_cast<double>(wall.time_since_epoch().count()) * 1000;
  rules.getOffsetFromLocal(millis, side, side, raw, saving, error);
  if (U_FAILURE(error)) return std::nullopt;
  return std::chrono::seconds((raw + saving) / 1000);
}

/// Both offsets that a wall clock may have: the one before a change of the clocks, the one after.
struct Offsets {
  std::chrono::seconds before, after;
};

Offsets offsets_of(date::local_seconds wall, const std::string& zone) {
  if (wall >= end_of_files)
    if (const auto rules = rules_of(zone)) {
      const auto before = offset(*rules, wall, UCAL_TZ_LOCAL_FORMER);
      const auto after = offset(*rules, wall, UCAL_TZ_LOCAL_LATTER);
      if (before && after) return {*before, *after};
    }
  const date::local_info info = date::locate_zone(zone)->get_info(wall);
  if (info.result == date::local_info::unique) return {info.first.offset, info.first.offset};
  return {info.first.offset, info.second.offset};
}

date::local_seconds shifted(date::sys_seconds utc, std::chrono::seconds offset) {
  return date::local_seconds(utc.time_since_epoch() + offset);
}

/// The digits of `text` where `shape` has a 0; -1 if it differs elsewhere.
template <std::size_t Count>
std::optional<std::array<int, Count>> numbers(std::string_view text, std::string_view shape) {
  std::array<int, Count> found{};
  if (text.size() != shape.size()) return std::nullopt;
  std::size_t field = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (shape[i] != '0') {
      if (text[i] != shape[i]) return std::nullopt;
      ++field;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    found[field] = found[field] * 10 + (text[i] - '0');
  }
  return found;
}

}  // namespace

std::string iana_name(std::string_view name) {
  if (name.find('\0') != std::string_view::npos) return {};  // ICU would stop there
  if (find_zone(name)) return std::string(name);
  std::string found = name_of_windows_zone(name);
  return find_zone(found) ? found : std::string();
}

Moment resolve(date::local_seconds wall, const std::string& zone) {
  const Offsets offsets = offsets_of(wall, zone);
  Moment moment;
  // With the offset before the change, the first of two is meant, and a missing one moves on.
  moment.utc = date::sys_seconds(wall.time_since_epoch() - offsets.before);
  moment.missing = offsets.before < offsets.after;
  moment.ambiguous = offsets.before > offsets.after;
  moment.local = moment.missing ? shifted(moment.utc, offsets.after) : wall;
  return moment;
}

date::local_seconds to_local(date::sys_seconds utc, const std::string& zone) {
  if (shifted(utc, 0s) >= end_of_files)
    if (const auto rules = rules_of(zone)) {
      std::int32_t raw = 0, saving = 0;
      UErrorCode error = U_ZERO_ERROR;
      rules->getOffset(static_cast<double>(utc.time_since_epoch().count()) * 1000, false, raw,
                       saving, error);
      if (U_SUCCESS(error)) return shifted(utc, std::chrono::seconds((raw + saving) / 1000));
    }
  return shifted(utc, date::locate_zone(zone)->get_info(utc).offset);
}

std::string iso(date::local_days day) { return date::format("%F", day); }
std::string iso(date::local_seconds wall) { return date::format("%FT%T", wall); }
std::string iso(date::sys_seconds utc) { return iso(shifted(utc, 0s)); }

std::optional<date::local_days> read_day(std::string_view text) {
  const auto found = numbers<3>(text, "0000-00-00");
  if (!found) return std::nullopt;
  const date::year_month_day day{date::year{(*found)[0]},
                                 date::month{static_cast<unsigned>((*found)[1])},
                                 date::day{static_cast<unsigned>((*found)[2])}};
  if (!day.ok()) return std::nullopt;
  return date::local_days(day);
}

std::optional<std::chrono::minutes> read_clock(std::string_view text) {
  const auto found = numbers<2>(text, "00:00");
  if (!found || (*found)[0] > 23 || (*found)[1] > 59) return std::nullopt;
  return std::chrono::hours((*found)[0]) + std::chrono::minutes((*found)[1]);
}

std::optional<date::local_seconds> read_wall(std::string_view text) {
  if (text.size() != 16 || text[10] != 'T') return std::nullopt;
  const auto day = read_day(text.substr(0, 10));
  const auto clock = read_clock(text.substr(11));
  if (!day || !clock) return std::nullopt;
  return date::local_seconds(*day) + *clock;
}

}  // namespace relais::agenda
