#include "engine/import/values.hpp"

#include <date/tz.h>
#include <fmt/core.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "engine/base/clock.hpp"
#include "engine/base/text.hpp"
#include "engine/import/zone.hpp"
#include "engine/store/phone.hpp"

namespace relais::import {
namespace {

constexpr std::size_t kLongestLine = 4'000;
constexpr std::size_t kLongestText = std::size_t{1} << 20;

/// Text that normalising would at most trim: printable ASCII.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

std::string cleaned(std::string_view text, bool one_line) {
  if (!is_plain(text)) return one_line ? normalise_line(text) : normalise_text(text);
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !U8_IS_TRAIL(c); }));
}

/// The digits at the front of `text`, at most `most` of them, taken off; -1: none.
int take_number(std::string_view& text, std::size_t most) {
  int number = 0;
  std::size_t n = 0;
  for (; n < text.size() && n < most && text[n] >= '0' && text[n] <= '9'; ++n)
    number = number * 10 + (text[n] - '0');
  text.remove_prefix(n);
  return n == 0 ? -1 : number;
}

bool take_char(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::string> take_date(std::string_view& text) {
  int y = 0;
  int m = 0;
  int d = 0;
  if (text.size() >= 10 && text[4] == '-') {
    y = take_number(text, 4);
    if (!take_char(text, '-')) return std::nullopt;
    m = take_number(text, 2);
    if (!take_char(text, '-')) return std::nullopt;
    d = take_number(text, 2);
  } else {
    d = take_number(text, 2);
    if (!take_char(text, '.')) return std::nullopt;
    while (take_char(text, ' ')) {
    }
    m = take_number(text, 2);
    if (!take_char(text, '.')) return std::nullopt;
    while (take_char(text, ' ')) {
    }
    y = take_number(text, 4);
  }
  if (y < 1000 || m < 1 || d < 1) return std::nullopt;  // two digits say no century
  const date::year_month_day day{date::year(y), date::month(static_cast<unsigned>(m)),
                                 date::day(static_cast<unsigned>(d))};
  if (!day.ok()) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}", y, m, d);
}

struct TimeOfDay {
  int hour = 0;
  int minute = 0;
  int second = 0;
};

std::optional<TimeOfDay> take_time(std::string_view& text) {
  TimeOfDay time;
  time.hour = take_number(text, 2);
  if (time.hour < 0 || !take_char(text, ':')) return std::nullopt;
  const auto before = text.size();
  time.minute = take_number(text, 2);
  if (before - text.size() != 2) return std::nullopt;
  if (take_char(text, ':')) {
    time.second = take_number(text, 2);
    if (time.second < 0) return std::nullopt;
    if (take_char(text, '.')) take_number(text, 9);
  }
  if (time.hour > 23 || time.minute > 59 || time.second > 59) return std::nullopt;
  return time;
}

std::optional<std::string> date_of(std::string_view text) {
  auto day = take_date(text);
  // What spreadsheets append to a date.
  if (day && (text == " 00:00:00" || text == " 00:00" || text == "T00:00:00")) text = {};
  return text.empty() ? day : std::nullopt;
}

std::optional<std::string> time_of(std::string_view text) {
  const auto time = take_time(text);
  if (!time || time->second != 0 || !text.empty()) return std::nullopt;
  return fmt::format("{:02}:{:02}", time->hour, time->minute);
}

struct WallClock {
  std::string day;
  TimeOfDay time;
};

std::optional<WallClock> wall_clock(std::string_view text) {
  WallClock wall;
  const auto day = take_date(text);
  if (!day) return std::nullopt;
  wall.day = *day;
  if (text.empty()) return wall;
  if (!take_char(text, 'T') && !take_char(text, ' ')) return std::nullopt;
  while (take_char(text, ' ')) {
  }
  const auto time = take_time(text);
  if (!time || !text.empty()) return std::nullopt;
  wall.time = *time;
  return wall;
}

std::optional<std::string> local_of(std::string_view text) {
  const auto wall = wall_clock(text);
  if (!wall || wall->time.second != 0) return std::nullopt;
  return fmt::format("{}T{:02}:{:02}", wall->day, wall->time.hour, wall->time.minute);
}

bool is_time_zone(std::string_view name) {
  try {
    return date::locate_zone(std::string(name)) != nullptr;
  } catch (const std::runtime_error&) {
    return false;
  }
}

std::optional<std::string> utc_of(std::string_view text, std::string_view time_zone) {
  if (text.ends_with('Z')) {
    const auto instant = parse_utc(text);
    return instant ? std::optional(format_utc(*instant)) : std::nullopt;
  }
  const auto wall = wall_clock(text);
  if (!wall || !is_time_zone(time_zone)) return std::nullopt;
  std::string_view day = wall->day;
  const int y = take_number(day, 4);
  day.remove_prefix(1);
  const int m = take_number(day, 2);
  day.remove_prefix(1);
  const int d = take_number(day, 2);
  const auto local = date::local_days(date::year(y) / m / d) + std::chrono::hours(wall->time.hour) +
                     std::chrono::minutes(wall->time.minute) +
                     std::chrono::seconds(wall->time.second);
  const auto instant = to_utc(local, std::string(time_zone));
  return format_utc(
      std::chrono::duration_cast<std::chrono::milliseconds>(instant.time_since_epoch()).count());
}

