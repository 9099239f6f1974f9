#include <fmt/core.h>

#include "engine/config/reference.hpp"

namespace relais::config {
namespace {

constexpr std::string_view kHead =
    R"(# Configuration: every key

This page is made by `relais config reference`, from the same tables and schemas that judge a file; `relais config reference > docs/configuration-reference.md` makes it anew. What is behind the keys
tells [configuration.md](configuration.md); [`config/relais.yaml`](../config/relais.yaml) shows them in place. A path ends with `[]` where a list has
entries, and `*` stands for a name. A key whose default is empty has none. Durations are a whole number and a unit (`500ms`, `10s`, `60m`, `1h`, `2d`), days are written `YYYY-MM-DD`, a
reference of a secret is `env:NAME`, `file:PATH` or `credential:NAME`.
)";

/// A cell of a table: in one line, without what would end it.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out;
}

/// Words such as "the id" are no values.
std::string default_cell(const ReferenceKey& key) {
  if (key.required) return "mandatory";
  if (key.otherwise.empty()) return "";
  const bool words = key.otherwise.starts_with("the ") || key.otherwise == "standard error";
  return words ? cell(key.otherwise) : '`' + cell(key.otherwise) + '`';
}

}  // namespace

std::string reference_markdown(const std::vector<ReferenceChapter>& chapters) {
  std::string out(kHead);
  for (const auto& chapter : chapters) {
    out += fmt::format("\n## {}\n\n", chapter.title);
    if (!chapter.text.empty()) out += chapter.text + "\n\n";
    out += "| key | value | meaning | default |\n|---|---|---|---|\n";
    for (const auto& key : chapter.keys)
      out += fmt::format("| `{}` | {} | {} | {} |\n", cell(key.path), cell(key.kind),
                         cell(key.meaning), default_cell(key));
  }
  return out;
}

}  // namespace relais::config
