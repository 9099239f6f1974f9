#include "tests/graph-emulator/api/preferences.hpp"

#include <charconv>
#include <vector>

#include "tests/graph-emulator/state/moment.hpp"

namespace relais::emulator {
namespace {

/// `name="value"` and `name=value`, between commas that are not inside quotes.
std::vector<std::pair<std::string, std::string>> split(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> all;
  std::string part;
  bool quoted = false;
  const auto add = [&] {
    const std::size_t from = part.find_first_not_of(' ');
    const std::size_t equals = part.find('=');
    if (from != std::string::npos && equals != std::string::npos) {
      std::string value = part.substr(equals + 1);
      while (!value.empty() && value.back() == ' ') value.pop_back();
      if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
        value = value.substr(1, value.size() - 2);
      all.emplace_back(part.substr(from, equals - from), std::move(value));
    }
    part.clear();
  };
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if ((c == ',' || c == ';') && !quoted)
      add();
    else
      part += c;
  }
  add();
  return all;
}

Answer<> take(Preferences& preferences, const std::string& name, const std::string& value) {
  if (same_without_case(name, "outlook.timezone")) {
    preferences.zone = value;
    preferences.rules = find_zone(value);
    if (preferences.rules == nullptr) return refuse(unknown_zone(value));
  } else if (same_without_case(name, "outlook.body-content-type")) {
    if (value != "text" && value != "html")
      return refuse(400, "ErrorInvalidRequest", "The preferred body type is \"text\" or \"html\".");
    preferences.text_body = value == "text";
  } else if (same_without_case(name, "odata.maxpagesize")) {
    std::int64_t size = 0;
    std::from_chars(value.data(), value.data() + value.size(), size);
    if (size > 0) preferences.page_size = size;
  }
  return {};
}

}  // namespace

Answer<Preferences> read_preferences(const Headers& headers) {
  Preferences preferences;
  for (const Header& field : headers.fields()) {
    if (!same_without_case(field.name, "Prefer")) continue;
    for (const auto& [name, value] : split(field.value))
      if (auto taken = take(preferences, name, value); !taken) return refuse(taken.error());
  }
  return preferences;
}

}  // namespace relais::emulator
