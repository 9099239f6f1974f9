// What a plugin gets to see of deadlines, reminders and appointments.
#include "engine/base/json.hpp"
#include "engine/store/item_schema_testing.hpp"
#include "engine/store/testing.hpp"

namespace relais::store::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const Span kFirstOfDecember{"2026-12-01", "2026-12-01"};

class AgendaItem : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    small_firm();
  }
  std::vector<Item> items(std::string_view kind, const std::vector<std::string>& ids,
                          const std::string& handler = "h1") {
    auto snapshot = store_->snapshot();
    EXPECT_TRUE(snapshot) << snapshot.error().text;
    auto found = (*snapshot)->items(handler, kind, ids);
    EXPECT_TRUE(found) << found.error().text;
    if (!found) return {};
    for (const auto& item : *found) EXPECT_EQ(item_faults(kind, item.json), "") << item.json;
    return *found;
  }
  Item read(std::string_view kind, const std::string& id, const std::string& handler = "h1") {
    const auto found = items(kind, {id}, handler);
    EXPECT_EQ(found.size(), 1u);
    return found.size() == 1 ? found.front() : Item{"", 0, "{}"};
  }
  json::object deadline() { return json::parse(read(kDeadline, "d1").json).as_object(); }
  json::object reminder() { return json::parse(read(kReminder, "r1").json).as_object(); }
  json::object appointment() { return json::parse(read(kAppointment, "p1").json).as_object(); }
  std::string text_at(const json::object& item, const char* member) {
    return item.contains(member) ? json::serialize(item.at(member)) : "absent";
  }
};

TEST_F(AgendaItem, TheSmallestHaveNoEmptyMembers) {
  sql("UPDATE deadline SET case_id = NULL, subject = '', revision = 7;"
      "UPDATE reminder SET case_id = NULL, description = '  ', revision = 8;"
      "UPDATE appointment SET case_id = NULL, subject = '', rrule = ' ', revision = 9;"
      "DELETE FROM item_lead; DELETE FROM appointment_exdate;"
      "UPDATE deadline SET revision = 7; UPDATE appointment SET revision = 9");
  EXPECT_EQ(read(kDeadline, "d1").json,
            R"({"schema":1,"item":"deadline","id":"d1","entity":"zurich","revision":7,)"
            R"("confidential":false,"name":"Klageantwort","due_date":"2026-12-01",)"
            R"("reminder_time":"08:00","done":false,"type":"normal","leads":[],)"
            R"("assignees":[{"code":"MM","name":"Max Muster"}]})");
  EXPECT_EQ(read(kReminder, "r1").json,
            R"({"schema":1,"item":"reminder","id":"r1","entity":"zurich","revision":8,)"
            R"("confidential":false,"name":"Nachfragen","due_date":"2026-12-02",)"
            R"("reminder_time":"08:00","done":false,"leads":[],)"
            R"("assignees":[{"code":"MM","name":"Max Muster"}]})");
  EXPECT_EQ(read(kAppointment, "p1").json,
            R"({"schema":1,"item":"appointment","id":"p1","entity":"zurich","revision":9,)"
            R"("confidential":false,"type":"other","starts_at":"2026-12-03T10:00",)"
            R"("ends_at":"2026-12-03T11:00","time_zone":"Europe/Zurich","all_day":false,)"
            R"("show_as":"busy","private":false,"leads":[],)"
            R"("assignees":[{"code":"MM","name":"Max Muster"}],"exdates":[]})");
}

