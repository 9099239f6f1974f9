#include "plugins/agenda/texts.hpp"

#include <gtest/gtest.h>

#include "plugins/agenda/testing/items.hpp"

namespace relais::agenda {
namespace {

namespace json = boost::json;

using testing::appointment;
using testing::deadline;
using testing::item;
using testing::lead;
using testing::reminder;
using testing::settings;

std::string subject(const json::object& made, const Settings& with = settings()) {
  return subject_of(item(made), with);
}

std::string body(const json::object& made, const Settings& with = settings()) {
  return body_of(item(made), {}, with);
}

TEST(Subject, OfEachKind) {
  EXPECT_EQ(subject(deadline()), "⚖ Frist: Klageantwort – 2024-0173 Müller");
  EXPECT_EQ(subject(reminder()), "↻ Wiedervorlage: Klageantwort – 2024-0173 Müller");
  EXPECT_EQ(subject(appointment()), "Hauptverhandlung – 2024-0173 Müller");
  EXPECT_EQ(subject(deadline(), settings("fr")), "⚖ Délai: Klageantwort – 2024-0173 Müller");
  EXPECT_EQ(subject(deadline({{"subject", "Replik"}})), "⚖ Frist: Replik – 2024-0173 Müller");
}

TEST(Subject, WithoutACaseOrAName) {
  EXPECT_EQ(subject(deadline({{"case", nullptr}})), "⚖ Frist: Klageantwort");
  EXPECT_EQ(subject(deadline({{"name", nullptr}})), "⚖ Frist – 2024-0173 Müller");
  EXPECT_EQ(subject(deadline({{"name", nullptr}, {"case", nullptr}})), "⚖ Frist");
  EXPECT_EQ(subject(appointment({{"case", nullptr}})), "Hauptverhandlung");
  EXPECT_EQ(subject(appointment({{"subject", nullptr}})), "Termin – 2024-0173 Müller");
  EXPECT_EQ(subject(appointment({{"subject", nullptr}, {"case", nullptr}})), "Termin");
}

TEST(Subject, LessPrivacyShowsLess) {
  EXPECT_EQ(subject(deadline({{"privacy", "busy"}})), "Frist");
  EXPECT_EQ(subject_of(reduced(item(deadline()), Privacy::case_number_only), settings()),
            "⚖ Frist – 2024-0173");
  EXPECT_EQ(subject_of(reduced(item(appointment()), Privacy::case_number_only), settings()),
            "Termin – 2024-0173");
  EXPECT_EQ(subject_of(reduced(item(appointment()), Privacy::busy), settings()), "Termin");
}

TEST(Subject, ByTheFirmsTemplate) {
  Settings own = settings();
  own.templates[Kind::deadline].subject = "[{case} ]{title}{{x}}";
  own.labels["deadline"] = "Termin";
  EXPECT_EQ(subject(deadline(), own), "2024-0173 Klageantwort{x}");
  EXPECT_EQ(subject(reminder(), own), "↻ Wiedervorlage: Klageantwort – 2024-0173 Müller");
  own.templates[Kind::deadline].subject = "[{court_ref}]";
  EXPECT_EQ(subject(deadline({{"case", nullptr}}), own), "Termin") << "never empty";
  // what it says besides was meant for full privacy
  own.templates[Kind::deadline].subject = "Geheim {title}";
  EXPECT_EQ(subject_of(reduced(item(deadline()), Privacy::case_number_only), own),
            "⚖ Termin – 2024-0173");
}

TEST(Subject, IsOneLineAndTakesValuesAsTheyAre) {
  EXPECT_EQ(subject(deadline({{"name", "{case}\n [x]  {{"}, {"case", nullptr}})),
            "⚖ Frist: {case} [x] {{");
}

TEST(Body, LineByLine) {
  EXPECT_EQ(body(deadline({{"type", "peremptory"},
                           {"period_text", "30 Tage"},
                           {"event_date", "2026-04-01"},
                           {"description", "Akten mitnehmen\nKopie an Klientin"}})),
            "Mandat: 2024-0173 – Forderung aus Werkvertrag\n"
            "Klientschaft: Anna Müller\n"
            "Beteiligte: Bäckerei Huber & Söhne AG (Gegenpartei)\n"
            "Gericht: Bezirksgericht Zürich (CG240123-L)\n"
            "Verantwortlich: Max Muster\n"
            "Zuständig: Max Muster\n"
            "Art: Notfrist\n"
            "Dauer: 30 Tage\n"
            "Fristauslösendes Ereignis: 01.04.2026\n"
            "\n"
            "Akten mitnehmen\nKopie an Klientin");
}

TEST(Body, LeavesOutWhatIsEmpty) {
  EXPECT_EQ(body(deadline({{"case", nullptr}, {"assignees", json::array()}})), "");
  EXPECT_EQ(body(deadline({{"case", nullptr}})), "Zuständig: Max Muster");
  EXPECT_EQ(body(deadline({{"case", {{"number", "MUS/24/17"}, {"court_ref", "CG240123-L"}}},
                           {"assignees", json::array()}})),
            "Mandat: MUS/24/17\nGericht: (CG240123-L)");
  EXPECT_EQ(body(appointment({{"case", nullptr}, {"description", "Nur das"}})), "Nur das");
}

TEST(Body, ListsTheLeadsThatDoNotPopUp) {
  const std::string text =
      body_of(item(deadline({{"case", nullptr}, {"assignees", json::array()}})),
              {{3, true}, {120, false, "Anruf"}}, settings());
  EXPECT_EQ(text, "Weitere Erinnerungen: 3 Tage vorher, Anruf (2 Stunden vorher)");
}

TEST(Body, SaysNothingOfWhenItIs) {
  const std::string before = body(deadline({{"due_time", "11:30"}}));
  EXPECT_EQ(before, body(deadline({{"due_date", "2027-12-24"}, {"due_time", "16:00"}})));
  EXPECT_EQ(body(appointment()), body(appointment({{"starts_at", "2026-04-03T07:00"}})));
}

TEST(Body, PrivacyShowsLess) {
  const json::object made = deadline({{"type", "statutory"}, {"description", "Geheim"}});
  EXPECT_EQ(body_of(reduced(item(made), Privacy::case_number_only), {}, settings()),
            "Mandat: 2024-0173\nArt: gesetzliche Frist");
  EXPECT_EQ(body_of(reduced(item(made), Privacy::busy), {{3, true}}, settings()), "");
}

TEST(Body, ByTheFirmsTemplate) {
  Settings own = settings();
  own.templates[Kind::deadline].body = {"",   "Akte {case}", "{court}",       "", "",
                                        "--", "{category}",  "{description}", ""};
  EXPECT_EQ(body(deadline({{"description", "eins\nzwei"}}), own),
            "Akte 2024-0173\nBezirksgericht Zürich\n\n--\neins\nzwei");
  EXPECT_EQ(body(deadline({{"case", nullptr}, {"privacy", "busy"}}), own), "");
}

TEST(Body, PlaceholdersOfEveryName) {
  Settings own = settings("it");
  own.templates[Kind::deadline].body = {
      "{kind}|{title}|{case}|{case_title}|{client}|{client_short}|{parties}|{court}|{court_ref}|"
      "{responsible}|{assignees}|{type}|{period}|{event_date}|{leads}|{category}|{description}|"
      "{done_by}"};
  const json::object made = deadline({{"type", "court"},
                                      {"category", "CPC"},
                                      {"period_text", "30 giorni"},
                                      {"event_date", "2026-04-01"},
                                      {"description", "nota"},
                                      {"done", true},
                                      {"done_by", "Avv. De Pietro"}});
  EXPECT_EQ(body_of(item(made), {{1, true}}, own),
            "Termine|Klageantwort|2024-0173|Forderung aus Werkvertrag|Anna Müller|Müller|"
            "Bäckerei Huber & Söhne AG (Gegenpartei)|Bezirksgericht Zürich|CG240123-L|Max Muster|"
            "Max Muster|termine giudiziario|30 giorni|01.04.2026|1 giorno prima|CPC|nota|"
            "Avv. De Pietro");
}

TEST(Body, TypesOfAppointmentsForTemplates) {
  Settings own = settings();
  own.templates[Kind::appointment].subject = "[{type}: ]{title}";
  EXPECT_EQ(subject(appointment(), own), "Verhandlung: Hauptverhandlung");
  EXPECT_EQ(subject(appointment({{"type", "other"}}), own), "Hauptverhandlung");
}

}  // namespace
}  // namespace relais::agenda
