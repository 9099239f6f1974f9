#include <unicode/locid.h>

#include <map>

#include "engine/base/text.hpp"
#include "engine/import/card_fields.hpp"

namespace relais::import {
namespace {

using CountryNames = std::map<std::string, std::string>;

CountryNames make_names() {
  CountryNames names{{"uk", "GB"},
                     {"england", "GB"},
                     {"great britain", "GB"},
                     {"grossbritannien", "GB"},
                     {"holland", "NL"},
                     {"holanda", "NL"},
                     {"schweiz (ch)", "CH"},
                     {"svizra", "CH"},
                     {"fl", "LI"},
                     {"tschechische republik", "CZ"}};
  for (const char* const* code = icu::Locale::getISOCountries(); *code; ++code) {
    const icu::Locale country("", *code);
    names[fold_case(*code)] = *code;
    if (const char* three = country.getISO3Country(); three && *three)
      names.emplace(fold_case(three), *code);
    for (const char* language : {"de", "fr", "it", "en", "es", "pt"}) {
      icu::UnicodeString shown;
      std::string name;
      country.getDisplayCountry(icu::Locale(language), shown).toUTF8String(name);
      names.emplace(fold_case(normalise_line(name)), *code);
    }
  }
  return names;
}

}  // namespace

std::optional<std::string> country_code(const std::string& text) {
  static const CountryNames names = make_names();
  const auto found = names.find(fold_case(normalise_line(text)));
  if (found == names.end()) return std::nullopt;
  return found->second;
}

}  // namespace relais::import