TEST_F(AgendaItem, EveryColumnIsThere) {
  sql(R"(
    UPDATE deadline SET due_time = '12:00', type = 'court', category = 'Prozess',
      subject = 'Antwort', description = 'Zeile 1' || char(10) || 'Zeile 2',
      event_date = '2026-11-01', period_text = '30 Tage', reminder_time = '07:30',
      done_at = '2026-11-30T23:59:59.999Z', done_by = 'MM', confidential = 1;
    UPDATE reminder SET due_time = '09:15', category = 'Post', subject = 'Anruf',
      description = 'x', done_at = '2026-11-30T09:00:00Z', done_by = 'AF', confidential = 1;
    UPDATE appointment SET location = 'Saal 3', description = 'mit Klientin', lead_minutes = 0,
      rrule = 'FREQ=WEEKLY;COUNT=10', private = 1, show_as = 'oof', type = 'hearing';)");
  const std::map<std::string, json::object> all{
      {"deadline", deadline()}, {"reminder", reminder()}, {"appointment", appointment()}};
  for (const auto& [kind, item] : all) {
    for (const auto& column :
         writer_->rows("SELECT name FROM pragma_table_info('" + kind +
                       "') WHERE name NOT IN "
                       "('entity_id', 'case_id', 'updated_at', 'deleted_at', 'done_at')")) {
      EXPECT_TRUE(item.contains(column)) << kind << ' ' << column;
    }
    EXPECT_TRUE(item.contains("case"));
  }
  EXPECT_EQ(all.at("deadline").at("done"), true);
  EXPECT_EQ(all.at("deadline").at("done_on"), "2026-11-30");
  EXPECT_EQ(all.at("deadline").at("description"), "Zeile 1\nZeile 2");
  EXPECT_EQ(all.at("appointment").at("lead_minutes"), 0);
  EXPECT_EQ(all.at("appointment").at("confidential"), false) << "its case is not";
}

TEST_F(AgendaItem, TheCaseIsShownWithClientPartiesCourtAndWhoIsResponsible) {
  sql(R"(
    UPDATE address SET given_name = 'Anna', surname = 'Müller' WHERE id = 'a1';
    INSERT INTO address(id, entity_id, kind, given_name, surname, company) VALUES
      ('a3', 'zurich', 'lawyer', 'Jean', 'd''Aubigné', 'Étude SA');
    INSERT INTO case_party VALUES('c1', 'a3', 'counsel'), ('c1', 'a1', 'opponent');
    UPDATE case_file SET status = 2, confidential = 1, court = 'Bezirksgericht Zürich',
      court_ref = 'CG240123-L';)");
  const std::string shown =
      R"({"number":"2024-0173","title":"Keller","status":2,"confidential":true,)"
      R"("client":{"name":"Anna Müller","short":"Müller"},)"
      R"("parties":[{"name":"Jean d'Aubigné","role":"counsel"},)"
      R"({"name":"Anna Müller","role":"opponent"},{"name":"Beispiel AG","role":"opponent"}],)"
      R"("court":"Bezirksgericht Zürich","court_ref":"CG240123-L",)"
      R"("responsible":{"code":"MM","name":"Max Muster"}})";
  for (const auto& item : {deadline(), reminder(), appointment()}) {
    EXPECT_EQ(text_at(item, "case"), shown);
    EXPECT_EQ(item.at("confidential"), true) << "as its case";
  }
}

TEST_F(AgendaItem, ACaseWithNothingButItsNumber) {
  sql("UPDATE case_file SET title = '', client_address_id = NULL, responsible_handler_id = NULL;"
      "DELETE FROM case_party");
  EXPECT_EQ(text_at(deadline(), "case"),
            R"({"number":"2024-0173","status":0,"confidential":false,"parties":[]})");
}

TEST_F(AgendaItem, ClientsGoByNameOrCompany) {
  struct Client {
    const char* kind;
    const char* given_name;
    const char* surname;
    const char* company;
    const char* name;
    const char* short_form;
  };
  for (const auto& one : {
           Client{"person", "Anna", "Müller", "", "Anna Müller", "Müller"},
           Client{"person", "Anna", "", "", "Anna", "Anna"},
           Client{"person", "", "Müller", "Beispiel AG", "Müller", "Müller"},
           Client{"lawyer", "Jean", "d'Aubigné", "Étude SA", "Jean d'Aubigné", "d'Aubigné"},
           Client{"lawyer", "", "", "Étude SA", "Étude SA", "Étude SA"},
           Client{"company", "Petra", "Käser", "Huber AG", "Huber AG", "Huber AG"},
           Client{"court", "", "", "Obergericht", "Obergericht", "Obergericht"},
           Client{"authority", "Petra", "Käser", "\x07", "Petra Käser", "Käser"},
       }) {
    const auto quoted = [](std::string text) {
      for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2) {
        text.insert(at, 1, '\'');
      }
      return "'" + text + "'";
    };
    sql(std::string("UPDATE address SET kind = '") + one.kind +
        "', given_name = " + quoted(one.given_name) + ", surname = " + quoted(one.surname) +
        ", company = " + quoted(one.company) + " WHERE id = 'a1'");
    const auto client = deadline().at("case").at("client");
    EXPECT_EQ(client.at("name"), one.name);
    EXPECT_EQ(client.at("short"), one.short_form);
  }
}

