// A page of Markdown as somebody reads it who types what stands there. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace relais::newcomer {

struct Block {
  std::string language;  ///< "sh", "yaml"
  std::vector<std::string> lines;
};

/// The blocks of code below the heading `## TITLE`, up to the next one of its rank.
std::vector<Block> blocks_below(std::string_view page, std::string_view title);

/// The lines of a block of shell as commands: with what continues them, and with their
/// here-documents.
std::vector<std::string> commands_in(const Block& block);

/// Words in backquotes in the first column of tables below the heading.
std::vector<std::string> first_column_below(std::string_view page, std::string_view title);

}  // namespace relais::newcomer
