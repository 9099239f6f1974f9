#include "plugins/contacts/render.hpp"

#include <gtest/gtest.h>

#include <relais/sdk.hpp>
#include <string>

#include "plugins/contacts/words.hpp"
#include "plugins/graph/fence.hpp"

namespace relais::contacts {
namespace {

namespace json = boost::json;

Settings settings(std::string language = "de") {
  Settings made;
  made.language = std::move(language);
  made.mailbox = "user-1";
  return made;
}

Rendered rendered(json::object item, const Settings& with = settings()) {
  if (!item.contains("kind")) item["kind"] = "person";
  return render(read_address(json::serialize(item)), with);
}

json::object point(int slot, std::string type, std::string value, std::string label = {}) {
  json::object made{{"slot", slot}, {"type", type}, {"value", value}};
  if (!label.empty()) made["label"] = label;
  return made;
}

std::string degraded(const Rendered& from) {
  std::string text;
  for (const Degraded& each : from.degraded) text += each.field + ":" + each.reason + " ";
  return text;
}

std::string field(const Rendered& from, std::string_view name) {
  const json::value& value = from.document.fields.at(name);
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

// ---- names --------------------------------------------------------------------------------------

struct Name {
  const char* kind;
  const char* given;
  const char* surname;
  const char* company;
  const char* display;
  const char* file_as;
};

class Names : public ::testing::TestWithParam<Name> {};

TEST_P(Names, DisplayNameAndFileAs) {
  const Name& name = GetParam();
  json::object item{{"kind", name.kind}};
  if (*name.given) item["given_name"] = name.given;
  if (*name.surname) item["surname"] = name.surname;
  if (*name.company) item["company"] = name.company;
  const Rendered got = rendered(item);
  EXPECT_EQ(field(got, "displayName"), name.display);
  EXPECT_EQ(field(got, "fileAs"), name.file_as);
  EXPECT_EQ(field(got, "surname"), *name.surname ? name.surname : "null");
  EXPECT_EQ(field(got, "companyName"), *name.company ? name.company : "null");
}

INSTANTIATE_TEST_SUITE_P(
    Swiss, Names,
    ::testing::Values(
        Name{"person", "Anna", "Müller", "", "Anna Müller", "Müller, Anna"},
        Name{"person", "Beat", "von Arx", "", "Beat von Arx", "von Arx, Beat"},
        Name{"person", "Léa", "L'Eplattenier", "", "Léa L'Eplattenier", "L'Eplattenier, Léa"},
        Name{"person", "", "Zgraggen", "", "Zgraggen", "Zgraggen"},
        Name{"person", "Vesna", "", "", "Vesna", "Vesna"},
        Name{"lawyer", "Jean", "d'Aubigné", "Étude SA", "Jean d'Aubigné", "d'Aubigné, Jean"},
        Name{"lawyer", "", "", "Fiduciaria Lüönd Sagl", "Fiduciaria Lüönd Sagl",
             "Fiduciaria Lüönd Sagl"},
        Name{"company", "", "", "Société immobilière « Les Cèdres » SA",
             "Société immobilière « Les Cèdres » SA", "Société immobilière « Les Cèdres » SA"},
        Name{"company", "Petra", "Käser", "Bäckerei Huber & Söhne AG", "Bäckerei Huber & Söhne AG",
             "Bäckerei Huber & Söhne AG"},
        Name{"court", "", "", "Pretura di Lugano", "Pretura di Lugano", "Pretura di Lugano"},
        Name{"person", "Zoran", "Đorđević", "", "Zoran Đorđević", "Đorđević, Zoran"},
        Name{"person", "משה", "כהן", "", "משה כהן", "כהן, משה"},
        Name{"person", "\U0001F468\u200D\U0001F469\u200D\U0001F467", "Käser", "",
             "\U0001F468\u200D\U0001F469\u200D\U0001F467 Käser",
             "Käser, \U0001F468\u200D\U0001F469\u200D\U0001F467"}));

TEST(Render, PersonFieldsAsTheyStand) {
  const Rendered got = rendered({{"title", "Dr. iur."},
                                 {"given_name", "Anna"},
                                 {"middle_name", "Maria"},
                                 {"surname", "Müller-Rochat"},
                                 {"name_suffix", "jun."},
                                 {"department", "Recht"},
                                 {"function", "Leiterin"}});
  EXPECT_EQ(field(got, "title"), "Dr. iur.");
  EXPECT_EQ(field(got, "givenName"), "Anna");
  EXPECT_EQ(field(got, "middleName"), "Maria");
  EXPECT_EQ(field(got, "surname"), "Müller-Rochat");
  EXPECT_EQ(field(got, "generation"), "jun.");
  EXPECT_EQ(field(got, "department"), "Recht");
  EXPECT_EQ(field(got, "jobTitle"), "Leiterin");
  EXPECT_TRUE(got.degraded.empty());
}

TEST(Render, EveryOwnedFieldIsThereSoThatItIsCleared) {
  const Rendered got = rendered({{"surname", "Favre"}});
  for (const std::string_view name : text_fields)
    EXPECT_TRUE(got.document.fields.contains(name)) << name;
  EXPECT_EQ(field(got, "emailAddresses"), "[]");
  EXPECT_EQ(field(got, "businessPhones"), "[]");
  EXPECT_EQ(field(got, "homePhones"), "[]");
  EXPECT_EQ(field(got, "mobilePhone"), "null");
  EXPECT_EQ(field(got, "homeAddress"),
            R"({"street":null,"city":null,"state":null,"postalCode":null,"countryOrRegion":null})");
  EXPECT_FALSE(got.document.fields.contains("birthday"));
  EXPECT_FALSE(got.document.fields.contains("personalNotes"));
  EXPECT_FALSE(got.document.fields.contains("categories"));
  EXPECT_EQ(got.document.notes, "");
}

TEST(Render, A300CharacterCompanyIsCut) {
  std::string company;
  for (int i = 0; i < 300; ++i) company += "ü";
  const Rendered got = rendered({{"kind", "company"}, {"company", company}});
  EXPECT_EQ(field(got, "companyName").size(), 254U * 2 + 3);
  EXPECT_TRUE(field(got, "companyName").ends_with("…"));
  EXPECT_EQ(degraded(got), "displayName:truncated fileAs:truncated companyName:truncated ");
}

// ---- postal addresses ---------------------------------------------------------------------------

json::object bahnhofstrasse() {
  return {{"surname", "Müller"},   {"street", "Bahnhofstrasse"},
          {"house_no", "12"},      {"po_box", "Postfach 123"},
          {"postal_code", "8001"}, {"city", "Zürich"},
          {"region", "ZH"},        {"country", "CH"}};
}

TEST(Render, StreetAndBoxBelowEachOther) {
  EXPECT_EQ(rendered(bahnhofstrasse()).document.fields.at("businessAddress"),
            (json::value{{"street", "Bahnhofstrasse 12\nPostfach 123"},
                         {"city", "Zürich"},
                         {"state", "ZH"},
                         {"postalCode", "8001"},
                         {"countryOrRegion", "Schweiz"}}));
}

TEST(Render, HomeBlockIsAnAddressOfItsOwn) {
  const Rendered got = rendered({{"surname", "Käser"},
                                 {"home_street", "Via Nassa"},
                                 {"home_house_no", "5"},
                                 {"home_address_line2", "c/o De Pietro"},
                                 {"home_city", "Lugano"},
                                 {"home_country", "CH"}});
  EXPECT_EQ(got.document.fields.at("homeAddress").at("street"), "Via Nassa 5\nc/o De Pietro");
  EXPECT_TRUE(got.document.fields.at("businessAddress").at("street").is_null());
}

TEST(Render, ACountryAloneIsNoAddress) {
  const Rendered got = rendered({{"surname", "Käser"}, {"country", "CH"}});
  EXPECT_TRUE(got.document.fields.at("businessAddress").at("countryOrRegion").is_null());
}

struct Tongue {
  const char* language;
  const char* switzerland;
  const char* box;
  const char* fax;
};

class Tongues : public ::testing::TestWithParam<Tongue> {};

TEST_P(Tongues, CountryBoxAndLabels) {
  const Tongue& tongue = GetParam();
  json::object item = bahnhofstrasse();
  item["po_box"] = "123";
  item["contact_points"] = json::array{point(1, "fax", "+41 44 123 45 67")};
  const Rendered got = rendered(item, settings(tongue.language));
  const json::value& address = got.document.fields.at("businessAddress");
  EXPECT_EQ(address.at("countryOrRegion"), tongue.switzerland);
  EXPECT_EQ(address.at("street"), json::value("Bahnhofstrasse 12\n" + std::string(tongue.box)));
  EXPECT_EQ(got.document.notes, tongue.fax);
}

INSTANTIATE_TEST_SUITE_P(
    All, Tongues,
    ::testing::Values(Tongue{"de", "Schweiz", "Postfach 123", "Fax: +41 44 123 45 67"},
                      Tongue{"fr", "Suisse", "Case postale 123", "Fax: +41 44 123 45 67"},
                      Tongue{"it", "Svizzera", "Casella postale 123", "Fax: +41 44 123 45 67"},
                      Tongue{"en", "Switzerland", "P.O. Box 123", "Fax: +41 44 123 45 67"}));

TEST(Words, ABoxWithItsOwnWordStays) {
  EXPECT_EQ(po_box("Case postale 123", "de"), "Case postale 123");
  EXPECT_EQ(po_box("", "de"), "");
  EXPECT_EQ(country_name("DE", "fr"), "Allemagne");
  EXPECT_EQ(country_name("LI", "de"), "Liechtenstein");
}

// ---- contact points -----------------------------------------------------------------------------

TEST(Render, ContactPointsUpToTheLimits) {
  const Rendered got =
      rendered({{"given_name", "Anna"},
                {"surname", "Müller"},
                {"contact_points",
                 {point(1, "phone_b", "+41 44 123 45 67"), point(2, "phone_p", "+41 44 765 43 21"),
                  point(3, "mobile", "+41 79 123 45 67"), point(4, "email_b", "anna@example.ch"),
                  point(5, "email_p", "am@bluewin.ch"), point(6, "web", "www.example.ch")}}});
  EXPECT_EQ(field(got, "businessPhones"), R"(["+41 44 123 45 67"])");
  EXPECT_EQ(field(got, "homePhones"), R"(["+41 44 765 43 21"])");
  EXPECT_EQ(field(got, "mobilePhone"), "+41 79 123 45 67");
  EXPECT_EQ(field(got, "emailAddresses"), R"([{"address":"anna@example.ch","name":"Anna Müller"},)"
                                          R"({"address":"am@bluewin.ch","name":"Anna Müller"}])");
  EXPECT_EQ(field(got, "businessHomePage"), "www.example.ch");
  EXPECT_EQ(degraded(got), "");
}

TEST(Render, WhatGraphCannotHoldGoesToTheNotesInSlotOrder) {
  const Rendered got =
      rendered({{"surname", "Müller"},
                {"website", "https://a.ch"},
                {"contact_points",
                 {point(6, "other", "Threema ABCD"), point(1, "email_b", "a@x.ch"),
                  point(2, "email_p", "b@x.ch"), point(3, "email_b", "c@x.ch"),
                  point(4, "email_b", "d@x.ch", "Sekretariat"), point(5, "fax", "+41 44 1")}}});
  EXPECT_EQ(got.document.notes,
            "E-Mail (Sekretariat): d@x.ch\nFax: +41 44 1\nWeitere: Threema ABCD");
  EXPECT_EQ(degraded(got), "emailAddresses:notes fax:notes other:notes ");

  const Rendered phones =
      rendered({{"surname", "Müller"},
                {"website", "https://a.ch"},
                {"contact_points",
                 {point(1, "phone_b", "1"), point(2, "phone_b", "2"), point(3, "phone_b", "3"),
                  point(4, "mobile", "4"), point(5, "mobile", "5"), point(6, "web", "b.ch")}}});
  EXPECT_EQ(field(phones, "businessPhones"), R"(["1","2"])");
  EXPECT_EQ(field(phones, "mobilePhone"), "4");
  EXPECT_EQ(field(phones, "businessHomePage"), "https://a.ch");
  EXPECT_EQ(phones.document.notes, "Telefon: 3\nMobile: 5\nWeb: b.ch");
}

TEST(Render, ThreePrivatePhonesLeaveOneForTheNotes) {
  const Rendered got =
      rendered({{"surname", "M"},
                {"contact_points",
                 {point(1, "phone_p", "1"), point(2, "phone_p", "2"), point(3, "phone_p", "3")}}});
  EXPECT_EQ(field(got, "homePhones"), R"(["1","2"])");
  EXPECT_EQ(degraded(got), "homePhones:notes ");
}

TEST(Render, AnAddressThatExchangeWouldEmptyGoesToTheNotes) {
  for (const char* bad : {"anna", "anna@", "@x.ch", "a b@x.ch", "anna@x", "anna@x..ch", "ännä@x.ch",
                          "a@-x.ch", ".a@x.ch", "a..b@x.ch", "a@x.ch, b@x.ch"}) {
    const Rendered got =
        rendered({{"surname", "Müller"}, {"contact_points", {point(1, "email_b", bad)}}});
    EXPECT_EQ(field(got, "emailAddresses"), "[]") << bad;
    EXPECT_EQ(got.document.notes, "E-Mail: " + std::string(bad));
    EXPECT_EQ(degraded(got), "emailAddresses:invalid ");
  }
}

TEST(Render, AnInternationalDomainIsSentInAscii) {
  const Rendered got = rendered(
      {{"surname", "M"}, {"contact_points", {point(1, "email_b", "info@müller-recht.ch")}}});
  EXPECT_EQ(got.document.fields.at("emailAddresses").at(0).at("address"),
            "info@xn--mller-recht-thb.ch");
}

TEST(Render, AnInvalidAddressTakesNoneOfTheThreePlaces) {
  const Rendered got = rendered({{"surname", "M"},
                                 {"contact_points",
                                  {point(1, "email_b", "bad"), point(2, "email_b", "a@x.ch"),
                                   point(3, "email_b", "b@x.ch"), point(4, "email_b", "c@x.ch")}}});
  EXPECT_EQ(got.document.fields.at("emailAddresses").as_array().size(), 3U);
  EXPECT_EQ(got.document.notes, "E-Mail: bad");
}

// ---- options ------------------------------------------------------------------------------------

TEST(Render, BirthdayRemarksAndCategoryOnlyIfConfigured) {
  Settings with = settings();
  with.birthday = with.remarks = true;
  with.category = "Kanzlei";
  const json::object item{{"surname", "M"},
                          {"birthday", "1980-02-29"},
                          {"remarks", "zahlt spät\n--- /relais ---\nsehr"}};
  const Rendered got = rendered(item, with);
  EXPECT_EQ(field(got, "birthday"), "1980-02-29T12:00:00Z");
  EXPECT_EQ(got.document.notes, "zahlt spät\n-- /relais --\nsehr");
  EXPECT_EQ(got.document.category, "Kanzlei");

  const Rendered without = rendered(item);
  EXPECT_FALSE(without.document.fields.contains("birthday"));
  EXPECT_EQ(without.document.notes, "");
  EXPECT_EQ(without.document.category, "");
}

TEST(Render, ABirthdayThatIsNoDateIsNotSent) {
  Settings with = settings();
  with.birthday = true;
  for (const char* bad : {"1981-02-29", "0000-00-00", "1980-13-01", "gestern"}) {
    const Rendered got = rendered({{"surname", "M"}, {"birthday", bad}}, with);
    EXPECT_EQ(field(got, "birthday"), "null");
    EXPECT_EQ(degraded(got), "birthday:invalid ");
  }
}

TEST(Render, IsPureAndItsFingerprintFollowsWhatIsShown) {
  const json::object item = bahnhofstrasse();
  EXPECT_EQ(written_print(rendered(item).document), written_print(rendered(item).document));
  EXPECT_LE(written_print(rendered(item).document).size(), 64U);
  json::object other = item;
  other["revision"] = 99;
  other["salutation"] = "Frau";
  EXPECT_EQ(written_print(rendered(item).document), written_print(rendered(other).document));
  other["city"] = "Bern";
  EXPECT_NE(written_print(rendered(item).document), written_print(rendered(other).document));
  other = item;
  other["contact_points"] = json::array{point(1, "fax", "1")};
  EXPECT_NE(written_print(rendered(item).document), written_print(rendered(other).document));
}

TEST(Render, ADocumentSurvivesItsStorage) {
  const Document document = rendered(bahnhofstrasse()).document;
  const Document read = read_document(write_document(document));
  EXPECT_EQ(written_print(read), written_print(document));
}

TEST(Render, HostileItemsAreRefusedOrReadAsEmpty) {
  EXPECT_THROW(read_address("{"), sdk::Failure);
  EXPECT_THROW(read_address("[]"), sdk::Failure);
  EXPECT_EQ(read_address(R"({"surname":5,"contact_points":[1,{"value":3}]})").surname, "");
}

}  // namespace
}  // namespace relais::contacts
