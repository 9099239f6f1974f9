// Files as programs write them, with people who do not exist.
#include "engine/import/readers_testing.hpp"

namespace relais::import::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Exports, ACardOfApple) {
  const Found found = cards(
      "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//macOS 14.4//EN\r\n"
      "N:Zgraggen;Luzia;;Dr. iur.;\r\nFN:Dr. iur. Luzia Zgraggen\r\n"
      "ORG:Société immobilière « Les Cèdres » SA;Verwaltung\r\nTITLE:Direktorin\r\n"
      "item1.EMAIL;type=INTERNET;type=pref:luzia@cedres.example\r\n"
      "item1.X-ABLabel:Kanzlei 💼\r\nEMAIL;type=INTERNET;type=HOME:lz@privat.example\r\n"
      "TEL;type=IPHONE;type=CELL;type=VOICE;type=pref:+41 79 123 45 67\r\n"
      "TEL;type=WORK;type=VOICE:044 123 45 67\r\n"
      "item2.ADR;type=WORK;type=pref:;;Rue du Rhône 14\\nCase postale "
      "123;Genève;GE;1204;Schweiz\r\n"
      "item2.X-ABADR:ch\r\nitem3.URL;type=pref:https://cedres.example\r\n"
      "item3.X-ABLabel:_$!<HomePage>!$_\r\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-03-04\r\n"
      "NOTE:Zeile 1\\nZeile 2\\, mit Komma\r\n"
      "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/\r\n 2wBDAAEBAQEBAQEB\r\n"
      "CATEGORIES:Klientin,sync-MM\r\nX-ABUID:1:ABPerson\r\n"
      "UID:6c5f1d8e-44b4-4b3b-9a2e-000000000001\r\nEND:VCARD\r\n");
  EXPECT_EQ(found.one().id, "6c5f1d8e-44b4-4b3b-9a2e-000000000001");
  EXPECT_EQ(found["kind"], "person");
  EXPECT_EQ(found["title"], "Dr. iur.");
  EXPECT_EQ(found["company"], "Société immobilière « Les Cèdres » SA");
  EXPECT_EQ(found["po_box"], "Case postale 123");
  EXPECT_EQ(found["house_no"], "14");
  EXPECT_EQ(found["birthday"], "NULL");
  EXPECT_EQ(found["remarks"], "Zeile 1\nZeile 2, mit Komma");
  EXPECT_THAT(children(found.one(), "address_contact_point"),
              ElementsAre("1|email_b|luzia@cedres.example|Kanzlei 💼", "2|mobile|+41 79 123 45 67",
                          "3|email_p|lz@privat.example", "4|phone_b|044 123 45 67"));
}

TEST(Exports, ACardOfOutlook) {
  const Found found = cards(
      "BEGIN:VCARD\r\nVERSION:2.1\r\nX-MS-OL-DEFAULT-POSTAL-ADDRESS:2\r\n"
      "N;LANGUAGE=de-ch;CHARSET=Windows-1252:M\xFCller-Rochat;Ren\xE9\r\n"
      "FN;CHARSET=Windows-1252:Ren\xE9 M\xFCller-Rochat\r\n"
      "ORG;CHARSET=Windows-1252:B\xE4"
      "ckerei Huber & S\xF6hne AG;Verkauf\r\n"
      "TEL;WORK;VOICE:+41 (44) 123 45 67\r\nTEL;CELL;VOICE:+41 (79) 123 45 67\r\n"
      "TEL;WORK;FAX:+41 (44) 123 45 68\r\n"
      "ADR;WORK;PREF;CHARSET=Windows-1252:;;Bahnhofstrasse 12;Z\xFCrich;ZH;8001;Schweiz\r\n"
      "LABEL;WORK;PREF;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:Bahnhofstrasse 12=0D=0A=\r\n"
      "8001 Z=FCrich\r\nNOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=Windows-1252:Gr=FCezi=0D=0A=\r\n"
      "\r\nBDAY:19700309\r\nEMAIL;PREF;INTERNET:rene@huber.example\r\n"
      "PHOTO;TYPE=JPEG;ENCODING=BASE64:\r\n "
      "/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQN\r\n"
      " DAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwc\r\n\r\nX-MS-OL-DESIGN;CHARSET=utf-8:<card/>\r\n"
      "UID:huber-1\r\nREV:20260301T101112Z\r\nEND:VCARD\r\n");
  EXPECT_EQ(found["surname"], "Müller-Rochat");
  EXPECT_EQ(found["given_name"], "René");
  EXPECT_EQ(found["company"], "Bäckerei Huber & Söhne AG");
  EXPECT_EQ(found["city"], "Zürich");
  EXPECT_EQ(found["remarks"], "Grüezi");
  EXPECT_EQ(found["birthday"], "1970-03-09");
  EXPECT_THAT(children(found.one(), "address_contact_point"),
              ElementsAre("1|email_b|rene@huber.example", "2|phone_b|+41 (44) 123 45 67",
                          "3|mobile|+41 (79) 123 45 67", "4|fax|+41 (44) 123 45 68"));
}

