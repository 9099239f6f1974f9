#include "engine/connection/microsoft365/quote.hpp"

namespace relais::connection::microsoft365 {
namespace {

/// A text between quotes has no line break and no other control character.
char printable(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f ? ' ' : c;
}

/// The length of the quote that begins here: ' or U+2018 to U+201B; 0: none.
std::size_t quote_at(std::string_view text) {
  if (text.starts_with('\'')) return 1;
  const bool typographic = text.starts_with("\xe2\x80") && text.size() > 2 &&
                           static_cast<unsigned char>(text[2]) >= 0x98 &&
                           static_cast<unsigned char>(text[2]) <= 0x9b;
  return typographic ? 3 : 0;
}

}  // namespace

std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += printable(c);
    }
  }
  return out + '\'';
}

std::string powershell_quoted(std::string_view text) {
  std::string out = "'";
  while (!text.empty()) {
    if (const std::size_t quote = quote_at(text); quote != 0) {
      out += text.substr(0, quote);
      out += text.substr(0, quote);
      text.remove_prefix(quote);
    } else {
      out += printable(text.front());
      text.remove_prefix(1);
    }
  }
  return out + '\'';
}

}  // namespace relais::connection::microsoft365
