#include "engine/store/item_text.hpp"

#include <algorithm>

#include "engine/base/text.hpp"

namespace relais::store {
namespace {

// Most text is plain and clean already; ICU is for the rest.
bool is_plain(char c) { return c >= ' ' && c <= '~'; }
bool is_plain_text(char c) { return is_plain(c) || c == '\n'; }
bool is_trimmed(std::string_view text) {
  constexpr std::string_view blank = " \n";
  return text.empty() || (blank.find(text.front()) == std::string_view::npos &&
                          blank.find(text.back()) == std::string_view::npos);
}

}  // namespace

std::string clean_line(std::string_view text) {
  const bool plain = is_trimmed(text) && std::all_of(text.begin(), text.end(), is_plain);
  return plain ? std::string(text) : normalise_line(text);
}

std::string clean_text(std::string_view text) {
  const bool plain = is_trimmed(text) && std::all_of(text.begin(), text.end(), is_plain_text);
  return plain ? std::string(text) : normalise_text(text);
}

void put(json::object& object, std::string_view key, std::string value) {
  if (!value.empty()) object[key] = std::move(value);
}

}  // namespace relais::store
