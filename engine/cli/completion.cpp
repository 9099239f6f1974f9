#include "engine/cli/completion.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <vector>

#include "engine/cli/verbs.hpp"

namespace relais::cli {
namespace {

struct ValueSource {
  std::string_view name;      ///< of an option; empty: of any
  std::string_view argument;  ///< the word in capitals; empty: any
  std::string_view source;
};

/// The first row that fits.
constexpr auto kSources = std::to_array<ValueSource>({
    {"entity", "", "ask entity"},
    {"handler", "", "ask handler"},
    {"addin", "", "ask addin"},
    {"language", "", "words de fr it en"},
    {"status", "", "words new assigned done archived deleted"},
    {"encoding", "", "words utf-8 utf-16le utf-16be cp1252 macroman"},
    {"format", "NAME", "words text manifest az powershell exchange"},
    {"connection", "", "words microsoft365"},
    {"wait", "", "words 0 30s 2m 10m"},
    {"", "FILE", "file"},
    {"", "DIR", "folder"},
    {"", "CODE", "ask handler"},
    {"", "HOLD", "ask hold"},
    {"", "KIND", "words contact deadline reminder appointment mail"},
    {"", "WHAT", "words entity handler addin hold"},
});

/// `on|off|inherit` says it itself.
std::string value_source(std::string_view name, std::string argument) {
  if (argument.find('|') != std::string::npos) {
    std::replace(argument.begin(), argument.end(), '|', ' ');
    return "words " + argument;
  }
  for (const auto& row : kSources)
    if ((row.name.empty() || row.name == name) &&
        (row.argument.empty() || row.argument == argument))
      return std::string(row.source);
  return "none";
}

std::vector<std::string> split_words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

/// `[ID...]` is ID, and more of them.
struct NamedArgument {
  std::string name;
  bool repeated = false;
};

std::vector<NamedArgument> named_arguments(const Verb& verb) {
  std::vector<NamedArgument> out;
  for (auto word : split_words(verb.arguments)) {
    std::erase_if(word, [](char c) { return c == '[' || c == ']'; });
    const bool repeated = word.ends_with("...");
    if (repeated) word.resize(word.size() - 3);
    out.push_back({word, repeated});
  }
  return out;
}

/// Nothing that bash would read as more than a text.
std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + '\'';
}

std::string option_words(const std::vector<Option>& options) {
  std::string out;
  for (const auto& option : options) out += std::string(out.empty() ? "--" : " --") + option.name;
  return out;
}

/// First words of the verbs, each once; or the second words of those of a group.
std::string next_words(const std::string& group) {
  std::vector<std::string> out;
  for (const auto& verb : verbs()) {
    const auto words = split_words(verb.name);
    const bool fits = group.empty() || (words.size() > 1 && words[0] == group);
    if (!fits) continue;
    const auto& word = words[group.empty() ? 0 : 1];
    if (std::find(out.begin(), out.end(), word) == out.end()) out.push_back(word);
  }
  std::string text;
  for (const auto& word : out) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// `case` of what can stand in front of the cursor: nothing, a group, a verb.
std::string completion_tables() {
  std::string names;
  std::string options;
  std::string values;
  std::string arguments;
  std::set<std::string> groups;
  for (const auto& verb : verbs()) {
    const std::string name = verb.name;
    names += (names.empty() ? "" : "|") + shell_quoted(name);
    options += fmt::format("    {}) words={} ;;\n", shell_quoted(name),
                           shell_quoted(option_words(verb.options)));
    for (const auto& option : verb.options)
      if (const auto source = completion_source(option); !source.empty())
        values += fmt::format("    {}) value={} ;;\n", shell_quoted(name + " --" + option.name),
                              shell_quoted(source));
    for (std::size_t i = 0; i < named_arguments(verb).size(); ++i)
      if (const auto source = completion_source(verb, i); source != "none")
        arguments +=
            fmt::format("    {}{}) value={} ;;\n", shell_quoted(name + ' ' + std::to_string(i)),
                        named_arguments(verb)[i].repeated ? "|" + shell_quoted(name + ' ') + '*'
                                                          : std::string(),
                        shell_quoted(source));
    if (const auto words = split_words(name); words.size() > 1) groups.insert(words[0]);
  }
  std::string next = fmt::format("    '') words={} ;;\n", shell_quoted(next_words("")));
  std::string group_names;
  for (const auto& group : groups) {
    next +=
        fmt::format("    {}) words={} ;;\n", shell_quoted(group), shell_quoted(next_words(group)));
    group_names += (group_names.empty() ? "" : "|") + shell_quoted(group);
  }
  return fmt::format(
      R"(_relais_is_verb() {{ case $1 in {}) ;; *) return 1 ;; esac; }}
_relais_is_group() {{ case $1 in {}) ;; *) return 1 ;; esac; }}

# What may follow a group, or nothing: into `words`.
_relais_next() {{
  case $1 in
{}    *) words= ;;
  esac
}}

# The options of a verb: into `words`.
_relais_options() {{
  case $1 in
{}    *) words= ;;
  esac
  words="{} $words"
}}

