#include "engine/cli/help.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

std::string indented(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    out += fmt::format("  {}\n", text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string written(const Option& option) {
  std::string text = std::string("--") + option.name;
  if (option.argument[0] != '\0') text += std::string(" ") + option.argument;
  return text;
}

std::string options_text(const std::vector<Option>& options) {
  std::string out;
  for (const auto& option : options)
    out += fmt::format("  {:<24} {}\n", written(option), option.text);
  return out;
}

std::string verbs_text(const std::string& group) {
  std::string out;
  for (const auto& verb : verbs())
    if (group.empty() || std::string_view(verb.name).starts_with(group + ' '))
      out += fmt::format("  {:<16} {}\n", verb.name, verb.summary);
  return out;
}

json::array options_json(const std::vector<Option>& options) {
  json::array out;
  for (const auto& option : options)
    out.push_back(
        json::object{{"name", option.name}, {"argument", option.argument}, {"text", option.text}});
  return out;
}

Result<Reply> run_help(const Call& call) {
  Reply reply;
  if (call.arguments.empty()) {
    reply.text = help_text();
    reply.document = help_json();
    return reply;
  }
  std::string name;
  for (const auto& word : call.arguments) name += (name.empty() ? "" : " ") + word;
  if (const Verb* verb = find_verb(name); verb != nullptr) {
    reply.text = help_text(*verb);
    reply.document = help_json(*verb);
    return reply;
  }
  if (!verbs_text(name).empty()) {
    reply.text = help_text(name);
    reply.document = help_json();
    return reply;
  }
  std::vector<std::string> names;
  for (const auto& verb : verbs()) names.emplace_back(verb.name);
  return fail(Errc::usage,
              fmt::format("relais has no verb \"{}\"", name) + did_you_mean(name, names),
              "`relais help` lists the verbs");
}

}  // namespace

std::string help_text() {
  return "relais keeps a law firm's practice data and its people's mailboxes in step.\n\n"
         "usage: relais VERB [OPTION...] [ARGUMENT...]\n\nverbs:\n" +
         verbs_text("") + "\noptions of every verb:\n" + options_text(common_options()) +
         "\nA first time, from nothing:\n"
         "  relais init\n"
         "  relais handler link MM mm@firm.example\n"
         "  relais plan\n"
         "  relais sync\n"
         "\n`relais VERB --help` says more about a verb.\n";
}

std::string help_text(const std::string& group) {
  return fmt::format(
      "usage: relais {} VERB [OPTION...] [ARGUMENT...]\n\nverbs:\n{}"
      "\n`relais {} VERB --help` says more about a verb, with an example.\n",
      group, verbs_text(group), group);
}

std::string help_text(const Verb& verb) {
  std::string out =
      fmt::format("usage: relais {}{}{} [OPTION...]\n\n{}.\n\n{}\n", verb.name,
                  verb.arguments[0] == '\0' ? "" : " ", verb.arguments, verb.summary, verb.text);
  if (!verb.options.empty()) out += "\noptions:\n" + options_text(verb.options);
  out += "\noptions of every verb:\n" + options_text(common_options());
  return out + "\nexample:\n" + indented(verb.example);
}

json::object help_json(const Verb& verb) {
  return {{"name", verb.name}, {"arguments", verb.arguments},           {"summary", verb.summary},
          {"text", verb.text}, {"options", options_json(verb.options)}, {"example", verb.example}};
}

json::object help_json() {
  json::array all;
  for (const auto& verb : verbs()) all.push_back(help_json(verb));
  return {{"verbs", std::move(all)}, {"options", options_json(common_options())}};
}

Verb help_verb() {
  return {"help",
          "[VERB]",
          0,
          2,
          "Lists the verbs, or explains one",
          "The same as `relais VERB --help`.",
          {},
          "relais help sync\nrelais help handler link",
          run_help,
          kForEverybody};
}

}  // namespace relais::cli
