// Text in columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace relais::cli {

class Table {
 public:
  explicit Table(std::vector<std::string> header) : header_(std::move(header)) {}
  /// As many cells as the header has; line breaks in a cell become blanks.
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  /// One line per row, two blanks between columns, none at the end of a line.
  std::string text(std::string_view indent = {}) const;

 private:
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
};

/// Columns that UTF-8 text takes on a terminal: code points, without combining marks and colours.
std::size_t shown_width(std::string_view text);

}  // namespace relais::cli
