#include "engine/import/content_line.hpp"

#include <algorithm>
#include <array>

namespace relais::import {
namespace {

constexpr std::array<std::string_view, 5> kBareEncodings{"QUOTED-PRINTABLE", "BASE64", "B", "7BIT",
                                                         "8BIT"};

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_name_character);
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string marker_name(std::string_view line, std::string_view marker) {
  if (line.size() < marker.size() || upper_ascii(line.substr(0, marker.size())) != marker)
    return {};
  return upper_ascii(trimmed(line.substr(marker.size())));
}

/// RFC 6868.
std::string without_carets(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '^' && i + 1 < text.size() ? text[i + 1] : '\0';
    const char meant = next == 'n' ? '\n' : next == '\'' ? '"' : next == '^' ? '^' : '\0';
    plain += meant ? meant : text[i];
    if (meant) ++i;
  }
  return plain;
}

/// Where the quoted text that begins at `at` ends; one that does not end is not quoted.
std::size_t behind_quotes(std::string_view text, std::size_t at) {
  const auto close = text.find('"', at + 1);
  return close == std::string_view::npos ? at + 1 : close + 1;
}

/// Of `;` and `:` outside of quotes, the first one from `at` on.
std::size_t end_of_piece(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != ';' && text[at] != ':')
    at = text[at] == '"' ? behind_quotes(text, at) : at + 1;
  return at;
}

void add_values(ContentLine& line, const std::string& name, std::string_view values) {
  // A list in quotes (TYPE="work,voice") is a list too; nothing that is read has a comma in it.
  const bool list = name == "TYPE";
  std::string value;
  bool quoted = false;
  const auto take = [&] {
    line.parameters.emplace_back(name, without_carets(trimmed(value)));
    value.clear();
  };
  for (const char c : values) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && (list || !quoted)) {
      take();
    } else {
      value += c;
    }
  }
  take();
}

void add_parameter(ContentLine& line, std::string_view text) {
  const auto equals = text.find('=');
  if (equals != std::string_view::npos)
    return add_values(line, upper_ascii(trimmed(text.substr(0, equals))), text.substr(equals + 1));
  const std::string bare = upper_ascii(trimmed(text));
  const bool encoding =
      std::find(kBareEncodings.begin(), kBareEncodings.end(), bare) != kBareEncodings.end();
  if (!bare.empty()) line.parameters.emplace_back(encoding ? "ENCODING" : "TYPE", bare);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

std::optional<FileLine> FileLines::next() {
  if (at_ >= text_.size()) return std::nullopt;
  FileLine line;
  line.number = number_++;
  line.begin = at_;
  const std::size_t end = std::min(text_.find_first_of("\r\n", at_), text_.size());
  line.text = text_.substr(at_, end - at_);
  at_ = end;
  if (at_ < text_.size()) {
    const std::string_view rest = text_.substr(at_, 3);
    at_ += rest == "\r\r\n" ? 3 : rest.starts_with("\r\n") ? 2 : 1;
  }
  line.end = at_;
  return line;
}

std::string name_begun(std::string_view line) { return marker_name(line, "BEGIN:"); }
std::string name_ended(std::string_view line) { return marker_name(line, "END:"); }

std::string_view ContentLine::parameter(std::string_view wanted) const {
  for (const auto& [key, found] : parameters)
    if (key == wanted) return found;
  return {};
}

bool ContentLine::has(std::string_view wanted, std::string_view wanted_value) const {
  return std::any_of(parameters.begin(), parameters.end(), [&](const auto& each) {
    return each.first == wanted && upper_ascii(each.second) == wanted_value;
  });
}

std::optional<ContentLine> read_content_line(std::string_view text, std::size_t line) {
  ContentLine read;
  read.line = line;
  std::size_t at = end_of_piece(text, 0);
  if (at >= text.size()) return std::nullopt;
  std::string_view name = trimmed(text.substr(0, at));
  if (const auto dot = name.rfind('.'); dot != std::string_view::npos) {
    read.group = upper_ascii(name.substr(0, dot));
    name = name.substr(dot + 1);
  }
  if (!is_name(name)) return std::nullopt;
  read.name = upper_ascii(name);
  while (text[at] == ';') {
    const std::size_t end = end_of_piece(text, at + 1);
    if (end >= text.size()) return std::nullopt;
    add_parameter(read, text.substr(at + 1, end - at - 1));
    at = end;
  }
  read.value = std::string(text.substr(at + 1));
  return read;
}

std::string upper_ascii(std::string_view text) {
  std::string upper(text);
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return upper;
}

std::string unescaped(std::string_view value, Escapes escapes) {
  const bool modern = escapes == Escapes::modern;
  std::string plain;
  plain.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char next = value[i] == '\\' && i + 1 < value.size() ? value[i + 1] : '\0';
    const bool protects = next == ';' || next == ',' || next == '\\' || (modern && next == ':');
    const bool breaks = modern && (next == 'n' || next == 'N');
    plain += breaks ? '\n' : protects ? next : value[i];
    if (protects || breaks) ++i;
  }
  return plain;
}

std::vector<std::string_view> split_raw(std::string_view value, char separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\') {
      ++i;
    } else if (value[i] == separator) {
      parts.push_back(value.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  parts.push_back(value.substr(begin));
  return parts;
}

std::string unquoted(std::string_view value) {
  std::string bytes;
  bytes.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool escape = value[i] == '=' && i + 2 < value.size();
    const int high = escape ? hex_digit(value[i + 1]) : -1;
    const int low = escape ? hex_digit(value[i + 2]) : -1;
    if (high < 0 || low < 0) {
      bytes += value[i];
      continue;
    }
    bytes += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return bytes;
}

}  // namespace relais::import
