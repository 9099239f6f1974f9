#include "engine/config/source_text.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/config/document.hpp"

namespace relais::config {
namespace {

/// Length of the well-formed UTF-8 sequence at `at`, or 0 (overlong, surrogate, cut off, ...).
std::size_t sequence_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0u) == 0x80u; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    if (first == 0xe0 && byte(1) < 0xa0) return 0;
    if (first == 0xed && byte(1) > 0x9f) return 0;
    return follows(1) && follows(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    if (first == 0xf0 && byte(1) < 0x90) return 0;
    if (first == 0xf4 && byte(1) > 0x8f) return 0;
    return follows(1) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

SourceText::SourceText(std::string_view text) : text_(text) {
  if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
  starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i)
    if (text_[i] == '\n') starts_.push_back(i + 1);
}

std::string_view SourceText::line(std::size_t index) const {
  const std::size_t end = index + 1 < starts_.size() ? starts_[index + 1] : text_.size();
  return text_.substr(starts_[index], end - starts_[index]);
}

Mark SourceText::mark(int line_index, int byte_column) const {
  const auto index =
      std::min(static_cast<std::size_t>(std::max(line_index, 0)), starts_.size() - 1);
  const auto content = line(index);
  const auto bytes = std::min(static_cast<std::size_t>(std::max(byte_column, 0)), content.size());
  if (last_.line != index || last_.bytes > bytes) last_ = {index, 0, 0};
  for (; last_.bytes < bytes; ++last_.bytes)
    if ((content[last_.bytes] & 0xc0) != 0x80) ++last_.characters;
  return {static_cast<int>(index) + 1, static_cast<int>(last_.characters) + 1};
}

std::string_view SourceText::from(int line_index, int byte_column) const {
  const auto index =
      std::min(static_cast<std::size_t>(std::max(line_index, 0)), starts_.size() - 1);
  const std::size_t at = starts_[index] + static_cast<std::size_t>(std::max(byte_column, 0));
  return text_.substr(std::min(at, text_.size()));
}

Mark SourceText::mark_of(std::size_t offset) const {
  const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const auto index = static_cast<std::size_t>(next - starts_.begin()) - 1;
  return mark(static_cast<int>(index), static_cast<int>(offset - starts_[index]));
}

bool SourceText::acceptable(Problems& problems) const {
  if (text_.size() > max_file_bytes) {
    problems.add({1, 1}, "", fmt::format("{} bytes", text_.size()),
                 fmt::format("at most {} MiB", max_file_bytes >> 20), "is this the right file?");
    return false;
  }
  for (std::size_t at = 0; at < text_.size();) {
    const char c = text_[at];
    const std::size_t size = sequence_at(text_, at);
    if (size == 0) {
      problems.add(mark_of(at), "", fmt::format("the byte {:#04x}", static_cast<unsigned char>(c)),
                   "UTF-8", "save the file as UTF-8");
      return false;
    }
    if ((c >= 0 && c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f) {
      problems.add(mark_of(at), "", fmt::format("the control character {:#04x}", int{c}), "text",
                   c == 0 ? "a binary file, or UTF-16? save it as UTF-8" : "remove it");
      return false;
    }
    at += size;
  }
  for (std::size_t index = 0; index < starts_.size(); ++index) {
    const auto content = line(index);
    const std::size_t indent = std::min(content.find_first_not_of(" \t"), content.size());
    const std::size_t tab = content.substr(0, indent).find('\t');
    if (tab == std::string_view::npos) continue;
    problems.add(mark(static_cast<int>(index), static_cast<int>(tab)), "", "a tab as indentation",
                 "spaces", "replace tabs by spaces in the whole file");
    return false;
  }
  return true;
}

}  // namespace relais::config
