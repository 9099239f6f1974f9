#include "engine/import/card.hpp"

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/import/charset.hpp"

namespace relais::import {
namespace {

struct Logical {
  std::size_t line = 0;
  std::string text;
  bool quoted = false, base64 = false;
};

bool is_folded(std::string_view text) { return text.starts_with(' ') || text.starts_with('\t'); }

bool is_base64(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '=';
  });
}

Logical begun(const FileLine& line) {
  Logical logical{line.number, std::string(line.text)};
  const std::string head = upper_ascii(line.text.substr(0, line.text.find(':')));
  logical.quoted = head.find("QUOTED-PRINTABLE") != std::string::npos;
  logical.base64 = head.find("BASE64") != std::string::npos;
  return logical;
}

/// In vCard 2.1 a fold stands before a blank that belongs to the text, since then before one that
/// does not. Lines of quoted-printable end in `=` where they go on; those of base64 may go on
/// without a blank, up to an empty line.
std::vector<Logical> unfolded(const std::vector<FileLine>& lines, Escapes escapes) {
  std::vector<Logical> found;
  bool closed = true;  // nothing may follow the last line of `found`
  for (const FileLine& line : lines) {
    if (line.text.empty() || (closed && line.blank())) {
      closed = true;
      continue;
    }
    Logical* last = closed ? nullptr : &found.back();
    if (last && last->quoted && last->text.ends_with('=')) {
      last->text.pop_back();
      last->text += line.text;
    } else if (last && is_folded(line.text)) {
      last->text += escapes == Escapes::card21 && !last->base64 ? line.text : line.text.substr(1);
    } else if (!(last && last->base64 && is_base64(line.text))) {
      found.push_back(begun(line));
    }
    closed = false;
  }
  for (Logical& each : found)
    if (each.quoted && each.text.ends_with('=')) each.text.pop_back();  // nothing came after it
  return found;
}

/// The value as UTF-8. A CHARSET is believed unless the bytes are UTF-8 all the same.
std::string decoded(const ContentLine& line) {
  const bool quoted = line.has("ENCODING", "QUOTED-PRINTABLE");
  const std::string bytes = quoted ? unquoted(line.value) : line.value;
  const std::string charset(line.parameter("CHARSET"));
  const bool other = !charset.empty() && (quoted || !is_utf8(bytes));
  if (other)
    if (auto text = utf8_from(bytes, charset)) return std::move(*text);
  return utf8_or_western(bytes);
}

/// Nothing: it has none, or one that nobody has written down.
std::optional<Escapes> version_of(const std::vector<FileLine>& lines, bool& named) {
  for (const FileLine& line : lines) {
    const auto read = read_content_line(line.text, line.number);
    if (!read || read->name != "VERSION") continue;
    named = true;
    const std::string version = normalise_line(utf8_or_western(read->value));
    if (version == "2.1") return Escapes::card21;
    if (version == "3.0" || version == "4.0") return Escapes::modern;
    return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

const ContentLine* Card::find(std::string_view name) const {
  for (const ContentLine& each : lines)
    if (each.name == name) return &each;
  return nullptr;
}

std::vector<const ContentLine*> Card::all(std::string_view name) const {
  std::vector<const ContentLine*> found;
  for (const ContentLine& each : lines)
    if (each.name == name) found.push_back(&each);
  return found;
}

std::string Card::text(const ContentLine& each) const {
  return normalise_line(unescaped(each.value, escapes));
}

std::vector<std::string> Card::components(const ContentLine& each, std::string_view glue) const {
  std::vector<std::string> found;
  for (const std::string_view component : split_raw(each.value, ';')) {
    std::string joined;
    // Before 3.0 a comma is a comma.
    const auto parts = escapes == Escapes::card21 ? std::vector<std::string_view>{component}
                                                  : split_raw(component, ',');
    for (const std::string_view part : parts) {
      const std::string text = normalise_text(unescaped(part, escapes));
      if (text.empty()) continue;
      if (!joined.empty()) joined += glue;
      joined += text;
    }
    found.push_back(std::move(joined));
  }
  return found;
}

tl::expected<Card, LineError> read_card(const RawCard& raw) {
  const auto failed = [](std::size_t line, const char* reason) {
    return LineFailure(LineError{line, reason});
  };
  bool named = false;
  const auto escapes = version_of(raw.lines, named);
  if (!named) return failed(raw.line, "the card has no VERSION");
  if (!escapes) return failed(raw.line, "VERSION is none of 2.1, 3.0, 4.0");
  Card card{raw.line, *escapes, {}};
  for (const Logical& logical : unfolded(raw.lines, *escapes)) {
    auto line = read_content_line(logical.text, logical.line);
    if (!line) return failed(logical.line, "is no line of a card: it has no name, or no colon");
    // Pictures, sounds and keys have no place in the store.
    if (logical.base64 || line->has("ENCODING", "B")) continue;
    line->value = decoded(*line);
    card.lines.push_back(std::move(*line));
  }
  return card;
}

}  // namespace relais::import