# Where the value of `VERB --OPTION` comes from: into `value`; empty for a switch.
_relais_value() {{
  case $1 in
    *' --config') value=file ;;
{}    *) value= ;;
  esac
}}

# Where the argument of `VERB NUMBER` comes from: into `value`.
_relais_argument() {{
  case $1 in
{}    *) value=none ;;
  esac
}}
)",
      names, group_names, next, options, option_words(common_options()), values, arguments);
}

constexpr std::string_view kCompletionBody = R"bash(
# What the configuration and the practice store know; nothing if they cannot be read.
_relais_ask() {
  local program=${COMP_WORDS[0]}
  program=${program/#\~\//$HOME/}
  if [[ -n $config ]]; then
    "$program" --config "${config/#\~\//$HOME/}" complete "$1"
  else
    "$program" complete "$1"
  fi 2>/dev/null </dev/null
}

# Names of a firm are anybody's text, so bash may not read them as more: `compgen -W` would run what
# stands in them, and so would the line that they are completed in.
_relais_offer_names() { # WHAT CURRENT
  local name before=
  [[ $2 != *,* ]] || before=${2%,*}, # of `--handler MM,AF`
  while IFS= read -r name; do
    [[ $before$name == "$2"* ]] || continue
    printf -v name %q "$name"
    COMPREPLY+=("$before$name")
  done < <(_relais_ask "$1")
}

_relais_offer() { # SOURCE CURRENT
  case $1 in
    file) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;
    folder) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$2") ;;
    'ask '*) _relais_offer_names "${1#ask }" "$2" ;;
    'words '*) mapfile -t COMPREPLY < <(compgen -W "${1#words }" -- "$2") ;;
  esac
}

_relais() {
  local current=${COMP_WORDS[COMP_CWORD]} verb= group= config= words= value= pending= word
  local -i i next count=0 literal=0
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if ((literal)); then
      count+=1
    elif [[ $word == -- ]]; then
      literal=1
    elif [[ $word == -* ]]; then
      _relais_value "$verb $word"
      [[ -n $value ]] || continue
      next=i+1
      [[ ${COMP_WORDS[next]-} != = ]] || next+=1
      if ((next >= COMP_CWORD)); then
        pending=$value
        break
      fi
      [[ $word != --config ]] || config=${COMP_WORDS[next]}
      i=next
    elif [[ -n $verb ]]; then
      count+=1
    elif _relais_is_verb "${group:+$group }$word"; then
      verb=${group:+$group }$word
    elif [[ -z $group ]] && _relais_is_group "$word"; then
      group=$word
    else
      return 0
    fi
  done
  if [[ -n $pending ]]; then
    [[ $current != = ]] || current=
    _relais_offer "$pending" "$current"
  elif [[ $current == -* ]] && ((!literal)); then
    _relais_options "$verb"
    _relais_offer "words $words" "$current"
  elif [[ -z $verb ]]; then
    _relais_next "$group"
    _relais_offer "words $words" "$current"
  else
    _relais_argument "$verb $count"
    _relais_offer "$value" "$current"
  fi
}

complete -F _relais relais
)bash";

}  // namespace

std::string completion_source(const Option& option) {
  return option.argument[0] == '\0' ? "" : value_source(option.name, option.argument);
}

std::string completion_source(const Verb& verb, std::size_t index) {
  const auto arguments = named_arguments(verb);
  if (arguments.empty()) return {};
  const bool beyond = index >= arguments.size();
  if (beyond && !arguments.back().repeated) return {};
  const auto& argument = beyond ? arguments.back().name : arguments[index].name;
  if (argument == "VERB") return "words " + next_words("");
  return value_source("", argument);
}

std::string bash_completion() {
  return "# Completion of relais for bash; written by `relais manual`.\n\n" + completion_tables() +
         std::string(kCompletionBody);
}

}  // namespace relais::cli