TEST_F(AgendaItem, LeadsComeInOrderAndOnlyTheItemsOwn) {
  sql("INSERT INTO item_lead VALUES('deadline', 'd1', 2, 0, 'minutes', ' Anruf '),"
      "('deadline', 'd1', 1, 10, 'days', ' '), ('reminder', 'd1', 0, 1, 'days', NULL),"
      "('deadline', 'nobody', 0, 1, 'days', NULL), ('appointment', 'p1', 7, 90, 'minutes', NULL)");
  EXPECT_EQ(text_at(deadline(), "leads"),
            R"([{"seq":0,"amount":3,"unit":"days"},)"
            R"({"seq":1,"amount":10,"unit":"days"},)"
            R"({"seq":2,"amount":0,"unit":"minutes","label":"Anruf"}])");
  EXPECT_EQ(text_at(reminder(), "leads"), "[]");
  EXPECT_EQ(text_at(appointment(), "leads"), R"([{"seq":7,"amount":90,"unit":"minutes"}])");
}

TEST_F(AgendaItem, ExdatesComeInOrder) {
  sql("INSERT INTO appointment_exdate VALUES('p1', '2027-01-07'), ('p1', '2026-12-03'),"
      "('nobody', '2026-12-24')");
  EXPECT_EQ(text_at(appointment(), "exdates"), R"(["2026-12-03","2026-12-10","2027-01-07"])");
}

TEST_F(AgendaItem, AssigneesAreAllLivingHandlersOfTheEntity) {
  sql("INSERT INTO handler(id, entity_id, code, given_name, surname, role, active, deleted_at) "
      "VALUES('h3', 'zurich', 'AA', '', ' Zgraggen', 'trainee', 0, NULL),"
      "('h4', 'zurich', 'BB', 'Bea', 'Beck', 'lawyer', 1, '2026-05-01T09:00:00.000Z');"
      "INSERT INTO deadline_assignee VALUES('d1', 'h2'), ('d1', 'h3'), ('d1', 'h4'), ('d1', 'h9'),"
      "('d1', 'nobody')");
  EXPECT_EQ(text_at(deadline(), "assignees"),
            R"([{"code":"AA","name":"Zgraggen"},{"code":"AF","name":"Anna Favre"},)"
            R"({"code":"MM","name":"Max Muster"}])");
}

TEST_F(AgendaItem, TwoHandlersGetTheSameBytes) {
  sql("INSERT INTO deadline_assignee VALUES('d1', 'h2')");
  EXPECT_EQ(read(kDeadline, "d1", "h2").json, read(kDeadline, "d1", "h1").json);
  EXPECT_EQ(read(kDeadline, "d1").json, read(kDeadline, "d1").json) << "and each time";
}

