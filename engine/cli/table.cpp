#include "engine/cli/table.hpp"

#include <algorithm>

namespace relais::cli {
namespace {

std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return text;
}

}  // namespace

std::size_t shown_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == 0x1b) {
      i = std::min(text.find('m', i), text.size());
    } else if ((byte == 0xcc || byte == 0xcd) && i + 1 < text.size() &&
               !(byte == 0xcd && static_cast<unsigned char>(text[i + 1]) > 0xaf)) {
      ++i;  // U+0300 to U+036F combine with what stands before them
    } else if ((byte & 0xc0) != 0x80) {
      ++width;
    }
  }
  return width;
}

void Table::add(std::vector<std::string> cells) {
  cells.resize(header_.size());
  for (auto& cell : cells) cell = one_line(std::move(cell));
  rows_.push_back(std::move(cells));
}

std::string Table::text(std::string_view indent) const {
  std::vector<std::size_t> widths;
  for (const auto& title : header_) widths.push_back(shown_width(title));
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], shown_width(row[i]));
  std::string out;
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string one(indent);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      one += cells[i];
      one.append(widths[i] - shown_width(cells[i]) + 2, ' ');
    }
    one.erase(one.find_last_not_of(' ') + 1);
    out += one + '\n';
  };
  line(header_);
  for (const auto& row : rows_) line(row);
  return out;
}

}  // namespace relais::cli
