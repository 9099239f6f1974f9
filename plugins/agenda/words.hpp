// The words that relais itself puts into an entry, in the handler's language.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/agenda/item.hpp"
#include "plugins/agenda/settings.hpp"

namespace relais::agenda {

enum class Word {
  // kinds
  deadline,
  reminder,
  appointment,
  // labels of lines
  case_number,
  client,
  parties,
  court,
  responsible,
  assignees,
  type,
  period,
  event_date,
  leads,
  category,
  done_by,
  // types
  type_statutory,
  type_court,
  type_peremptory,
  type_hearing,
  type_meeting,
  type_call,
  type_absence,
};

/// As the configuration calls them, in the order of Word: "deadline", "case", "type_court".
std::vector<std::string_view> word_names();
std::optional<Word> word_named(std::string_view name);

/// German (Swiss: no ß), French, Italian; English for every other language.
std::string_view word(Word word, std::string_view language);
/// The firm's own, or the one of the language.
std::string word(Word word, const Settings& settings);

std::string kind_word(Kind kind, const Settings& settings);
/// Empty for what goes without saying: normal, other.
std::string type_word(const Item& item, const Settings& settings);
/// "7 Tage vorher", "2 heures avant"; with its label in front if it has one: "Entwurf (7 Tage
/// vorher)".
std::string lead_words(const Lead& lead, std::string_view language);

/// Of deadlines that nobody can extend.
std::string_view default_category(std::string_view language);

}  // namespace relais::agenda