TEST(Exports, CardsOfGoogleAndThunderbird) {
  const Found found = cards(
      "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Chiara De Pietro\r\nN:De Pietro;Chiara;;Avv.;\r\n"
      "EMAIL;TYPE=INTERNET;TYPE=WORK:chiara@depietro.example\r\nTEL;TYPE=CELL:+41791234567\r\n"
      "ADR;TYPE=WORK:;;Via Nassa 5;Lugano;;6900;CH;Via Nassa 5\\n6900 Lugano\\nCH\r\n"
      "item1.URL:http\\://www.google.com/profiles/1\r\nitem1.X-ABLabel:PROFILE\r\n"
      "BDAY:--05-17\r\nCATEGORIES:myContacts,sync-LZ\r\nUID:g1\r\nEND:VCARD\r\n"
      "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:0b1c2d3e-0000-4000-8000-000000000002\r\n"
      "N:Perret-Gentil;Aurélie;;;\r\nFN:Aurélie Perret-Gentil\r\nEMAIL;PREF=1:a@pg.example\r\n"
      "TEL;VALUE=TEXT;TYPE=work:032 123 45 67\r\nBDAY;VALUE=DATE:19880229\r\n"
      "ADR;TYPE=home:;;Rue de la Gare 3;Biel/Bienne;BE;2502;Suisse\r\nLANG:fr\r\n"
      "ORG:Étude Favre;Litiges\r\nEND:VCARD\r\n");
  ASSERT_THAT(found.records, SizeIs(2));
  EXPECT_THAT(found.rejected, IsEmpty());
  EXPECT_EQ(value(found.records[0], "street"), "Via Nassa");
  EXPECT_EQ(value(found.records[0], "website"), "http://www.google.com/profiles/1");
  EXPECT_THAT(children(found.records[0], "address_sync_mark"), ElementsAre("LZ"));
  EXPECT_EQ(found.records[1].id, "urn:uuid:0b1c2d3e-0000-4000-8000-000000000002");
  EXPECT_EQ(value(found.records[1], "birthday"), "1988-02-29");
  EXPECT_EQ(value(found.records[1], "home_city"), "Biel/Bienne");
  EXPECT_EQ(value(found.records[1], "language"), "fr");
}

constexpr const char* kOutlookZone =
    "BEGIN:VTIMEZONE\r\nTZID:W. Europe Standard "
    "Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\n"
    "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH="
    "10\r\n"
    "END:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\n"
    "TZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\n"
    "END:VTIMEZONE\r\n";

TEST(Exports, ACalendarOfOutlook) {
  const Found found = calendar(
      "PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN\r\nMETHOD:PUBLISH\r\n"
      "X-MS-OLK-FORCEINSPECTOROPEN:TRUE\r\n" +
          std::string(kOutlookZone) +
          "BEGIN:VEVENT\r\nATTENDEE;CN=mm@musterkanzlei.example;RSVP=TRUE:mailto:mm@musterkanzlei."
          "example\r\n"
          "CLASS:PUBLIC\r\nCREATED:20260401T081500Z\r\nDESCRIPTION:Traktanden:\\n\\n- "
          "Vergleich\\n\r\n"
          "DTEND;TZID=\"W. Europe Standard Time\":20260505T093000\r\nDTSTAMP:20260401T081500Z\r\n"
          "DTSTART;TZID=\"W. Europe Standard Time\":20260505T083000\r\n"
          "EXDATE;TZID=\"W. Europe Standard "
          "Time\":20260519T083000\r\nLAST-MODIFIED:20260401T081500Z\r\n"
          "LOCATION:Zürich\\, Sitzungszimmer « Rhône »\r\nPRIORITY:5\r\n"
          "RRULE:FREQ=WEEKLY;COUNT=10;BYDAY=TU\r\nSEQUENCE:0\r\nSUMMARY;LANGUAGE=de-ch:Sitzung\r\n"
          "TRANSP:OPAQUE\r\nUID:"
          "040000008200E00074C5B7101A82E00800000000B0A1C2D3E4F5DA01000000000000000"
          "010000000AABBCCDDEEFF00112233445566778899\r\n"
          "X-ALT-DESC;FMTTYPE=text/html:<html><body>\\n<p>Traktanden</p></body></html>\r\n"
          "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE\r\nX-MICROSOFT-CDO-IMPORTANCE:1\r\n"
          "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nACTION:DISPLAY\r\nDESCRIPTION:Reminder\r\nEND:"
          "VALARM\r\n"
          "END:VEVENT\r\n",
      handlers({{"mm@musterkanzlei.example", "MM"}}));
  EXPECT_EQ(found.one().id.size(), 40u);
  EXPECT_EQ(found["time_zone"], "Europe/Zurich");
  EXPECT_EQ(found["show_as"], "tentative");
  EXPECT_EQ(found["description"], "Traktanden:\n\n- Vergleich");
  EXPECT_THAT(children(found.one(), "appointment_exdate"), ElementsAre("2026-05-19"));
  EXPECT_THAT(children(found.one(), "item_lead"), ElementsAre("0|15|minutes"));
  EXPECT_THAT(children(found.one(), "appointment_assignee"), ElementsAre("MM"));
  EXPECT_THAT(found.warnings, IsEmpty());
}

