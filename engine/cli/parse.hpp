// From the words of a command line to a verb and its options.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/cli/call.hpp"

namespace relais::cli {

struct CommandLine {
  const Verb* verb = nullptr;  ///< null: none was named
  std::string group;           ///< `handler` without a second word
  bool help = false;
  bool version = false;
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  std::optional<std::filesystem::path> config;
  std::vector<std::string> arguments;
  std::map<std::string, std::string, std::less<>> values;
};

/// Errc::usage names what is wrong and the nearest thing that would be right. Option names are
/// never guessed from a beginning of theirs: a new option must not change what a script means.
Result<CommandLine> parse_command_line(const std::vector<std::string>& words);

/// Whether `--json` is among the words, whatever else is wrong with them.
bool asks_for_json(const std::vector<std::string>& words);

}  // namespace relais::cli
