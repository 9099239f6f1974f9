// What a plugin gets to see of an address.
#include "engine/base/json.hpp"
#include "engine/store/item_schema_testing.hpp"
#include "engine/store/testing.hpp"

namespace relais::store::testing {
namespace {

class ContactItem : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    small_firm();
  }
  json::object read(const std::string& id = "a1") {
    auto snapshot = store_->snapshot();
    EXPECT_TRUE(snapshot) << snapshot.error().text;
    const auto items = (*snapshot)->items("h1", kContact, std::vector<std::string>{id});
    EXPECT_TRUE(items) << items.error().text;
    EXPECT_EQ(items->size(), 1u);
    if (items->size() != 1) return {};
    EXPECT_EQ(contact_faults(items->front().json), "");
    return json::parse(items->front().json).as_object();
  }
};

TEST_F(ContactItem, TheSmallestHasNoEmptyMembers) {
  sql("DELETE FROM address_category; DELETE FROM address_contact_point;"
      "UPDATE address SET company = '', street = '  ', revision = 7 WHERE id = 'a1'");
  EXPECT_EQ(
      json::serialize(read()),
      R"({"schema":1,"item":"contact","id":"a1","entity":"zurich","revision":7,"kind":"person",)"
      R"("confidential":false,"surname":"Keller","categories":[],"contact_points":[]})");
}

TEST_F(ContactItem, EveryColumnIsThere) {
  sql(R"(UPDATE address SET salutation = 'Frau', title = 'Dr. iur.', given_name = 'Anna',
      middle_name = 'M.', surname = 'Müller', name_suffix = 'LL.M.', company = 'Beispiel AG',
      department = 'Recht', function = 'Leiterin', language = 'de',
      po_box = 'Postfach 123', street = 'Bahnhofstrasse', house_no = '12', address_line2 = '3. Stock',
      postal_code = '8001', city = 'Zürich', region = 'ZH', country = 'CH',
      home_po_box = 'Case postale 7', home_street = 'Rue du Rhône', home_house_no = '14',
      home_address_line2 = 'c/o Favre', home_postal_code = '1204', home_city = 'Genève',
      home_region = 'GE', home_country = 'FR', birthday = '1970-02-28',
      website = 'https://beispiel.example', remarks = 'Zeile 1' || char(10) || 'Zeile 2',
      confidential = 1 WHERE id = 'a1')");
  const auto item = read();
  // All columns but the bookkeeping ones; id, entity_id and revision have members of their own.
  for (const auto& column : writer_->rows("SELECT name FROM pragma_table_info('address')")) {
    if (column == "entity_id" || column == "updated_at" || column == "deleted_at") continue;
    EXPECT_TRUE(item.contains(column)) << column;
  }
  EXPECT_EQ(item.at("home_country"), "FR");
  EXPECT_EQ(item.at("confidential"), true);
  EXPECT_EQ(item.at("remarks"), "Zeile 1\nZeile 2");
}

TEST_F(ContactItem, ACountryAloneIsNoAddress) {
  sql("UPDATE address SET home_city = 'Genève' WHERE id = 'a1'");
  const auto item = read();
  EXPECT_FALSE(item.contains("country"));
  EXPECT_EQ(item.at("home_country"), "CH");
}

TEST_F(ContactItem, TextIsNormalisedOnRead) {
  sql("UPDATE address SET surname = 'Mu' || char(776) || 'ller' || char(7), "
      "given_name = '  Anna' || char(10) || 'Maria ', "
      "remarks = ' eins' || char(13, 10) || 'zwei' || char(13) || 'drei' || char(0x202e), "
      "city = CAST(x'5ac3' AS TEXT)");
  const auto item = read();
  EXPECT_EQ(item.at("surname"), "Müller");
  EXPECT_EQ(item.at("given_name"), "Anna Maria");
  EXPECT_THAT(std::string(item.at("remarks").as_string()),
              ::testing::StartsWith("eins\nzwei\ndrei"));
  EXPECT_EQ(item.at("city"), "Z\uFFFD") << "broken UTF-8";
}

TEST_F(ContactItem, NfcAndNfdAreTheSameItem) {
  sql("UPDATE address SET surname = 'Zürcher', revision = 5 WHERE id = 'a1'");
  const auto composed = json::serialize(read());
  sql("UPDATE address SET surname = 'Zu' || char(776) || 'rcher', revision = 5 WHERE id = 'a1'");
  sql("UPDATE address SET revision = 5 WHERE id = 'a1'");
  EXPECT_EQ(json::serialize(read()), composed);
}

TEST_F(ContactItem, CategoriesAreSortedAndEachOnce) {
  sql("DELETE FROM address_category;"
      "INSERT INTO address_category VALUES('a1', 'Zeuge'), ('a1', ' Bank'), ('a1', 'Bank'),"
      "('a1', 'Äpfel'), ('a1', 'A' || char(776) || 'pfel')");
  EXPECT_EQ(json::serialize(read().at("categories")), R"(["Bank","Zeuge","Äpfel"])");
}

TEST_F(ContactItem, ContactPointsComeInOrderOfTheirSlots) {
  sql("DELETE FROM address_contact_point;"
      "INSERT INTO address_contact_point(address_id, slot, type, value, label) VALUES"
      "('a1', 5, 'email_b', ' keller@example.ch ', NULL), ('a1', 2, 'phone_b', '0441234567', "
      "'Büro'),"
      "('a1', 3, 'other', '0441234567', ''), ('a1', 4, 'web', char(9) || char(7), NULL)");
  EXPECT_EQ(json::serialize(read().at("contact_points")),
            R"([{"slot":2,"type":"phone_b","value":"+41 44 123 45 67","label":"Büro"},)"
            R"({"slot":3,"type":"other","value":"0441234567"},)"
            R"({"slot":5,"type":"email_b","value":"keller@example.ch"}])");
}

TEST_F(ContactItem, ReadingTwiceGivesTheSameBytes) {
  auto snapshot = store_->snapshot().value();
  const std::vector<std::string> ids{"a1"};
  EXPECT_EQ(snapshot->items("h1", kContact, ids).value()[0].json,
            snapshot->items("h1", kContact, ids).value()[0].json);
}

}  // namespace
}  // namespace relais::store::testing
