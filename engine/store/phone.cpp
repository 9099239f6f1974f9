#include "engine/store/phone.hpp"

#include <array>
#include <initializer_list>

#include "engine/base/text.hpp"

namespace relais::store {
namespace {

// Blanks, dashes and brackets that people put between digits; the last four are the no-break
// space, the narrow no-break space, the non-breaking hyphen and the en dash.
constexpr std::array<std::string_view, 10> kSeparators{" ", ".",      "/",      "-",      "(",
                                                       ")", "\u00a0", "\u202f", "\u2011", "\u2013"};

/// Digits with an optional leading `+`, or nothing if the text holds anything else.
std::string digits_of(std::string_view text) {
  std::string digits;
  while (!text.empty()) {
    const char c = text.front();
    if ((c >= '0' && c <= '9') || (c == '+' && digits.empty())) {
      digits += c;
      text.remove_prefix(1);
      continue;
    }
    std::size_t skip = 0;
    for (const auto separator : kSeparators) {
      if (text.starts_with(separator)) skip = separator.size();
    }
    if (skip == 0) return {};
    text.remove_prefix(skip);
  }
  return digits;
}

/// `+` and 7 to 15 digits, or nothing.
std::string e164(std::string_view line) {
  std::string text(line);
  const bool international = text.starts_with('+') || text.starts_with("00");
  if (const auto trunk = text.find("(0)"); international && trunk != std::string::npos) {
    text.erase(trunk, 3);
  }
  std::string digits = digits_of(text);
  if (digits.starts_with("00")) {
    digits.replace(0, 2, "+");
  } else if (digits.size() == 10 && digits.front() == '0') {
    digits.replace(0, 1, "+41");
  }
  const bool fits = digits.starts_with('+') && digits.size() >= 8 && digits.size() <= 16;
  return fits && digits[1] != '0' ? digits : std::string();
}

std::string grouped(std::string_view country, std::string_view rest,
                    std::initializer_list<std::size_t> groups) {
  std::string printed(country);
  for (const auto size : groups) {
    printed.append(1, ' ').append(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  return printed;
}

bool is_service_number(std::string_view national) {
  for (const std::string_view prefix : {"800", "84", "86", "878", "90"}) {
    if (national.starts_with(prefix)) return true;
  }
  return false;
}

}  // namespace

std::string printed_phone(std::string_view value) {
  std::string line = normalise_line(value);
  std::string number = e164(line);
  if (number.empty()) return line;
  const std::string_view view = number;
  if (view.starts_with("+41") && view.size() == 12) {
    const auto national = view.substr(3);
    return is_service_number(national) ? grouped("+41", national, {3, 3, 3})
                                       : grouped("+41", national, {2, 3, 2, 2});
  }
  if (view.starts_with("+423") && view.size() == 11) {
    return grouped("+423", view.substr(4), {3, 2, 2});
  }
  return number;
}

}  // namespace relais::store
