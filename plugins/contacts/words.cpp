#include "plugins/contacts/words.hpp"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace relais::contacts {
namespace {

struct Language {
  std::string_view code;
  std::array<std::string_view, 9> words;  // in the order of Word
};

constexpr std::array<Language, 4> languages{{
    {"en",
     {"E-mail", "Phone", "Home phone", "Mobile", "Fax", "Web", "Other", "Birthday", "P.O. Box"}},
    {"de",
     {"E-Mail", "Telefon", "Telefon privat", "Mobile", "Fax", "Web", "Weitere", "Geburtstag",
      "Postfach"}},
    {"fr",
     {"E-mail", "Téléphone", "Téléphone privé", "Mobile", "Fax", "Web", "Autre", "Anniversaire",
      "Case postale"}},
    {"it",
     {"E-mail", "Telefono", "Telefono privato", "Cellulare", "Fax", "Web", "Altro", "Compleanno",
      "Casella postale"}},
}};

}  // namespace

std::string_view word(Word word, std::string_view language) {
  const auto* found = std::find_if(languages.begin(), languages.end(), [&](const Language& each) {
    return each.code == language.substr(0, 2);
  });
  const Language& chosen = found == languages.end() ? languages.front() : *found;
  return chosen.words[static_cast<std::size_t>(word)];
}

std::string country_name(std::string_view code, std::string_view language) {
  const icu::Locale country("", std::string(code).c_str());
  const icu::Locale reader(language.empty() ? "en" : std::string(language).c_str());
  icu::UnicodeString name;
  country.getDisplayCountry(reader, name);
  std::string result;
  name.toUTF8String(result);
  return result.empty() ? std::string(code) : result;
}

std::string po_box(std::string_view box, std::string_view language) {
  const bool bare = !box.empty() && std::all_of(box.begin(), box.end(), [](char c) {
    return (c >= '0' && c <= '9') || c == ' ';
  });
  if (!bare) return std::string(box);
  return std::string(word(Word::po_box, language)).append(" ").append(box);
}

}  // namespace relais::contacts
