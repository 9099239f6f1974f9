#include "engine/cli/id_list.hpp"

#include <algorithm>

#include "engine/base/text.hpp"

namespace relais::cli {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string first_field(std::string_view line) {
  line = trimmed(line);
  if (!line.starts_with('"'))
    return std::string(trimmed(line.substr(0, line.find_first_of(";,\t"))));
  std::string field;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] != '"') {
      field += line[i];
    } else if (i + 1 < line.size() && line[i + 1] == '"') {
      field += line[i++];
    } else {
      break;
    }
  }
  return field;
}

}  // namespace

std::vector<std::string> parse_ids(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::vector<std::string> ids;
  bool first = true;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto field = first_field(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (field.empty()) continue;
    const std::string folded = fold_case(field);
    const bool header = first && (folded == "id" || folded == "address_id");
    first = false;
    if (!header) ids.push_back(std::move(field));
  }
  return ids;
}

}  // namespace relais::cli
