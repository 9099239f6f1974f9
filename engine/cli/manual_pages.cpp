#include "engine/cli/manual_pages.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "engine/cli/exit_codes.hpp"
#include "engine/cli/roff.hpp"
#include "engine/cli/verbs.hpp"

namespace relais::cli {
namespace {

struct ExplainedName {
  const char* name;
  const char* text;
};

constexpr auto kEnvironment = std::to_array<ExplainedName>({
    {"RELAIS_CONFIG", "the configuration, if `--config` does not name it"},
    {"RELAIS_PLUGIN_PATH",
     "folders of plugins, separated by colons; after `plugins.path` of the configuration"},
    {"CREDENTIALS_DIRECTORY", "where systemd puts the credentials that `credential:NAME` means"},
    {"NO_COLOR", "if it is set, no colours on a terminal"},
});

constexpr auto kFiles = std::to_array<ExplainedName>({
    {"./relais.yaml", "the configuration, if neither `--config` nor `RELAIS_CONFIG` names it"},
    {"/etc/relais/relais.yaml", "and if that is not there"},
});

/// Names of keys and options are not hyphenated.
std::string page_title(std::string_view name, int section) {
  std::string upper(name);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return fmt::format(
      ".\\\" Written by `relais manual`.\n.TH \"{}\" \"{}\" \"\" \"relais {}\" \"relais\"\n"
      ".nh\n.ad l\n.SH NAME\n",
      roff_escaped(upper), section, RELAIS_VERSION);
}

std::string page_heading(std::string_view name) { return roff_request("SH", name); }

/// A term in bold, and what it means.
std::string explained_item(std::string_view term, std::string_view text) {
  const std::string paragraph = roff_paragraph(text);
  return ".TP\n\\fB" + roff_escaped(term) + "\\fR\n" +
         (paragraph.empty() ? std::string("\\&\n") : paragraph);
}

std::string option_items(const std::vector<Option>& options) {
  std::string out;
  for (const auto& option : options) {
    std::string term = "\\fB" + roff_escaped(std::string("--") + option.name) + "\\fR";
    if (option.argument[0] != '\0') term += " \\fI" + roff_escaped(option.argument) + "\\fR";
    out += ".TP\n" + term + '\n' + roff_paragraph(option.text);
  }
  return out;
}

std::string exit_items(std::string_view verb) {
  std::string out;
  for (const auto& [code, meaning] : kExitCodes)
    if (code != 10 || verb.empty() || verb == "plan")
      out += explained_item(std::to_string(code), meaning);
  return out;
}

std::string reference_to(std::string_view page, int section) {
  return fmt::format("\\fB{}\\fR({})", roff_escaped(page), section);
}

/// The other verbs of the group of this one.
std::string related_pages(const Verb& verb) {
  const std::string_view name = verb.name;
  const auto blank = name.find(' ');
  std::string out;
  for (const auto& other : verbs())
    if (blank != std::string_view::npos && other.name != name &&
        std::string_view(other.name).starts_with(name.substr(0, blank + 1)))
      out += reference_to(page_name(other), 1) + ",\n";
  return out;
}

}  // namespace

std::string page_name(const Verb& verb) {
  std::string name = std::string("relais-") + verb.name;
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

ManualFile program_page() {
  std::string out = page_title("relais", 1);
  out += "relais \\- keeps a law firm\\(aqs practice data and its people\\(aqs mailboxes in step\n";
  out += page_heading("SYNOPSIS");
  out += "\\fBrelais\\fR \\fIVERB\\fR [\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n";
  out += page_heading("DESCRIPTION");
  out += roff_paragraph(
      "Copies what the practice store says into the mailboxes of those whose it is, keeps the "
      "copies right, and collects messages from them. Each verb has a page of its own. Answers go "
      "to standard output, errors, warnings and progress to standard error.");
  out += page_heading("VERBS");
  for (const auto& verb : verbs())
    out += ".TP\n" + reference_to(page_name(verb), 1) + '\n' + roff_paragraph(verb.summary);
  out += page_heading("OPTIONS");
  out += roff_paragraph(
      "Of every verb, before or after it. Names are written in full. What follows `--` is an "
      "argument.");
  out += option_items(common_options());
  out += page_heading("EXIT STATUS");
  out += exit_items("");
  out += roff_paragraph("If several apply to a run: 7, 1, 2, 6, 5, 4, 3.");
  out += page_heading("ENVIRONMENT");
  for (const auto& [name, text] : kEnvironment) out += explained_item(name, text);
  out += page_heading("FILES");
  for (const auto& [name, text] : kFiles) out += explained_item(name, text);
  out += page_heading("EXAMPLE");
  out += roff_example(
      "relais init /srv/relais --entity zurich\nrelais handler link MM mm@firm.example\n"
      "relais plan\nrelais sync");
  out += page_heading("SEE ALSO");
  out += reference_to("relais.yaml", 5) + '\n';
  return {"man1/relais.1", std::move(out)};
}

ManualFile verb_page(const Verb& verb) {
  const std::string name = page_name(verb);
  std::string out = page_title(name, 1);
  out += roff_escaped(name) + " \\- " + roff_escaped(verb.summary) + '\n';
  out += page_heading("SYNOPSIS");
  out += "\\fB" + roff_escaped(std::string("relais ") + verb.name) + "\\fR";
  if (verb.arguments[0] != '\0') out += " \\fI" + roff_escaped(verb.arguments) + "\\fR";
  out += " [\\fIOPTION\\fR...]\n";
  out += page_heading("DESCRIPTION") + roff_paragraph(std::string(verb.summary) + ".");
  out += ".PP\n" + roff_paragraph(verb.text);
  out += page_heading("OPTIONS") + option_items(verb.options);
  if (!verb.options.empty()) out += ".SS \"Options of every verb\"\n";
  out += option_items(common_options());
  out += page_heading("EXIT STATUS") + exit_items(verb.name);
  out += page_heading("EXAMPLE") + roff_example(verb.example);
  out += page_heading("SEE ALSO") + reference_to("relais", 1) + ",\n" + related_pages(verb) +
         reference_to("relais.yaml", 5) + '\n';
  return {"man1/" + name + ".1", std::move(out)};
}

ManualFile configuration_page(const std::vector<config::ReferenceChapter>& chapters) {
  std::string out = page_title("relais.yaml", 5);
  out += "relais.yaml \\- the configuration of relais\n";
  out += page_heading("DESCRIPTION");
  out += roff_paragraph(
      "One YAML file. `relais init` writes a small one, `relais config check` names every mistake "
      "with its line, `relais config show` prints what is in effect.");
  out += ".PP\n" + roff_paragraph(
                       "A path ends with `[]` where a list has entries, and `*` stands for a name. "
                       "Relative paths start at the folder of the file. Durations are a whole "
                       "number and a unit (`500ms`, `10s`, `60m`, `1h`, `2d`), days are written "
                       "`YYYY-MM-DD`. A secret never stands in the file, only its reference: "
                       "`env:NAME`, `file:PATH` or `credential:NAME`.");
  for (const auto& chapter : chapters) {
    out += page_heading(chapter.title);
    if (!chapter.text.empty()) out += roff_paragraph(chapter.text);
    for (const auto& key : chapter.keys) {
      std::string text = key.meaning;
      if (!key.kind.empty()) text += (text.empty() ? "" : "; ") + key.kind;
      text += '.';
      if (key.required) text += " Mandatory.";
      if (!key.otherwise.empty()) text += " Default: " + key.otherwise + '.';
      out += explained_item(key.path, text);
    }
  }
  out += page_heading("FILES");
  for (const auto& [name, text] : kFiles) out += explained_item(name, text);
  out += page_heading("SEE ALSO") + reference_to("relais", 1) + ",\n" +
         reference_to("relais-config-check", 1) + '\n';
  return {"man5/relais.yaml.5", std::move(out)};
}

}  // namespace relais::cli
