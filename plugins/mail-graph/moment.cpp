#include "plugins/mail-graph/moment.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace relais::mail_graph {
namespace {

namespace chrono = std::chrono;

constexpr Seconds earliest = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr Seconds latest = 253'402'300'799;    // 9999-12-31T23:59:59Z

/// Takes `digits` digits from the left.
bool take_number(std::string_view& text, std::size_t digits, int& value) {
  if (text.size() < digits) return false;
  const char* end = text.data() + digits;
  if (text.front() < '0' || text.front() > '9') return false;
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return false;
  text.remove_prefix(digits);
  return true;
}

bool take_sign(std::string_view& text, char sign) {
  if (!text.starts_with(sign)) return false;
  text.remove_prefix(1);
  return true;
}

/// ".1234567", or nothing of the kind.
bool take_fraction(std::string_view& text) {
  if (!take_sign(text, '.')) return true;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(digits);
  return digits > 0;
}

/// "Z" or "+02:00", and nothing after it.
std::optional<Seconds> offset_in(std::string_view text) {
  if (text == "Z") return 0;
  const bool west = take_sign(text, '-');
  int hours = 0, minutes = 0;
  const bool read = (west || take_sign(text, '+')) && take_number(text, 2, hours) &&
                    take_sign(text, ':') && take_number(text, 2, minutes) && text.empty();
  if (!read || hours > 14 || minutes > 59) return std::nullopt;
  return (west ? -60 : 60) * (Seconds{hours} * 60 + minutes);
}

}  // namespace

std::optional<Seconds> parse_instant(std::string_view text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  const bool read =
      take_number(text, 4, year) && take_sign(text, '-') && take_number(text, 2, month) &&
      take_sign(text, '-') && take_number(text, 2, day) && take_sign(text, 'T') &&
      take_number(text, 2, hour) && take_sign(text, ':') && take_number(text, 2, minute) &&
      take_sign(text, ':') && take_number(text, 2, second) && take_fraction(text);
  const auto offset = offset_in(text);
  if (!read || !offset || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const chrono::year_month_day date{chrono::year(year), chrono::month(static_cast<unsigned>(month)),
                                    chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  const Seconds days = chrono::sys_days(date).time_since_epoch().count();
  return ((days * 24 + hour) * 60 + minute) * 60 + second - *offset;
}

std::string instant_text(Seconds at) {
  at = std::clamp(at, earliest, latest);
  const chrono::sys_seconds instant{chrono::seconds(at)};
  const auto day = chrono::floor<chrono::days>(instant);
  const chrono::year_month_day date(day);
  const chrono::hh_mm_ss time(instant - day);
  char text[80];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text;
}

}  // namespace relais::mail_graph