std::optional<std::string> flag_of(std::string_view text) {
  static constexpr std::array<std::string_view, 8> yes{"1",  "ja", "j",   "oui",
                                                       "sì", "si", "yes", "true"};
  static constexpr std::array<std::string_view, 6> no{"0", "nein", "n", "non", "no", "false"};
  const std::string folded = fold_case(text);
  if (std::find(yes.begin(), yes.end(), folded) != yes.end()) return "1";
  if (std::find(no.begin(), no.end(), folded) != no.end()) return "0";
  return std::nullopt;
}

std::optional<std::string> integer_of(const Column& column, std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (number < column.least || number > column.most) return std::nullopt;
  return fmt::format("{}", number);
}

std::string words_of(const Column& column) {
  std::string words;
  for (const auto word : column.words) {
    if (!words.empty()) words += ", ";
    words += word;
  }
  return words;
}

Taken found_or(std::optional<std::string> value, std::string problem) {
  if (!value) return {std::nullopt, std::move(problem)};
  return {std::move(value), {}};
}

Taken taken_text(const Column& column, std::string text, std::size_t longest) {
  if (column.longest != 0) longest = column.longest;
  // Bytes are never fewer than characters.
  if (text.size() > longest || column.shortest > 0) {
    const auto n = count_characters(text);
    if (n > longest) return {std::nullopt, fmt::format("has more than {} characters", longest)};
    if (n < column.shortest)
      return {std::nullopt, fmt::format("has fewer than {} characters", column.shortest)};
  }
  return {std::move(text), {}};
}

Taken taken_id(std::string text) {
  if (count_characters(text) > 64) return {std::nullopt, "has more than 64 characters"};
  if (text == "*") return {std::nullopt, "may not be *"};
  return {std::move(text), {}};
}

Taken taken_country(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  const bool good = text.size() == 2 && std::all_of(text.begin(), text.end(),
                                                    [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!good) return {std::nullopt, "is no country of two letters (CH)"};
  return {std::move(text), {}};
}

Taken taken_word(const Column& column, const std::string& text) {
  const std::string folded = fold_case(text);
  if (std::find(column.words.begin(), column.words.end(), folded) != column.words.end())
    return {folded, {}};
  return {std::nullopt, "is none of: " + words_of(column)};
}

Taken taken_email(const std::string& text) {
  std::string address = normalise_address(text);
  if (std::count(address.begin(), address.end(), '@') != 1) return {std::nullopt, "is no e-mail address"};
  return {std::move(address), {}};
}

}  // namespace

Taken take_value(const Column& column, std::string_view text, std::string_view time_zone) {
  std::string value = cleaned(text, column.form != Form::text);
  if (value.empty()) {
    if (!column.by_default.empty()) return {std::string(column.by_default), {}};
    if (column.form == Form::zone) return {std::string(time_zone), {}};
    if (column.mandatory) return {std::nullopt, "is empty"};
    return {};
  }
  switch (column.form) {
    case Form::line:
    case Form::phone:
      return taken_text(column, std::move(value), kLongestLine);
    case Form::text:
      return taken_text(column, std::move(value), kLongestText);
    case Form::id:
      return taken_id(std::move(value));
    case Form::word:
      return taken_word(column, value);
    case Form::flag:
      return found_or(flag_of(value), "is neither yes nor no (1, ja, oui, sì; 0, nein, non, no)");
    case Form::integer:
      return found_or(integer_of(column, value),
                      fmt::format("is no whole number from {} to {}", column.least, column.most));
    case Form::date:
      return found_or(date_of(value), "is no date (2026-05-31 or 31.05.2026)");
    case Form::time:
      return found_or(time_of(value), "is no time (08:00)");
    case Form::local:
      return found_or(local_of(value),
                      "is no date and time (2026-05-31T14:00 or 31.05.2026 14:00)");
    case Form::utc:
      return found_or(utc_of(value, time_zone),
                      "is no instant (2026-05-31T12:00:00Z or 31.05.2026 14:00)");
    case Form::email:
      return taken_email(value);
    case Form::country:
      return taken_country(std::move(value));
    case Form::zone:
      return found_or(is_time_zone(value) ? std::optional(value) : std::nullopt,
                      "is no time zone (Europe/Zurich)");
  }
  return {};
}

std::string contact_value(std::string_view type, std::string_view value) {
  if (type == "phone_b" || type == "phone_p" || type == "mobile" || type == "fax") {
    std::string number = store::printed_phone(value);
    const bool is_number = number.find_first_not_of("+0123456789 ") == std::string::npos;
    if (is_number && number.starts_with('+')) std::erase(number, ' ');
    return number;
  }
  if (type == "email_b" || type == "email_p") {
    std::string address = normalise_address(value);
    if (!address.empty()) return address;
  }
  return std::string(value);
}

}  // namespace relais::import
