// What programs export, all the way into the practice store and back out of it again.
#include "engine/import/testing.hpp"

namespace relais::import {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CardsAndCalendars : public testing::ImportTest {
 protected:
  void SetUp() override {
    ImportTest::SetUp();
    small_firm();
  }

  Outcome import_diary(const std::string& items) {
    return import_text("diary.ics",
                       "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + items + "END:VCALENDAR\r\n");
  }
  /// What the store has of the diary's appointments.
  std::vector<std::string> appointments() {
    return rows(
        "SELECT id, starts_at, coalesce(rrule, '-') FROM appointment "
        "WHERE deleted_at IS NULL AND id LIKE 'serie%' ORDER BY id");
  }
};

std::string serie(const std::string& lines) {
  return "BEGIN:VEVENT\r\nUID:serie\r\nSUMMARY:Sitzung\r\n"
         "DTSTART;TZID=W. Europe Standard Time:20260505T083000\r\nDURATION:PT1H\r\n"
         "RRULE:FREQ=WEEKLY\r\nX-RELAIS-HANDLER:MM\r\n" +
         lines + "END:VEVENT\r\n";
}

constexpr const char* kMoved =
    "BEGIN:VEVENT\r\nUID:serie\r\nSUMMARY:Sitzung\r\nDURATION:PT1H\r\n"
    "RECURRENCE-ID:20260512T063000Z\r\nDTSTART:20260513T100000\r\nEND:VEVENT\r\n";

TEST_F(CardsAndCalendars, ASeriesAndItsExceptionsFollowTheFile) {
  import_diary(serie("EXDATE;VALUE=DATE:20260519\r\n") + kMoved);
  EXPECT_THAT(appointments(), ElementsAre("serie 2026-05-05T08:30 FREQ=WEEKLY",
                                          "serie/20260512T083000 2026-05-13T10:00 -"));
  EXPECT_THAT(rows("SELECT date FROM appointment_exdate WHERE appointment_id = 'serie'"),
              ElementsAre("2026-05-12", "2026-05-19"));
  EXPECT_THAT(rows("SELECT DISTINCT handler_id FROM appointment_assignee "
                   "WHERE appointment_id LIKE 'serie%'"),
              ElementsAre("h1"));

  const auto head = seq();
  import_diary(serie("EXDATE;VALUE=DATE:20260519\r\n") + kMoved);
  EXPECT_EQ(seq(), head) << "the same again is no change";

  import_diary(serie(""));
  EXPECT_THAT(appointments(), ElementsAre("serie 2026-05-05T08:30 FREQ=WEEKLY"));
  EXPECT_THAT(rows("SELECT date FROM appointment_exdate WHERE appointment_id = 'serie'"),
              IsEmpty());

  import_diary(kMoved);  // an update of the occurrence alone
  EXPECT_THAT(appointments(), ::testing::SizeIs(2));
  EXPECT_THAT(rows("SELECT date FROM appointment_exdate WHERE appointment_id = 'serie'"),
              ElementsAre("2026-05-12"));

  import_diary(serie("STATUS:CANCELLED\r\n"));
  EXPECT_THAT(appointments(), IsEmpty());
}

TEST_F(CardsAndCalendars, AttendeesAreFoundByTheirMailbox) {
  const auto mail = rows("SELECT address FROM handler_link WHERE handler_id = 'h1'");
  ASSERT_THAT(mail, ::testing::SizeIs(1));
  import_diary(
      "BEGIN:VEVENT\r\nUID:serie\r\nDTSTART;VALUE=DATE:20260801\r\nSUMMARY:Feier\r\n"
      "ATTENDEE;CN=x:MAILTO:" +
      mail[0] + "\r\nEND:VEVENT\r\n");
  EXPECT_THAT(rows("SELECT handler_id FROM appointment_assignee WHERE appointment_id = 'serie'"),
              ElementsAre("h1"));
  EXPECT_THAT(rows("SELECT starts_at, ends_at, all_day FROM appointment WHERE id = 'serie'"),
              ElementsAre("2026-08-01T00:00 2026-08-01T00:00 1"));
}

TEST_F(CardsAndCalendars, DeadlinesHaveLeadsAndAreDone) {
  const std::string todo =
      "BEGIN:VTODO\r\nUID:frist\r\nSUMMARY:Klageantwort\r\nDUE;VALUE=DATE:20260601\r\n"
      "X-RELAIS-TYPE:statutory\r\nX-RELAIS-HANDLER:MM\r\nBEGIN:VALARM\r\nTRIGGER:-P3D\r\n"
      "END:VALARM\r\nBEGIN:VALARM\r\nTRIGGER:-P10D\r\nEND:VALARM\r\n";
  import_diary(todo + "END:VTODO\r\n");
  EXPECT_THAT(rows("SELECT name, due_date, type FROM deadline WHERE id = 'frist'"),
              ElementsAre("Klageantwort 2026-06-01 statutory"));
  EXPECT_THAT(rows("SELECT seq, amount, unit FROM item_lead WHERE item_id = 'frist' ORDER BY seq"),
              ElementsAre("0 3 days", "1 10 days"));
  import_diary(todo + "STATUS:COMPLETED\r\nCOMPLETED:20260520T101500Z\r\nEND:VTODO\r\n");
  EXPECT_THAT(rows("SELECT done_at FROM deadline WHERE id = 'frist'"),
              ElementsAre("2026-05-20T10:15:00.000Z"));
}

TEST_F(CardsAndCalendars, ACaseThatIsNotThereRejectsItsItem) {
  const auto outcome = import_diary(
      "BEGIN:VTODO\r\nUID:frist\r\nSUMMARY:Klageantwort\r\nDUE:20260601\r\n"
      "X-RELAIS-CASE:1999-0001\r\nEND:VTODO\r\n");
  EXPECT_THAT(reasons(outcome), ::testing::Contains(HasSubstr("case")));
  EXPECT_THAT(rows("SELECT id FROM deadline WHERE id = 'frist'"), IsEmpty());
  EXPECT_THAT(text_of(dir_ / "diary.ics.rejects.csv"), HasSubstr("1999-0001"));
}

TEST_F(CardsAndCalendars, WhatTheStoreRejectsIsKeptAsItStoodWhateverTheLineEndsAndTheEncoding) {
  const auto todo = [](const std::string& uid, const std::string& lines) {
    return "BEGIN:VTODO\r\nUID:" + uid + "\r\nSUMMARY:Frist\r\nDUE:20260601\r\n" + lines +
           "END:VTODO\r\n";
  };
  const std::string bad = todo("schlecht", "X-RELAIS-CASE:1999-0001\r\n");
  const std::string file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + todo("gut", "") + bad +
                           todo("auch-gut", "") + "END:VCALENDAR\r\n";
  const auto without = [](std::string text, char left_out) {
    std::erase(text, left_out);
    return text;
  };
  std::string wide = "\xFF\xFE";
  for (const char c : file) (wide += c) += '\0';
  const std::pair<std::string, std::string> forms[] = {
      {file, bad}, {without(file, '\n'), without(bad, '\n')}, {wide, bad}};
  for (const auto& [form, row] : forms) {
    import_text("diary.ics", form);
    const auto rejects = text_of(dir_ / "diary.ics.rejects.csv");
    EXPECT_THAT(rejects, HasSubstr(row.substr(0, row.find_last_not_of("\r\n") + 1)));
    EXPECT_THAT(rejects, ::testing::Not(HasSubstr("gut")));
    EXPECT_THAT(rows("SELECT id FROM deadline WHERE id IN ('gut', 'auch-gut') ORDER BY id"),
                ElementsAre("auch-gut", "gut"));
  }
}

TEST_F(CardsAndCalendars, ACardThatLosesANumberLosesItInTheStore) {
  const std::string card =
      "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:v1\r\nN:Lüthi;Zoé 👩‍⚖️;;;\r\nNOTE:Notiz\r\n"
      "TEL;TYPE=WORK:044 123 45 67\r\n";
  import_text("cards.vcf",
              card + "TEL;TYPE=CELL:079 123 45 67\r\nCATEGORIES:sync-AF\r\nEND:VCARD\r\n");
  EXPECT_THAT(rows("SELECT slot, type, value FROM address_contact_point WHERE address_id = 'v1'"),
              ElementsAre("1 phone_b +41441234567", "2 mobile +41791234567"));
  import_text("cards.vcf", card + "END:VCARD\r\n");
  EXPECT_THAT(rows("SELECT value FROM address_contact_point WHERE address_id = 'v1'"),
              ElementsAre("+41441234567"));
  EXPECT_THAT(rows("SELECT given_name, remarks FROM address WHERE id = 'v1'"),
              ElementsAre("Zoé 👩‍⚖️ Notiz"));
  EXPECT_THAT(rows("SELECT handler_id FROM address_sync_mark WHERE address_id = 'v1'"),
              ElementsAre("h2"))
      << "a card without marks leaves them";
}

}  // namespace
}  // namespace relais::import
