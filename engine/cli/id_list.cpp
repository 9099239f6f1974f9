#include "engine/cli/id_list.hpp"

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/import/encoding.hpp"

namespace relais::cli {
namespace {

constexpr std::string_view kSeparators = ";,\t";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \r") - first + 1);
}

/// The first value of the line; takes it away with the separator behind it.
std::string take_field(std::string_view& line, std::string_view separators) {
  line = trimmed(line);
  std::string field;
  const bool quoted = line.starts_with('"');
  if (quoted) {
    std::size_t i = 1;
    for (; i < line.size(); ++i) {
      if (line[i] != '"') {
        field += line[i];
      } else if (i + 1 < line.size() && line[i + 1] == '"') {
        field += line[i++];
      } else {
        break;
      }
    }
    line.remove_prefix(std::min(i, line.size()));
  }
  const auto end = line.find_first_of(separators);
  if (!quoted) field = trimmed(line.substr(0, end));
  line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  return field;
}

/// Where the ids are: without a header, in the first column.
struct Columns {
  bool header = false;
  std::size_t number = 0;
  std::string_view separators = kSeparators;
};

Columns columns_in(std::string_view line) {
  Columns columns;
  const auto separator = line.find_first_of(kSeparators);
  const auto whole = line;
  for (std::size_t number = 0; !line.empty(); ++number) {
    auto rest = line;
    const std::string word = fold_case(take_field(rest, kSeparators));
    if (word == "id" || word == "address_id") {
      columns.header = true;
      columns.number = number;
      // Values of other columns may hold the other separators.
      if (separator != std::string_view::npos && number > 0)
        columns.separators = kSeparators.substr(kSeparators.find(whole[separator]), 1);
      return columns;
    }
    line = rest;
  }
  return columns;
}

}  // namespace

std::vector<std::string> parse_ids(std::string_view bytes) {
  const std::string decoded = import::decode(bytes, import::detect_encoding(bytes));
  std::string_view text = decoded;
  Columns columns;
  std::vector<std::string> ids;
  for (bool first = true; !text.empty();) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (first && !trimmed(line).empty()) {
      first = false;
      columns = columns_in(trimmed(line));
      if (columns.header) continue;
    }
    std::string field;
    for (std::size_t i = 0; i <= columns.number; ++i) field = take_field(line, columns.separators);
    if (!field.empty()) ids.push_back(std::move(field));
  }
  return ids;
}

}  // namespace relais::cli
