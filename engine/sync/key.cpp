#include "engine/sync/key.hpp"

#include <vector>

namespace relais::sync {
namespace {

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ':') {
      out += "%3A";
    } else if (c == '%') {
      out += "%25";
    } else {
      out += c;
    }
  }
  return out;
}

std::optional<std::string> unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto code = text.substr(i, 3);
    if (code == "%3A") {
      out += ':';
    } else if (code == "%25") {
      out += '%';
    } else {
      return std::nullopt;
    }
    i += 2;
  }
  return out;
}

}  // namespace

std::string make_key(const Key& key) {
  std::string text = key.store + ':' + key.kind + ':' + escape(key.item);
  if (!key.part.empty()) text += ':' + escape(key.part);
  return text;
}

std::optional<Key> parse_key(std::string_view text) {
  std::vector<std::string_view> pieces;
  for (std::size_t from = 0;;) {
    const std::size_t colon = text.find(':', from);
    pieces.push_back(text.substr(from, colon - from));
    if (colon == std::string_view::npos) break;
    from = colon + 1;
  }
  if (pieces.size() < 3 || pieces.size() > 4) return std::nullopt;
  for (const auto piece : pieces)
    if (piece.empty()) return std::nullopt;
  auto item = unescape(pieces[2]);
  auto part = unescape(pieces.size() == 4 ? pieces[3] : std::string_view{});
  if (!item || !part) return std::nullopt;
  return Key{std::string(pieces[0]), std::string(pieces[1]), std::move(*item), std::move(*part)};
}

}  // namespace relais::sync
