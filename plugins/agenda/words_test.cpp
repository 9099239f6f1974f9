#include "plugins/agenda/words.hpp"

#include <gtest/gtest.h>

#include <set>

#include "plugins/agenda/testing/items.hpp"

namespace relais::agenda {
namespace {

using testing::settings;

constexpr const char* languages[] = {"de", "fr", "it", "en"};

TEST(Words, KindsAsLawyersCallThem) {
  EXPECT_EQ(kind_word(Kind::deadline, settings("de")), "Frist");
  EXPECT_EQ(kind_word(Kind::reminder, settings("de")), "Wiedervorlage");
  EXPECT_EQ(kind_word(Kind::appointment, settings("de")), "Termin");
  EXPECT_EQ(kind_word(Kind::deadline, settings("fr")), "Délai");
  EXPECT_EQ(kind_word(Kind::reminder, settings("fr")), "Rappel");
  EXPECT_EQ(kind_word(Kind::appointment, settings("fr")), "Rendez-vous");
  EXPECT_EQ(kind_word(Kind::deadline, settings("it")), "Termine");
  EXPECT_EQ(kind_word(Kind::reminder, settings("it")), "Promemoria");
  EXPECT_EQ(kind_word(Kind::appointment, settings("it")), "Appuntamento");
  EXPECT_EQ(kind_word(Kind::deadline, settings("en")), "Deadline");
  EXPECT_EQ(kind_word(Kind::deadline, settings("rm")), "Deadline");
  EXPECT_EQ(kind_word(Kind::deadline, settings("")), "Deadline");
}

TEST(Words, EveryLanguageHasThemAllWithoutEszett) {
  for (const char* language : languages)
    for (std::size_t i = 0; i < word_names().size(); ++i) {
      const auto found = word(static_cast<Word>(i), language);
      EXPECT_FALSE(found.empty()) << language << " " << word_names()[i];
      EXPECT_EQ(found.find("ß"), std::string_view::npos) << found;
    }
}

TEST(Words, NamesLeadBackToTheirWords) {
  std::set<std::string_view> distinct;
  for (std::size_t i = 0; i < word_names().size(); ++i) {
    distinct.insert(word_names()[i]);
    EXPECT_EQ(word_named(word_names()[i]), static_cast<Word>(i));
  }
  EXPECT_EQ(distinct.size(), word_names().size());
  EXPECT_EQ(word_named("done_by"), Word::done_by);
  EXPECT_EQ(word_named("type_absence"), Word::type_absence);
  EXPECT_FALSE(word_named(""));
  EXPECT_FALSE(word_named("Client"));
}

TEST(Words, TheFirmsOwnReplaceThem) {
  Settings own = settings("de");
  own.labels = {{"deadline", "Termin"}, {"client", ""}};
  EXPECT_EQ(kind_word(Kind::deadline, own), "Termin");
  EXPECT_EQ(word(Word::client, own), "Klientschaft");
}

struct InWords {
  Lead lead;
  const char* de;
  const char* fr;
  const char* it;
  const char* en;
};

TEST(Words, Leads) {
  const InWords leads[] = {
      {{7, true}, "7 Tage vorher", "7 jours avant", "7 giorni prima", "7 days before"},
      {{1, true}, "1 Tag vorher", "1 jour avant", "1 giorno prima", "1 day before"},
      {{0, true}, "am Tag selbst", "le jour même", "il giorno stesso", "on the day itself"},
      {{0, false}, "zu Beginn", "au début", "all'inizio", "at the start"},
      {{1, false}, "1 Minute vorher", "1 minute avant", "1 minuto prima", "1 minute before"},
      {{90, false},
       "90 Minuten vorher",
       "90 minutes avant",
       "90 minuti prima",
       "90 minutes before"},
      {{60, false}, "1 Stunde vorher", "1 heure avant", "1 ora prima", "1 hour before"},
      {{120, false}, "2 Stunden vorher", "2 heures avant", "2 ore prima", "2 hours before"},
      {{7, true, "Entwurf"},
       "Entwurf (7 Tage vorher)",
       "Entwurf (7 jours avant)",
       "Entwurf (7 giorni prima)",
       "Entwurf (7 days before)"}};
  for (const InWords& lead : leads) {
    EXPECT_EQ(lead_words(lead.lead, "de"), lead.de);
    EXPECT_EQ(lead_words(lead.lead, "fr"), lead.fr);
    EXPECT_EQ(lead_words(lead.lead, "it"), lead.it);
    EXPECT_EQ(lead_words(lead.lead, "en"), lead.en);
  }
}

TEST(Words, CategoryOfWhatNobodyCanExtend) {
  EXPECT_EQ(default_category("de"), "Nicht erstreckbar");
  EXPECT_EQ(default_category("fr"), "Non prolongeable");
  EXPECT_EQ(default_category("it"), "Improrogabile");
  EXPECT_EQ(default_category("en"), "Not extendable");
}

}  // namespace
}  // namespace relais::agenda
