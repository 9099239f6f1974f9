#include <date/date.h>

#include "engine/base/text.hpp"
#include "engine/import/card_fields.hpp"

namespace relais::import {
namespace {

/// Removes leading digits; -1 if there are not so many.
int take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return -1;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

std::string checked_day(int year, int month, int day) {
  const date::year_month_day found{date::year{year}, date::month{static_cast<unsigned>(month)},
                                   date::day{static_cast<unsigned>(day)}};
  return year >= 1 && month >= 1 && day >= 1 && found.ok() ? date::format("%F", found)
                                                           : std::string();
}

}  // namespace

std::optional<std::string> birthday_of(std::string_view text) {
  // 19800501, 1980-05-01, either with a time behind it
  const int year = take_digits(text, 4);
  const bool dashes = text.starts_with('-');
  if (dashes) text.remove_prefix(1);
  const int month = take_digits(text, 2);
  if (dashes != text.starts_with('-')) return std::nullopt;
  if (dashes) text.remove_prefix(1);
  const int day = take_digits(text, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  if (!text.empty() && text.front() != 'T' && text.front() != ' ') return std::nullopt;
  std::string found = checked_day(year, month, day);
  if (found.empty()) return std::nullopt;
  return found;
}

void set_birthday(const Card& card, CardRow& row) {
  const ContentLine* line = card.find("BDAY");
  const std::string text = line ? card.text(*line) : std::string();
  std::optional<std::string> birthday = birthday_of(text);
  // Apple's way to say a day without a year.
  const std::string_view omitted = line ? line->parameter("X-APPLE-OMIT-YEAR") : std::string_view();
  if (birthday && !omitted.empty() && birthday->starts_with(omitted)) birthday.reset();
  row.set("birthday", birthday.value_or(std::string()));
  if (!text.empty() && !birthday)
    row.warn({line->line, "BDAY names no day of a year: there is no birthday"});
}

}  // namespace relais::import