TEST(Exports, ACalendarOfAppleWithAWholeDay) {
  const Found found = calendar(
      "CALSCALE:GREGORIAN\r\nX-APPLE-CALENDAR-COLOR:#63DA38\r\nBEGIN:VTIMEZONE\r\n"
      "TZID:Europe/Zurich\r\nBEGIN:DAYLIGHT\r\nTZOFFSETFROM:+0100\r\n"
      "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nDTSTART:19810329T020000\r\nTZNAME:MESZ\r\n"
      "TZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n"
      "TRANSP:TRANSPARENT\r\nDTEND;VALUE=DATE:20260803\r\nUID:4E7A0001-AAAA-BBBB-CCCC-"
      "000000000001\r\n"
      "DTSTAMP:20260401T081500Z\r\nSEQUENCE:1\r\nX-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\r\n"
      "SUMMARY:Bundesfeier 🎆\r\nDTSTART;VALUE=DATE:20260801\r\nBEGIN:VALARM\r\n"
      "X-WR-ALARMUID:1\r\nUID:1\r\nTRIGGER:-PT15H\r\nACTION:DISPLAY\r\nX-APPLE-DEFAULT-ALARM:"
      "TRUE\r\n"
      "END:VALARM\r\nBEGIN:VALARM\r\nUID:2\r\nTRIGGER;VALUE=DATE-TIME:19760401T005545Z\r\n"
      "ACTION:NONE\r\nEND:VALARM\r\nEND:VEVENT\r\n");
  EXPECT_EQ(found.one().id, "4E7A0001-AAAA-BBBB-CCCC-000000000001");
  EXPECT_EQ(found["starts_at"], "2026-08-01T00:00");
  EXPECT_EQ(found["ends_at"], "2026-08-02T00:00");
  EXPECT_EQ(found["subject"], "Bundesfeier 🎆");
  EXPECT_EQ(found["show_as"], "free");
  EXPECT_THAT(children(found.one(), "item_lead"), ElementsAre("0|900|minutes"));
}

TEST(Exports, CalendarsOfGoogleAndThunderbird) {
  const Found found = calendar(
      "PRODID:-//Google Inc//Google Calendar "
      "70.9054//EN\r\nX-WR-CALNAME:mm@musterkanzlei.example\r\n"
      "X-WR-TIMEZONE:Europe/Zurich\r\nBEGIN:VEVENT\r\nDTSTART:20260507T120000Z\r\n"
      "DTEND:20260507T130000Z\r\nDTSTAMP:20260401T081500Z\r\nORGANIZER;CN=MM:mailto:mm@"
      "musterkanzlei.example\r\n"
      "UID:5abc@google.com\r\nATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN="
      "M\r\n"
      " M;X-NUM-GUESTS=0:mailto:mm@musterkanzlei.example\r\nSTATUS:CONFIRMED\r\nSUMMARY:"
      "Besprechung\r\n"
      "END:VEVENT\r\nBEGIN:VTODO\r\nCREATED:20260401T081500Z\r\nLAST-MODIFIED:20260402T081500Z\r\n"
      "DTSTAMP:20260402T081500Z\r\nUID:b6c1a2f0-0000-4000-8000-000000000003\r\n"
      "SUMMARY:Berufung prüfen\r\nCATEGORIES:Zivilrecht\r\nX-RELAIS-KIND:reminder\r\n"
      "X-RELAIS-HANDLER:AF\r\nDTSTART;TZID=/freeassociation.sourceforge.net/Europe/"
      "Zurich:20260601T080000\r\n"
      "DUE;TZID=/freeassociation.sourceforge.net/Europe/Zurich:20260601T170000\r\n"
      "X-MOZ-GENERATION:2\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER;RELATED=END:-P1D\r\n"
      "DESCRIPTION:Default Mozilla Description\r\nEND:VALARM\r\nEND:VTODO\r\n",
      handlers({{"mm@musterkanzlei.example", "MM"}}), {});
  ASSERT_THAT(found.records, SizeIs(2));
  EXPECT_THAT(children(found.records[0], "appointment_assignee"), ElementsAre("MM"));
  EXPECT_EQ(found.records[1].table, "reminder");
  EXPECT_EQ(value(found.records[1], "due_time"), "17:00");
  EXPECT_THAT(children(found.records[1], "item_lead"), ElementsAre("0|1440|minutes"));
  EXPECT_THAT(found.warnings, IsEmpty());
}

}  // namespace
}  // namespace relais::import::testing
