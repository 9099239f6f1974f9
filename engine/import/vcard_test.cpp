#include "engine/import/card_fields.hpp"
#include "engine/import/readers_testing.hpp"

namespace relais::import::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// ---- properties, in the syntax of each version --------------------------------------------------

struct CardCase {
  const char* version;
  const char* line;
  const char* column;
  const char* wanted;
};

TEST(VCard, PropertiesBecomeColumns) {
  const CardCase cases[] = {
      {"2.1", "ORG:Bäckerei Huber & Söhne AG;Backstube", "company", "Bäckerei Huber & Söhne AG"},
      {"3.0", "ORG:Bäckerei Huber & Söhne AG;Backstube;Nacht", "department", "Backstube / Nacht"},
      {"3.0", "ORG:Huber\\; Söhne\\, Co", "company", "Huber; Söhne, Co"},
      {"2.1", "ORG:Huber\\; Söhne, Co", "company", "Huber; Söhne, Co"},
      {"3.0", "TITLE:Geschäftsführer", "function", "Geschäftsführer"},
      {"4.0", "ROLE:Zeuge", "function", "Zeuge"},
      {"4.0", "TITLE:CEO\r\nROLE:Zeuge", "function", "CEO, Zeuge"},
      {"4.0", "KIND:org\r\nORG:Huber AG", "kind", "company"},
      {"4.0", "KIND:individual\r\nORG:Huber AG", "kind", "person"},
      {"3.0", "X-ABShowAs:COMPANY\r\nORG:Huber AG", "kind", "company"},
      {"3.0", "X-RELAIS-KIND:Court\r\nORG:Bezirksgericht Zürich", "kind", "court"},
      {"3.0", "X-RELAIS-KIND:lawyer", "kind", "lawyer"},
      {"4.0", "LANG:fr-CH", "language", "fr"},
      {"3.0", "", "language", "NULL"},
      {"2.1", "BDAY:19800501", "birthday", "1980-05-01"},
      {"3.0", "BDAY:1980-05-01", "birthday", "1980-05-01"},
      {"3.0", "BDAY;VALUE=date:1980-05-01T00:00:00Z", "birthday", "1980-05-01"},
      {"4.0", "BDAY:19800501T102200+0100", "birthday", "1980-05-01"},
      {"4.0", "BDAY:--0501", "birthday", "NULL"},
      {"4.0", "BDAY;VALUE=text:circa 1800", "birthday", "NULL"},
      {"4.0", "BDAY:1980-02-30", "birthday", "NULL"},
      {"3.0", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-01", "birthday", "NULL"},
      {"3.0", "URL:https://huber.example", "website", "https://huber.example"},
      {"3.0", "URL:https://b.example\r\nURL;TYPE=PREF:https://a.example", "website",
       "https://a.example"},
      {"3.0", "NOTE:eins\\nzwei\\, drei\\\\n", "remarks", "eins\nzwei, drei\\n"},
      {"2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:eins=0D=0Azwei", "remarks", "eins\nzwei"},
      {"2.1", "NOTE:C:\\temp\\neu", "remarks", "C:\\temp\\neu"},
      {"3.0", "NOTE:eins\r\nNOTE:zwei", "remarks", "eins\nzwei"},
      {"3.0", "CLASS:PRIVATE", "confidential", "1"},
      {"3.0", "", "confidential", "-"},
      {"3.0", "item1.NOTE;X-A=\"a:b;c\":gruppiert", "remarks", "gruppiert"},
      {"3.0", "note;charset=utf-8:klein", "remarks", "klein"},
  };
  for (const CardCase& each : cases)
    EXPECT_EQ(card(each.version, each.line)[each.column], each.wanted)
        << each.version << " " << each.line;
}

TEST(VCard, NamesAreTakenApart) {
  struct {
    const char *lines, *surname, *given, *middle, *title, *salutation, *suffix;
  } const cases[] = {
      {"N:von Arx;Luca;Maria,Anna;Dr. iur.;LL.M.,MBA", "von Arx", "Luca", "Maria Anna", "Dr. iur.",
       "-", "LL.M., MBA"},
      {"N:Müller;Anna;;Frau Dr. iur.;", "Müller", "Anna", "NULL", "Dr. iur.", "Frau", "NULL"},
      {"N:L'Eplattenier;Ève;;Mme;", "L'Eplattenier", "Ève", "NULL", "NULL", "Mme", "NULL"},
      {"N:Favre;;;Me;", "Favre", "NULL", "NULL", "Me", "-", "NULL"},
      {"FN:Đorđević\\, Jovana", "Đorđević", "Jovana", "NULL", "NULL", "-", "NULL"},
      {"FN:Luca von Arx", "von Arx", "Luca", "NULL", "NULL", "-", "NULL"},
      {"FN:Anna Maria De Pietro", "De Pietro", "Anna Maria", "NULL", "NULL", "-", "NULL"},
      {"FN:Zgraggen", "Zgraggen", "NULL", "NULL", "NULL", "-", "NULL"},
      {"N:;;;;\r\nFN:Anna Käser", "Käser", "Anna", "NULL", "NULL", "-", "NULL"},
  };
  for (const auto& each : cases) {
    const Found found =
        cards("BEGIN:VCARD\nVERSION:3.0\nUID:1\n" + std::string(each.lines) + "\nEND:VCARD\n");
    EXPECT_EQ(found["surname"], each.surname) << each.lines;
    EXPECT_EQ(found["given_name"], each.given) << each.lines;
    EXPECT_EQ(found["middle_name"], each.middle) << each.lines;
    EXPECT_EQ(found["title"], each.title) << each.lines;
    EXPECT_EQ(found["salutation"], each.salutation) << each.lines;
    EXPECT_EQ(found["name_suffix"], each.suffix) << each.lines;
    EXPECT_EQ(found["kind"], "person");
  }
}

TEST(VCard, ACardWithoutAPersonIsACompany) {
  const Found found = cards(
      "BEGIN:VCARD\nVERSION:4.0\nUID:1\nFN:Bezirksgericht Zürich\nKIND:org\nEND:VCARD\n"
      "BEGIN:VCARD\nVERSION:3.0\nUID:2\nN:;;;;\nFN:Fiduciaria\nORG:Fiduciaria Lüönd Sagl\n"
      "END:VCARD\n");
  ASSERT_THAT(found.records, SizeIs(2));
  EXPECT_EQ(value(found.records[0], "company"), "Bezirksgericht Zürich");
  EXPECT_EQ(value(found.records[0], "surname"), "NULL");
  EXPECT_EQ(value(found.records[1], "kind"), "company");
  EXPECT_EQ(value(found.records[1], "company"), "Fiduciaria Lüönd Sagl");
}

// ---- addresses ----------------------------------------------------------------------------------

TEST(VCard, StreetsAreSplit) {
  struct {
    const char *line, *name, *number;
  } const cases[] = {
      {"Bahnhofstrasse 12", "Bahnhofstrasse", "12"},
      {"Rue du Rhône 14", "Rue du Rhône", "14"},
      {"14, rue du Rhône", "rue du Rhône", "14"},
      {"Via Nassa 5a", "Via Nassa", "5a"},
      {"Langstrasse 12-14", "Langstrasse", "12-14"},
      {"Langstrasse 12 A", "Langstrasse", "12 A"},
      {"Rue de Lausanne 3 bis", "Rue de Lausanne", "3 bis"},
      {"Strasse des 17. Juni 135", "Strasse des 17. Juni", "135"},
      {"Place du 1er Août", "Place du 1er Août", ""},
      {"Im Park", "Im Park", ""},
      {"12", "12", ""},
      {"", "", ""},
  };
  for (const auto& each : cases) {
    const Street street = split_street(each.line, true);
    EXPECT_EQ(street.name, each.name) << each.line;
    EXPECT_EQ(street.number, each.number) << each.line;
  }
  EXPECT_EQ(split_street("1600 Pennsylvania Ave", false).name, "1600 Pennsylvania Ave");
}

TEST(VCard, CountriesGoByCodeOrByName) {
  for (const char* name :
       {"CH", "ch", "CHE", "Schweiz", "Suisse", "Svizzera", "Switzerland", "SUISSE"})
    EXPECT_EQ(country_code(name), "CH") << name;
  EXPECT_EQ(country_code("Deutschland"), "DE");
  EXPECT_EQ(country_code("Liechtenstein"), "LI");
  EXPECT_EQ(country_code("Atlantis"), std::nullopt);
}

TEST(VCard, AddressesFillBothBlocks) {
  const Found found = card("3.0",
                           "ADR;TYPE=HOME:;;Rue du Rhône 14;Genève;GE;1204;Suisse\r\n"
                           "ADR;TYPE=WORK,PREF:123;c/o Huber AG;Bahnhofstrasse 12a;Zürich;ZH;"
                           "CH-8001;Schweiz\r\nLANG:de");
  EXPECT_EQ(found["po_box"], "Postfach 123");
  EXPECT_EQ(found["address_line2"], "c/o Huber AG");
  EXPECT_EQ(found["street"], "Bahnhofstrasse");
  EXPECT_EQ(found["house_no"], "12a");
  EXPECT_EQ(found["postal_code"], "8001");
  EXPECT_EQ(found["city"], "Zürich");
  EXPECT_EQ(found["region"], "ZH");
  EXPECT_EQ(found["country"], "CH");
  EXPECT_EQ(found["home_street"], "Rue du Rhône");
  EXPECT_EQ(found["home_country"], "CH");
}

TEST(VCard, AddressesInOddShapesLoseNothing) {
  const Found found = card("3.0",
                           "ADR:;;c/o Muster\\nBahnhofstrasse 12\\nPostfach 7;Zürich;;8001;\r\n"
                           "ADR;TYPE=work:;;Hauptstrasse 1;Chur;;7000;Atlantis\r\n"
                           "ADR;TYPE=work:;;Gasse 3;Bern;;3000;\r\nADR;TYPE=home:;;;;;;\r\n"
                           "ADR;TYPE=work:;;kurz");
  EXPECT_EQ(found["street"], "Hauptstrasse");
  EXPECT_EQ(found["home_address_line2"], "c/o Muster");
  EXPECT_EQ(found["home_street"], "Bahnhofstrasse");
  EXPECT_EQ(found["home_po_box"], "Postfach 7");
  EXPECT_EQ(found["remarks"], "Atlantis\nGasse 3, 3000 Bern, CH\nkurz, CH");
  EXPECT_THAT(found.warned(), HasSubstr("country of ADR is not known"));
  EXPECT_THAT(found.warned(), HasSubstr("one more ADR"));
}

// ---- contact points -----------------------------------------------------------------------------

std::vector<std::string> points(const Found& found) {
  return children(found.one(), "address_contact_point");
}

TEST(VCard, TelephonesOfEachVersionHaveTheirTypes) {
  struct {
    const char *version, *line, *wanted;
  } const cases[] = {
      {"2.1", "TEL;WORK;VOICE:+41 44 123 45 67", "1|phone_b|+41 44 123 45 67"},
      {"2.1", "TEL;HOME:044 123 45 67", "1|phone_p|044 123 45 67"},
      {"2.1", "TEL;CELL;VOICE:079 1", "1|mobile|079 1"},
      {"2.1", "TEL;WORK;FAX:044 2", "1|fax|044 2"},
      {"3.0", "TEL;TYPE=WORK,VOICE:1", "1|phone_b|1"},
      {"3.0", "TEL;type=HOME;type=VOICE;type=pref:1", "1|phone_p|1"},
      {"3.0", "TEL;type=IPHONE;type=CELL;type=VOICE:1", "1|mobile|1"},
      {"3.0", "TEL;TYPE=HOME,FAX:1", "1|fax|1"},
      {"3.0", "TEL;TYPE=PAGER:1", "1|other|1"},
      {"3.0", "TEL:1", "1|phone_b|1"},
      {"4.0", "TEL;VALUE=uri;TYPE=\"voice,home\";PREF=1:tel:+41-44-123-45-67",
       "1|phone_p|+41-44-123-45-67"},
      {"4.0", "TEL;VALUE=uri;TYPE=cell:tel:+41791;ext=12", "1|mobile|+41791 ext. 12"},
      {"4.0", "EMAIL;TYPE=home:a@b.example", "1|email_p|a@b.example"},
      {"2.1", "EMAIL;PREF;INTERNET:a@b.example", "1|email_b|a@b.example"},
      {"3.0", "EMAIL;TYPE=INTERNET,HOME:mailto:a@b.example", "1|email_p|a@b.example"},
      {"4.0", "IMPP:xmpp:a@b.example", "1|other|xmpp:a@b.example"},
      {"3.0", "item1.TEL:1\r\nitem1.X-ABLabel:_$!<HomeFAX>!$_", "1|fax|1"},
      {"3.0", "item2.EMAIL:a@b.example\r\nitem2.X-ABLabel:Kanzlei",
       "1|email_b|a@b.example|Kanzlei"},
  };
  for (const auto& each : cases)
    EXPECT_THAT(points(card(each.version, each.line)), ElementsAre(each.wanted))
        << each.version << " " << each.line;
}

TEST(VCard, MoreThanSixContactPointsBecomeRemarks) {
  std::string lines = "NOTE:Notiz\r\n";
  for (int i = 1; i <= 5; ++i) lines += "TEL;TYPE=WORK:04" + std::to_string(i) + "\r\n";
  lines += "TEL;TYPE=CELL,PREF:079\r\nEMAIL;TYPE=HOME:a@b.example\r\nTEL;TYPE=PAGER:9";
  const Found found = card("3.0", lines);
  EXPECT_THAT(points(found), ElementsAre("1|mobile|079", "2|phone_b|041", "3|phone_b|042",
                                         "4|phone_b|043", "5|phone_b|044", "6|phone_b|045"));
  EXPECT_EQ(found["remarks"], "Notiz\nE-Mail: a@b.example\n9");
}

TEST(VCard, ContactPointsAreAllThereAre) {
  const Found found = card("3.0", "TEL:1\r\nTEL:1\r\nTEL: ");
  EXPECT_THAT(points(found), ElementsAre("1|phone_b|1"));
  EXPECT_THAT(card("3.0", "").one().owns, ElementsAre("address_contact_point", "address_category"));
}

// ---- categories and marks -----------------------------------------------------------------------

TEST(VCard, CategoriesNameMarks) {
  const Found found = card("3.0", "CATEGORIES:Klient,sync-MM,SYNC-AF\r\nCATEGORIES:sync-MM,a\\,b");
  EXPECT_THAT(children(found.one(), "address_category"), ElementsAre("Klient", "a,b"));
  EXPECT_THAT(children(found.one(), "address_sync_mark"), ElementsAre("AF", "MM"));
  EXPECT_THAT(found.one().owns, ::testing::Contains("address_sync_mark"));
}

TEST(VCard, WithoutAMarkTheStoreKeepsItsMarks) {
  EXPECT_THAT(card("3.0", "CATEGORIES:Klient,sync-").one().owns,
              ::testing::Not(::testing::Contains("address_sync_mark")));
}

}  // namespace
}  // namespace relais::import::testing
