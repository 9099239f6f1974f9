#include "engine/cli/roff.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <utility>

namespace relais::cli {
namespace {

constexpr std::size_t kRoffWidth = 80;

/// The first code point of valid UTF-8, and how many bytes it takes; a byte that is none is `?`.
std::pair<std::uint32_t, std::size_t> code_point(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
  if (size == 1 || size > text.size()) return {'?', 1};
  std::uint32_t point = first & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {'?', 1};
    point = point << 6 | (byte(i) & 0x3fU);
  }
  return {point, size};
}

const char* spelt(char c) {
  switch (c) {
    case '\\':
      return "\\e";
    case '-':
      return "\\-";
    case '\'':
      return "\\(aq";
    case '`':
      return "\\(ga";
    case '^':
      return "\\(ha";
    case '~':
      return "\\(ti";
    case '"':
      return "\\(dq";
    default:
      return nullptr;
  }
}

/// A word of a paragraph; `bold` says whether it begins, and after it whether it ends, in code.
std::string styled(std::string_view word, bool& bold) {
  std::string out = bold ? "\\fB" : "";
  while (!word.empty()) {
    const auto end = std::min(word.find('`'), word.size());
    out += roff_escaped(word.substr(0, end));
    if (end < word.size()) {
      bold = !bold;
      out += bold ? "\\fB" : "\\fR";
    }
    word.remove_prefix(std::min(end + 1, word.size()));
  }
  return bold ? out + "\\fR" : out;
}

/// A line may not begin like a request.
std::string guarded_line(std::string line) {
  return line.starts_with('.') || line.starts_with("\\(aq") ? "\\&" + line : line;
}

}  // namespace

std::string roff_escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const char c = text.front();
    if (static_cast<unsigned char>(c) >= 0x80) {
      const auto [point, size] = code_point(text);
      out += point == '?' ? "?" : fmt::format("\\[u{:04X}]", point);
      text.remove_prefix(size);
      continue;
    }
    const char* other = spelt(c);
    if (other != nullptr) {
      out += other;
    } else {
      out += c < ' ' || c == 0x7f ? ' ' : c;
    }
    text.remove_prefix(1);
  }
  return out;
}

std::string roff_paragraph(std::string_view text) {
  std::istringstream words{std::string(text)};
  std::string out;
  std::string line;
  bool bold = false;
  for (std::string word; words >> word;) {
    const std::string next = styled(word, bold);
    if (!line.empty() && line.size() + 1 + next.size() > kRoffWidth) {
      out += guarded_line(line) + '\n';
      line.clear();
    }
    line += (line.empty() ? "" : " ") + next;
  }
  return line.empty() ? out : out + guarded_line(line) + '\n';
}

std::string roff_example(std::string_view text) {
  std::string out = ".PP\n.RS 4\n.EX\n";
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    out += guarded_line(roff_escaped(text.substr(0, end))) + '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + ".EE\n.RE\n";
}

std::string roff_request(std::string_view macro, std::string_view argument) {
  return fmt::format(".{} \"{}\"\n", macro, roff_escaped(argument));
}

}  // namespace relais::cli
