// The raw text of a configuration file: is it text at all, and which column is a byte in.
#pragma once

#include <string_view>
#include <vector>

#include "engine/config/problems.hpp"

namespace relais::config {

/// For one thread: marks are asked for in the order of the text, and the last one is remembered.
class SourceText {
 public:
  /// Keeps a view of `text`, less a byte order mark.
  explicit SourceText(std::string_view text);

  std::string_view text() const { return text_; }

  /// The place of a byte, both counted from 0; columns become characters. Out of range: the
  /// nearest.
  Mark mark(int line, int byte_column) const;

  /// The text from a byte on, both counted from 0.
  std::string_view from(int line, int byte_column) const;

  /// False, with a problem added, unless the text is small enough, UTF-8, without control
  /// characters, and not indented with tabs.
  bool acceptable(Problems& problems) const;

 private:
  std::string_view line(std::size_t index) const;
  Mark mark_of(std::size_t offset) const;

  std::string_view text_;
  std::vector<std::size_t> starts_;
  struct Position {
    std::size_t line = 0;
    std::size_t bytes = 0;
    std::size_t characters = 0;
  };
  mutable Position last_;
};

}  // namespace relais::config
