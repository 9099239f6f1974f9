#include "engine/store/item_text.hpp"

#include "engine/base/text.hpp"

namespace relais::store {
namespace {

/// How many bytes at the start of `text` are a printable character of ASCII, Latin-1 or the first
/// Latin blocks behind it (up to U+02FF): nothing there changes in NFC, alone or beside another.
std::size_t plain_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) >= ' ' && byte(0) <= '~') return 1;
  if (text.size() < 2 || byte(1) < 0x80 || byte(1) > 0xbf) return 0;
  if (byte(0) == 0xc2) return byte(1) > 0xa0 ? 2 : 0;
  return byte(0) >= 0xc3 && byte(0) <= 0xcb ? 2 : 0;
}

bool is_blank(char c) { return c == ' ' || c == '\n'; }

/// Most text is clean already; ICU is for the rest.
bool is_clean(std::string_view text, bool one_line) {
  if (text.empty()) return true;
  if (is_blank(text.front()) || is_blank(text.back())) return false;
  while (!text.empty()) {
    const std::size_t size = !one_line && text.front() == '\n' ? 1 : plain_character(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace

std::string clean_line(std::string_view text) {
  return is_clean(text, true) ? std::string(text) : normalise_line(text);
}

std::string clean_text(std::string_view text) {
  return is_clean(text, false) ? std::string(text) : normalise_text(text);
}

void put(json::object& object, std::string_view key, std::string value) {
  if (!value.empty()) object[key] = std::move(value);
}

}  // namespace relais::store
