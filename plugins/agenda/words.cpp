#include "plugins/agenda/words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace relais::agenda {
namespace {

constexpr std::size_t count = 22;

/// In the order of Word.
constexpr std::array<std::string_view, count> names{
    "deadline",       "reminder",    "appointment",     "case",         "client",
    "parties",        "court",       "responsible",     "assignees",    "type",
    "period",         "event_date",  "leads",           "category",     "done_by",
    "type_statutory", "type_court",  "type_peremptory", "type_hearing", "type_meeting",
    "type_call",      "type_absence"};

/// One of something, and several.
struct Span {
  std::string_view one, many;
};

struct Language {
  std::string_view code;
  std::array<std::string_view, count> words;  // in the order of Word
  Span days, hours, minutes;
  std::string_view before;
  std::string_view same_day, at_start;
  std::string_view not_extendable;
};

constexpr std::array<Language, 4> languages{{
    {"en",
     {"Deadline",
      "Reminder",
      "Appointment",
      "Case",
      "Client",
      "Parties",
      "Court",
      "Responsible",
      "Assigned to",
      "Type",
      "Period",
      "Triggering event",
      "Further alerts",
      "Category",
      "Done by",
      "statutory deadline",
      "deadline set by the court",
      "peremptory deadline",
      "Hearing",
      "Meeting",
      "Call",
      "Absence"},
     {"day", "days"},
     {"hour", "hours"},
     {"minute", "minutes"},
     "before",
     "on the day itself",
     "at the start",
     "Not extendable"},
    {"de",
     {"Frist",
      "Wiedervorlage",
      "Termin",
      "Mandat",
      "Klientschaft",
      "Beteiligte",
      "Gericht",
      "Verantwortlich",
      "Zuständig",
      "Art",
      "Dauer",
      "Fristauslösendes Ereignis",
      "Weitere Erinnerungen",
      "Kategorie",
      "Erledigt durch",
      "gesetzliche Frist",
      "gerichtliche Frist",
      "Notfrist",
      "Verhandlung",
      "Besprechung",
      "Telefonat",
      "Abwesenheit"},
     {"Tag", "Tage"},
     {"Stunde", "Stunden"},
     {"Minute", "Minuten"},
     "vorher",
     "am Tag selbst",
     "zu Beginn",
     "Nicht erstreckbar"},
    {"fr",
     {"Délai",
      "Rappel",
      "Rendez-vous",
      "Mandat",
      "Client",
      "Parties",
      "Tribunal",
      "Responsable",
      "En charge",
      "Nature",
      "Durée",
      "Événement déclencheur",
      "Autres alertes",
      "Catégorie",
      "Liquidé par",
      "délai légal",
      "délai judiciaire",
      "délai péremptoire",
      "Audience",
      "Réunion",
      "Entretien téléphonique",
      "Absence"},
     {"jour", "jours"},
     {"heure", "heures"},
     {"minute", "minutes"},
     "avant",
     "le jour même",
     "au début",
     "Non prolongeable"},
    {"it",
     {"Termine",
      "Promemoria",
      "Appuntamento",
      "Mandato",
      "Cliente",
      "Parti",
      "Autorità",
      "Responsabile",
      "Incaricati",
      "Tipo",
      "Durata",
      "Evento determinante",
      "Altri avvisi",
      "Categoria",
      "Evaso da",
      "termine legale",
      "termine giudiziario",
      "termine perentorio",
      "Udienza",
      "Riunione",
      "Telefonata",
      "Assenza"},
     {"giorno", "giorni"},
     {"ora", "ore"},
     {"minuto", "minuti"},
     "prima",
     "il giorno stesso",
     "all'inizio",
     "Improrogabile"},
}};

const Language& spoken(std::string_view language) {
  const auto* found = std::find_if(languages.begin(), languages.end(), [&](const Language& each) {
    return each.code == language.substr(0, 2);
  });
  return found == languages.end() ? languages.front() : *found;
}

std::string span_words(const Lead& lead, const Language& language) {
  if (lead.amount <= 0) return std::string(lead.days ? language.same_day : language.at_start);
  const bool hours = !lead.days && lead.amount % 60 == 0;
  const int amount = hours ? lead.amount / 60 : lead.amount;
  const Span& span = lead.days ? language.days : hours ? language.hours : language.minutes;
  std::string words = std::to_string(amount);
  words.append(" ").append(amount == 1 ? span.one : span.many);
  return words.append(" ").append(language.before);
}

}  // namespace

std::vector<std::string_view> word_names() { return {names.begin(), names.end()}; }

std::optional<Word> word_named(std::string_view name) {
  const auto* found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Word>(found - names.begin());
}

std::string_view word(Word word, std::string_view language) {
  return spoken(language).words[static_cast<std::size_t>(word)];
}

std::string word(Word which, const Settings& settings) {
  const auto own = settings.labels.find(std::string(names[static_cast<std::size_t>(which)]));
  if (own != settings.labels.end() && !own->second.empty()) return own->second;
  return std::string(word(which, std::string_view(settings.language)));
}

std::string kind_word(Kind kind, const Settings& settings) {
  switch (kind) {
    case Kind::deadline:
      return word(Word::deadline, settings);
    case Kind::reminder:
      return word(Word::reminder, settings);
    case Kind::appointment:
      break;
  }
  return word(Word::appointment, settings);
}

std::string type_word(const Item& item, const Settings& settings) {
  switch (item.type) {
    case DeadlineType::statutory:
      return word(Word::type_statutory, settings);
    case DeadlineType::court:
      return word(Word::type_court, settings);
    case DeadlineType::peremptory:
      return word(Word::type_peremptory, settings);
    case DeadlineType::normal:
      break;
  }
  switch (item.meeting) {
    case AppointmentType::hearing:
      return word(Word::type_hearing, settings);
    case AppointmentType::meeting:
      return word(Word::type_meeting, settings);
    case AppointmentType::call:
      return word(Word::type_call, settings);
    case AppointmentType::absence:
      return word(Word::type_absence, settings);
    case AppointmentType::other:
      break;
  }
  return {};
}

std::string lead_words(const Lead& lead, std::string_view language) {
  const std::string span = span_words(lead, spoken(language));
  return lead.label.empty() ? span : lead.label + " (" + span + ")";
}

std::string_view default_category(std::string_view language) {
  return spoken(language).not_extendable;
}

}  // namespace relais::agenda
