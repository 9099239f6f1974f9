// A verb, one call of it, and what it answers.
#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/json.hpp"
#include "engine/cli/access.hpp"
#include "engine/cli/terminal.hpp"

namespace relais::cli {

struct Option {
  const char* name;      ///< without the dashes
  const char* argument;  ///< in capitals; empty: a switch
  const char* text;
  Role role = Role::none;  ///< that it asks for beyond its verb
};

/// What a verb has to say. The program prints either `document` (`--json`) or the texts.
struct Reply {
  json::object document;
  std::string text;                ///< for stdout
  std::vector<std::string> notes;  ///< for stderr, a line each
  int exit = 0;
};

struct Verb;

/// One call of a verb, after its command line was checked.
struct Call {
  const Verb& verb;
  Terminal& terminal;
  Clock& clock;
  const std::atomic<bool>& cancel;
  std::optional<std::filesystem::path> config_option;  ///< `--config`
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  std::vector<std::string> arguments;
  std::map<std::string, std::string, std::less<>> values;  ///< of options; a switch has ""
  User user{};                                             ///< who calls it

  bool has(std::string_view option) const { return values.contains(option); }
  std::string value(std::string_view option) const;  ///< empty: not given
  Paint paint() const { return Paint(terminal.colour && terminal.out_is_terminal); }
};

struct Verb {
  const char* name;       ///< "handler link"
  const char* arguments;  ///< "CODE ADDRESS"
  std::size_t min_arguments;
  std::size_t max_arguments;
  const char* summary;  ///< one line
  const char* text;     ///< what it does, and what it answers
  std::vector<Option> options;
  const char* example;  ///< command lines
  Result<Reply> (*run)(const Call& call);
  Access access;  ///< load_config() sees to it
};

inline constexpr std::size_t kAnyNumber = static_cast<std::size_t>(-1);

/// Errc::usage with the hint how to learn what would be right.
tl::unexpected<Error> usage_error(const Verb& verb, std::string text);

}  // namespace relais::cli