TEST_F(AgendaItem, OnlyAssignedLivingItemsOfTheEntityAreThere) {
  sql("INSERT INTO deadline(id, entity_id, name, due_date, deleted_at) VALUES"
      "('d2', 'zurich', 'n', '2026-12-01', NULL), ('d0', 'zurich', 'n', '2026-12-01', NULL),"
      "('d3', 'zurich', 'n', '2026-12-01', '2026-05-01T09:00:00.000Z'),"
      "('d4', 'geneva', 'n', '2026-12-01', NULL);"
      "INSERT INTO deadline_assignee VALUES('d3', 'h1'), ('d4', 'h1'), ('d0', 'h1'),"
      "('nobody', 'h1'), ('d2', 'h2')");
  std::vector<std::string> found;
  for (const auto& item : items(kDeadline, {"d4", "d3", "d2", "d1", "d0", "d1", "nobody", "r1"})) {
    found.push_back(item.id);
  }
  EXPECT_EQ(found, (std::vector<std::string>{"d0", "d1"}));
  EXPECT_THAT(items(kDeadline, {"d1"}, "h2"), IsEmpty());
  EXPECT_THAT(items(kDeadline, {"d1"}, "nobody"), IsEmpty());
  EXPECT_THAT(items(kDeadline, {}), IsEmpty());
}

TEST_F(AgendaItem, ADeletedCaseIsShownAsBeforeAndADeletedPartyIsNot) {
  const auto before = text_at(deadline(), "case");
  sql("UPDATE case_file SET deleted_at = '2026-05-01T09:00:00.000Z'");
  EXPECT_EQ(text_at(deadline(), "case"), before);
  sql("UPDATE address SET deleted_at = '2026-05-01T09:00:00.000Z';"
      "UPDATE handler SET deleted_at = '2026-05-01T09:00:00.000Z' WHERE id = 'h2';"
      "UPDATE case_file SET responsible_handler_id = 'h2'");
  EXPECT_EQ(
      text_at(deadline(), "case"),
      R"({"number":"2024-0173","title":"Keller","status":0,"confidential":false,"parties":[]})");
}

TEST_F(AgendaItem, NothingOfAnotherEntityIsShown) {
  sql("UPDATE address SET entity_id = 'geneva';"
      "UPDATE case_file SET responsible_handler_id = 'h9'");
  EXPECT_EQ(
      text_at(deadline(), "case"),
      R"({"number":"2024-0173","title":"Keller","status":0,"confidential":false,"parties":[]})");
  sql("UPDATE case_file SET entity_id = 'geneva'");
  for (const auto& item : {deadline(), reminder(), appointment()}) {
    EXPECT_EQ(text_at(item, "case"), "absent");
    EXPECT_EQ(item.at("confidential"), false);
  }
  sql("UPDATE case_file SET confidential = 1");
  EXPECT_EQ(deadline().at("confidential"), true) << "in doubt private";
  EXPECT_EQ(text_at(deadline(), "case"), "absent");
}

TEST_F(AgendaItem, ReferencesThatPointNowhereArePassedOver) {
  sql("UPDATE case_file SET client_address_id = 'nobody', responsible_handler_id = 'nobody';"
      "UPDATE case_party SET address_id = 'nobody'; UPDATE reminder SET case_id = 'nobody'");
  EXPECT_EQ(
      text_at(deadline(), "case"),
      R"({"number":"2024-0173","title":"Keller","status":0,"confidential":false,"parties":[]})");
  EXPECT_EQ(text_at(reminder(), "case"), "absent");
}

TEST_F(AgendaItem, TextIsNormalisedOnRead) {
  sql("UPDATE deadline SET name = 'Mu' || char(776) || 'ller' || char(7), "
      "category = 'eins' || char(10) || 'zwei', "
      "description = ' eins' || char(13, 10) || 'zwei' || char(13) || 'drei' || char(0), "
      "period_text = CAST(x'5ac3' AS TEXT);"
      "UPDATE case_file SET number = ' 2024' || char(9) || '0173 ', title = char(7);"
      "UPDATE appointment SET subject = 'Zu' || char(776) || 'rich', time_zone = ' Mars/Nord' || "
      "char(7), rrule = char(10) || 'RRule: FREQ=DAILY' || char(13)");
  const auto item = deadline();
  EXPECT_EQ(item.at("name"), "Müller");
  EXPECT_EQ(item.at("category"), "eins zwei");
  EXPECT_EQ(item.at("description"), "eins\nzwei\ndrei");
  EXPECT_EQ(item.at("period_text"), "Z\uFFFD") << "broken UTF-8";
  EXPECT_EQ(item.at("case").at("number"), "2024 0173");
  EXPECT_FALSE(item.at("case").as_object().contains("title"));
  EXPECT_EQ(appointment().at("subject"), "Zürich");
  EXPECT_EQ(appointment().at("time_zone"), "Mars/Nord") << "as it is written: the plugin judges";
  EXPECT_EQ(appointment().at("rrule"), "FREQ=DAILY");
}

