// What people see, in four languages and with each privacy: golden/*.txt, byte for byte. After a
// change that is meant: RELAIS_UPDATE_GOLDEN=1 agenda_golden_test, and read the difference.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "plugins/agenda/event/document.hpp"
#include "plugins/agenda/testing/items.hpp"
#include "plugins/agenda/todo/document.hpp"

namespace relais::agenda {
namespace {

namespace json = boost::json;
using testing::lead;

struct Firm {
  const char* language;
  json::object about;
  const char* claim;
  const char* follow_up;
  const char* hearing;
  const char* place;
  const char* period;
  const char* remark;
  const char* draft;
  const char* colleague;
};

json::object case_of(const char* number, const char* title, const char* client, const char* brief,
                     const char* opponent, const char* role, const char* court,
                     const char* responsible) {
  return {{"number", number},
          {"title", title},
          {"status", 0},
          {"confidential", false},
          {"client", {{"name", client}, {"short", brief}}},
          {"parties", {{{"name", opponent}, {"role", role}}}},
          {"court", court},
          {"court_ref", "CG240123-L"},
          {"responsible", {{"code", "MM"}, {"name", responsible}}}};
}

std::vector<Firm> firms() {
  return {
      {"de",
       case_of("2024-0173", "Forderung aus Werkvertrag", "Anna Müller", "Müller",
               "Bäckerei Huber & Söhne AG", "Gegenpartei", "Bezirksgericht Zürich", "Beat von Arx"),
       "Klageantwort", "Rückruf Klientin", "Hauptverhandlung", "Bahnhofstrasse 12, Zürich",
       "30 Tage", "Vollmacht beilegen.\nKopie an die Klientin.", "Entwurf", "Lea Lüthi"},
      {"fr",
       case_of("MUS/24/17", "Bail à loyer", "Jeanne Perret-Gentil", "Perret-Gentil",
               "Société immobilière « Les Cèdres » SA", "partie adverse",
               "Tribunal d'arrondissement de Lausanne", "Léa L'Eplattenier"),
       "Réponse à la demande", "Relancer la cliente", "Audience de conciliation",
       "Rue du Rhône 14, Genève", "30 jours", "Joindre la procuration.\nCopie à la cliente.",
       "projet", "Jean d'Aubigné"},
      {"it",
       case_of("2024-0173", "Contratto d'appalto", "Marco Dell'Ambrogio", "Dell'Ambrogio",
               "Fiduciaria Lüönd Sagl", "controparte", "Pretura di Lugano", "Avv. De Pietro"),
       "Risposta di causa", "Richiamare il cliente", "Udienza dibattimentale",
       "Via Nassa 5, Lugano", "30 giorni", "Allegare la procura.\nCopia al cliente.", "bozza",
       "Anna Camenisch"},
      {"en",
       case_of("2024-0173", "Share purchase", "Ilir Krasniqi", "Krasniqi", "Jovanović Ltd",
               "opponent", "Bundesgericht", "Zoran Đorđević"),
       "Statement of defence", "Call the client back", "Main hearing", "Bahnhofstrasse 12",
       "30 days", "Enclose the power of attorney.\nCopy to the client.", "draft",
       "Inês Gonçalves"}};
}

json::object common(const Firm& firm) {
  return {{"case", firm.about},
          {"description", firm.remark},
          {"assignees",
           {{{"code", "LL"}, {"name", firm.colleague}}, {{"code", "MM"}, {"name", "Max Muster"}}}},
          {"leads", {lead(0, 7, "days"), lead(1, 3, "days", firm.draft), lead(2, 120, "minutes")}}};
}

json::object item_of(const Firm& firm, Kind kind) {
  switch (kind) {
    case Kind::deadline:
      return testing::with(testing::deadline(common(firm)), {{"name", firm.claim},
                                                             {"type", "statutory"},
                                                             {"event_date", "2026-04-01"},
                                                             {"period_text", firm.period}});
    case Kind::reminder:
      return testing::with(testing::reminder(common(firm)),
                           {{"name", firm.follow_up}, {"due_time", "16:30"}});
    case Kind::appointment:
      break;
  }
  return testing::with(testing::appointment(common(firm)),
                       {{"subject", firm.hearing}, {"location", firm.place}, {"lead_minutes", 30}});
}

std::string indented(std::string_view text) {
  std::string lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.append("  | ").append(text.substr(at, end - at)).append("\n");
    at = end + 1;
  }
  return lines;
}

std::string line(std::string_view name, const json::value& value) {
  std::string text = "  ";
  text.append(name).append(": ");
  return text + (value.is_string() ? std::string(value.as_string()) : json::serialize(value)) +
         "\n";
}

std::string all_of(const json::object& fields) {
  std::string text;
  for (const auto& each : fields) text += line(each.key(), each.value());
  return text;
}

std::string as_event(Entry entry, const Settings& settings) {
  const event::Document document = event::render(entry, settings);
  return all_of(document.fields) + line("category", json::value(document.category)) +
         line("degraded", json::value(testing::shown(entry.degraded))) + indented(document.body);
}

std::string as_task(Entry entry, const Settings& settings) {
  const todo::Document document = todo::render(entry, settings);
  return all_of(document.fields) + line("linked", json::value(document.display_name)) +
         line("degraded", json::value(testing::shown(entry.degraded))) + indented(document.body);
}

std::string rendered(const Firm& firm, Kind kind) {
  const Settings settings = testing::settings(firm.language);
  const std::pair<Privacy, const char*> levels[] = {{Privacy::full, "full"},
                                                    {Privacy::case_number_only, "case-number-only"},
                                                    {Privacy::busy, "busy"}};
  std::string text;
  for (const auto& [privacy, name] : levels)
    for (const Target target : {Target::calendar, Target::tasks}) {
      const Item item = reduced(testing::item(item_of(firm, kind)), privacy);
      const auto all = entries_of(item, target, settings, testing::day("2026-04-01"));
      EXPECT_EQ(all.size(), 1u);
      if (!text.empty()) text += "\n";
      text += std::string(name) + (target == Target::calendar ? ", calendar\n" : ", tasks\n");
      text +=
          target == Target::calendar ? as_event(all.at(0), settings) : as_task(all.at(0), settings);
    }
  return text;
}

TEST(Golden, WhatPeopleSee) {
  const bool update = std::getenv("RELAIS_UPDATE_GOLDEN") != nullptr;
  for (const Firm& firm : firms())
    for (const Kind kind : {Kind::deadline, Kind::reminder, Kind::appointment}) {
      const std::string path =
          std::string(RELAIS_AGENDA_GOLDEN) + "/" + name_of(kind) + "." + firm.language + ".txt";
      const std::string now = rendered(firm, kind);
      if (update) {
        std::ofstream(path, std::ios::binary) << now;
        continue;
      }
      std::ifstream file(path, std::ios::binary);
      ASSERT_TRUE(file) << path;
      std::ostringstream before;
      before << file.rdbuf();
      EXPECT_EQ(before.str(), now) << path;
    }
}

}  // namespace
}  // namespace relais::agenda
