#include "tests/newcomer/readme.hpp"

#include <algorithm>

namespace relais::newcomer {
namespace {

std::vector<std::string> lines_below(std::string_view page, std::string_view title) {
  std::vector<std::string> out;
  bool inside = false;
  while (!page.empty()) {
    const auto end = std::min(page.find('\n'), page.size());
    const auto line = page.substr(0, end);
    page.remove_prefix(std::min(end + 1, page.size()));
    if (line.starts_with("## ")) inside = line.substr(3) == title;
    if (inside) out.emplace_back(line);
  }
  return out;
}

/// The word that ends the here-document of this line; empty: it has none.
std::string end_of_document(const std::string& line) {
  const auto at = line.find("<<'");
  if (at == std::string::npos) return {};
  return line.substr(at + 3, line.find('\'', at + 3) - at - 3);
}

}  // namespace

std::vector<Block> blocks_below(std::string_view page, std::string_view title) {
  std::vector<Block> blocks;
  bool inside = false;
  for (const auto& line : lines_below(page, title)) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) blocks.push_back({line.substr(3), {}});
    } else if (inside) {
      blocks.back().lines.push_back(line);
    }
  }
  return blocks;
}

std::vector<std::string> commands_in(const Block& block) {
  std::vector<std::string> commands;
  bool more = false;
  std::string document;  // ends with this line
  for (const auto& line : block.lines) {
    if (more || !document.empty()) {
      commands.back() += '\n' + line;
    } else if (!line.empty()) {
      commands.push_back(line);
    }
    if (!document.empty()) {
      if (line == document) document.clear();
      continue;
    }
    document = end_of_document(line);
    more = line.ends_with('\\');
  }
  return commands;
}

std::vector<std::string> first_column_below(std::string_view page, std::string_view title) {
  std::vector<std::string> words;
  for (const auto& line : lines_below(page, title)) {
    if (!line.starts_with("| `")) continue;
    words.push_back(line.substr(3, line.find('`', 3) - 3));
  }
  return words;
}

}  // namespace relais::newcomer
