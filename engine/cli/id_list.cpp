#include "engine/cli/id_list.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/import/csv.hpp"
#include "engine/import/encoding.hpp"

namespace relais::cli {
namespace {

/// The first one that is not in quotes: files have one kind only.
char separator_in(std::string_view text) {
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == ';' || c == ',' || c == '\t')) return c;
  }
  return ';';
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool is_title(std::string_view field) {
  const auto word = fold_case(trimmed(field));
  return word == "id" || word == "address_id";
}

}  // namespace

Result<std::vector<std::string>> parse_ids(std::string_view bytes) {
  const std::string text = import::decode(std::string(bytes), import::detect_encoding(bytes));
  import::CsvReader reader(text, separator_in(text));
  import::CsvRow row;
  std::size_t column = 0;
  std::vector<std::string> ids;
  for (bool first = true; reader.next(row); first = false) {
    if (row.problem != nullptr)
      return fail(Errc::usage, fmt::format("the list of ids, line {}: {}", row.line, row.problem),
                  "correct the line; nothing was done");
    if (first) {
      const auto title = std::find_if(row.fields.begin(), row.fields.end(), is_title);
      column = title == row.fields.end() ? 0 : static_cast<std::size_t>(title - row.fields.begin());
      if (title != row.fields.end()) continue;
    }
    if (column >= row.fields.size()) continue;
    const auto id = trimmed(row.fields[column]);
    if (!id.empty()) ids.emplace_back(id);
  }
  return ids;
}

}  // namespace relais::cli
