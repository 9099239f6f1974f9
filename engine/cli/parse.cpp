#include "engine/cli/parse.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <iterator>

#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

namespace po = boost::program_options;

constexpr const char* kArguments = "arguments";

/// The verb's name is one word, or two: `handler link`.
struct Split {
  const Verb* verb = nullptr;
  std::string group;
  std::vector<std::string> rest;  ///< options and arguments, without the verb
};

tl::unexpected<Error> unknown_verb(const std::string& name, const std::string& group) {
  std::vector<std::string> names;
  for (const auto& verb : verbs()) names.emplace_back(verb.name);
  return fail(Errc::usage,
              fmt::format("relais has no verb \"{}\"", name) + did_you_mean(name, names),
              group.empty() ? "`relais help` lists the verbs"
                            : fmt::format("`relais {} --help` lists the verbs", group));
}

bool is_group(std::string_view word) {
  return std::any_of(verbs().begin(), verbs().end(), [&](const Verb& verb) {
    return std::string_view(verb.name).starts_with(std::string(word) + ' ');
  });
}

Result<Split> split(const std::vector<std::string>& words) {
  Split out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool done = out.verb != nullptr;
    if (done || word.starts_with('-')) {
      out.rest.push_back(word);
      if (word == "--config" && i + 1 < words.size()) out.rest.push_back(words[++i]);
    } else if (!out.group.empty()) {
      const std::string name = out.group + ' ' + word;
      out.verb = find_verb(name);
      if (out.verb == nullptr) return unknown_verb(name, out.group);
    } else if (is_group(word)) {
      out.group = word;
    } else {
      out.verb = find_verb(word);
      if (out.verb == nullptr) return unknown_verb(word, "");
    }
  }
  return out;
}

std::vector<Option> options_of(const Verb* verb) {
  std::vector<Option> options = common_options();
  if (verb == nullptr) {
    options.push_back({"version", "", ""});
  } else {
    options.insert(options.end(), verb->options.begin(), verb->options.end());
  }
  return options;
}

std::string subject(const Verb* verb) {
  return verb == nullptr ? std::string("relais") : std::string("relais ") + verb->name;
}

Error unknown_option(const Verb* verb, std::string name) {
  name.erase(0, name.find_first_not_of('-'));
  std::vector<std::string> names;
  for (const auto& option : options_of(verb)) names.emplace_back(option.name);
  return {Errc::usage,
          fmt::format("{} has no option \"--{}\"", subject(verb), name) +
              did_you_mean(name, names, "--"),
          fmt::format("`{} --help` lists its options", subject(verb))};
}

Result<po::variables_map> parse_options(const Verb* verb, const std::vector<std::string>& rest) {
  po::options_description description;
  auto add = description.add_options();
  for (const auto& option : options_of(verb)) {
    if (option.argument[0] == '\0') {
      add(option.name, "");
    } else {
      add(option.name, po::value<std::string>(), "");
    }
  }
  add(kArguments, po::value<std::vector<std::string>>(), "");
  po::positional_options_description positional;
  positional.add(kArguments, -1);
  constexpr int style = po::command_line_style::allow_long |
                        po::command_line_style::long_allow_adjacent |
                        po::command_line_style::long_allow_next;
  try {
    po::variables_map values;
    po::store(po::command_line_parser(rest)
                  .options(description)
                  .positional(positional)
                  .style(style)
                  .run(),
              values);
    return values;
  } catch (const po::unknown_option& error) {
    return fail(unknown_option(verb, error.get_option_name()));
  } catch (const po::multiple_occurrences& error) {
    return fail(Errc::usage, fmt::format("{} is given twice", error.get_option_name()),
                "leave one of them out");
  } catch (const po::error_with_option_name& error) {
    return fail(Errc::usage,
                fmt::format("{}: {} is not written as it should be", subject(verb),
                            error.get_option_name()),
                fmt::format("`{} --help` shows which options take a value", subject(verb)));
  } catch (const po::error& error) {
    return fail(Errc::usage, fmt::format("{}: {}", subject(verb), error.what()),
                fmt::format("`{} --help` lists its options", subject(verb)));
  }
}

Result<> check_count(const Verb& verb, std::size_t given) {
  if (given >= verb.min_arguments && given <= verb.max_arguments) return {};
  const std::string_view wanted = verb.arguments;
  return usage_error(
      verb, given < verb.min_arguments ? fmt::format("relais {} needs {}", verb.name, wanted)
            : wanted.empty()           ? fmt::format("relais {} takes no arguments", verb.name)
                             : fmt::format("relais {} takes {} and no more", verb.name, wanted));
}

/// `-h` and `-V` are known to everybody.
std::vector<std::string> spelt_out(std::vector<std::string> words) {
  for (auto& word : words) {
    if (word == "--") break;
    if (word == "-h") word = "--help";
    if (word == "-V") word = "--version";
  }
  return words;
}

}  // namespace

bool asks_for_json(const std::vector<std::string>& words) {
  const auto end = std::find(words.begin(), words.end(), "--");
  return std::find(words.begin(), end, "--json") != end;
}

Result<CommandLine> parse_command_line(const std::vector<std::string>& words) {
  RELAIS_ASSIGN(const auto parts, split(spelt_out(words)));
  CommandLine line;
  line.verb = parts.verb;
  if (parts.verb == nullptr) line.group = parts.group;
  // An argument that looks like a short option would be refused by none: say so here.
  const auto end = std::find(parts.rest.begin(), parts.rest.end(), "--");
  for (auto word = parts.rest.begin(); word != end; ++word)
    if (word->size() > 1 && word->front() == '-' && (*word)[1] != '-' &&
        (word == parts.rest.begin() || !std::prev(word)->starts_with("--")))
      return fail(Errc::usage, fmt::format("{} has no option \"{}\"", subject(parts.verb), *word),
                  "options are written in full; an argument that begins with `-` goes after `--`");
  RELAIS_ASSIGN(const auto options, parse_options(parts.verb, parts.rest));
  for (const auto& option : options_of(parts.verb)) {
    if (options.count(option.name) == 0) continue;
    line.values[option.name] =
        option.argument[0] == '\0' ? "" : options[option.name].as<std::string>();
  }
  const auto take = [&](const char* name) { return line.values.erase(name) > 0; };
  if (const auto config = line.values.find("config"); config != line.values.end()) {
    if (config->second.empty())
      return fail(Errc::usage, "--config needs the name of a file",
                  "e.g. --config /etc/relais/relais.yaml");
    line.config = config->second;
    line.values.erase(config);
  }
  line.help = take("help");
  line.version = take("version");
  line.json = take("json");
  line.quiet = take("quiet");
  line.verbose = take("verbose");
  if (options.count(kArguments) > 0)
    line.arguments = options[kArguments].as<std::vector<std::string>>();
  if (line.verb != nullptr && !line.help)
    RELAIS_TRY(check_count(*line.verb, line.arguments.size()));
  return line;
}

}  // namespace relais::cli