TEST_F(AgendaItem, WhatIsBlankInEveryWayIsStillAnItem) {
  sql("UPDATE deadline SET name = char(7), done_by = 'MM';"
      "UPDATE appointment SET subject = char(9), time_zone = char(7);"
      "UPDATE handler SET code = '  ', given_name = '', surname = '' WHERE id = 'h1';"
      "UPDATE case_file SET number = char(7); UPDATE case_party SET role = char(7);"
      "UPDATE address SET surname = char(7) WHERE id = 'a1'");
  const auto item = deadline();
  EXPECT_FALSE(item.contains("name"));
  EXPECT_FALSE(item.contains("done_by")) << "it is not done";
  EXPECT_EQ(text_at(item, "assignees"), "[]");
  EXPECT_EQ(text_at(item, "case"), R"({"title":"Keller","status":0,"confidential":false,)"
                                   R"("parties":[{"name":"Beispiel AG"}]})");
  EXPECT_FALSE(appointment().contains("subject"));
  EXPECT_FALSE(appointment().contains("time_zone"));
}

TEST_F(AgendaItem, HugeTextComesWhole) {
  sql("UPDATE deadline SET description = printf('%.*c', 3000000, 'x') || 'ü'");
  EXPECT_EQ(deadline().at("description").as_string().size(), 3'000'002u);
}

TEST_F(AgendaItem, AReplacedRowIsReadAsItIsNow) {
  sql("INSERT OR REPLACE INTO deadline(id, entity_id, name, due_date) "
      "VALUES('d1', 'zurich', 'Replik', '2027-01-31')");
  const auto item = read(kDeadline, "d1");
  EXPECT_THAT(item.json, HasSubstr("Replik"));
  EXPECT_THAT(item.json, Not(HasSubstr("case")));
  EXPECT_EQ(item.span, (Span{"2027-01-31", "2027-01-31"}));
}

TEST_F(AgendaItem, TheSpanIsTheDaysItIsAbout) {
  EXPECT_EQ(read(kDeadline, "d1").span, kFirstOfDecember);
  EXPECT_EQ(read(kReminder, "r1").span, (Span{"2026-12-02", "2026-12-02"}));
  EXPECT_EQ(read(kAppointment, "p1").span, (Span{"2026-12-03", "2026-12-03"}));
  sql("UPDATE appointment SET ends_at = '2027-01-02T00:00'");
  EXPECT_EQ(read(kAppointment, "p1").span, (Span{"2026-12-03", "2027-01-02"}));
  sql("UPDATE appointment SET rrule = 'FREQ=DAILY'");
  EXPECT_EQ(read(kAppointment, "p1").span, (Span{"2026-12-03", "2027-01-02", true}));
  auto snapshot = store_->snapshot().value();
  const auto contact =
      snapshot->items("h1", kContact, std::vector<std::string>{"a1"}).value().at(0);
  EXPECT_EQ(contact.span, std::nullopt);
  EXPECT_FALSE(contact.unlimited);
}

TEST_F(AgendaItem, OnlyStatutoryAndPeremptoryDeadlinesHaveNoLimit) {
  for (const auto& [type, unlimited] : std::map<std::string, bool>{
           {"normal", false}, {"court", false}, {"statutory", true}, {"peremptory", true}}) {
    sql("UPDATE deadline SET type = '" + type + "'");
    EXPECT_EQ(read(kDeadline, "d1").unlimited, unlimited) << type;
  }
  EXPECT_FALSE(read(kReminder, "r1").unlimited);
  EXPECT_FALSE(read(kAppointment, "p1").unlimited);
}

}  // namespace
}  // namespace relais::store::testing
