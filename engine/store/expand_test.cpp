// From changed rows to the mailboxes that show them.
#include <chrono>

#include "engine/store/testing.hpp"

namespace relais::store::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class Expand : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    small_firm();
  }
  std::vector<std::string> affected_by(const std::string& act) {
    const auto before = seq();
    sql(act);
    const auto affected = store_->expand(changes(before));
    EXPECT_TRUE(affected) << affected.error().text;
    return affected ? lines_of(*affected) : std::vector<std::string>{};
  }
  const std::vector<std::string> items_of_c1{"appointment p1", "appointment p1 h1",
                                             "deadline d1",    "deadline d1 h1",
                                             "reminder r1",    "reminder r1 h1"};
  std::vector<std::string> with_items_of_c1(std::vector<std::string> lines) const {
    lines.insert(lines.end(), items_of_c1.begin(), items_of_c1.end());
    std::sort(lines.begin(), lines.end());
    return lines;
  }
};

TEST_F(Expand, NothingComesOfNothing) { EXPECT_THAT(store_->expand({}).value(), IsEmpty()); }

TEST_F(Expand, AnAddressReachesThoseWhoMarkedItAndTheItemsOfItsCases) {
  sql("INSERT INTO address_sync_mark(address_id, handler_id) VALUES('a1', 'h2')");
  EXPECT_EQ(affected_by("UPDATE address SET surname = 'Moser' WHERE id = 'a1'"),
            with_items_of_c1({"contact a1", "contact a1 h1", "contact a1 h2"}));
}

TEST_F(Expand, AnAddressThatNobodyMarkedReachesItsLinksOnly) {
  EXPECT_THAT(affected_by("INSERT INTO address(id, entity_id, kind, surname) "
                          "VALUES('a7', 'zurich', 'person', 'Lüthi')"),
              ElementsAre("contact a7"));
}

TEST_F(Expand, APartyReachesTheItemsOfTheCase) {
  EXPECT_EQ(affected_by("UPDATE address SET company = 'Neu AG' WHERE id = 'a2'"),
            with_items_of_c1({"contact a2"}));
  EXPECT_EQ(affected_by("DELETE FROM case_party"), items_of_c1);
}

TEST_F(Expand, ADeletedAddressReachesThoseWhoHadMarkedIt) {
  sql("DELETE FROM case_file");
  EXPECT_THAT(affected_by("DELETE FROM address WHERE id = 'a1'"),
              ElementsAre("contact a1", "contact a1 h1"));
}

TEST_F(Expand, AMarkReachesItsHandlerAlone) {
  EXPECT_THAT(
      affected_by("INSERT INTO address_sync_mark(address_id, handler_id) VALUES('a1', 'h2')"),
      ElementsAre("contact a1 h2"));
  EXPECT_THAT(affected_by("UPDATE address_sync_mark SET address_id = 'a2' WHERE handler_id = 'h1'"),
              ElementsAre("contact a1 h1", "contact a2 h1"));
  EXPECT_THAT(affected_by("DELETE FROM address_sync_mark WHERE handler_id = 'h2'"),
              ElementsAre("contact a1 h2"));
}

TEST_F(Expand, AHandlerMeansEverythingOfHisAndTheItemsThatNameHim) {
  EXPECT_EQ(
      affected_by("UPDATE handler SET surname = 'Meister' WHERE id = 'h1'"),
      with_items_of_c1({"contact * h1", "deadline * h1", "reminder * h1", "appointment * h1"}));
  EXPECT_THAT(
      affected_by("INSERT INTO handler_link(handler_id, address) VALUES('h2', 'a@f.example')"),
      UnorderedElementsAre("contact * h2", "deadline * h2", "reminder * h2", "appointment * h2"));
}

TEST_F(Expand, ARenumberedCaseReachesItsItems) {
  EXPECT_EQ(affected_by("UPDATE case_file SET number = 'MUS/24/17'"), items_of_c1);
}

TEST_F(Expand, AReassignedItemReachesBothAndItsCopies) {
  EXPECT_THAT(affected_by("UPDATE deadline_assignee SET handler_id = 'h2'"),
              ElementsAre("deadline d1", "deadline d1 h1", "deadline d1 h2"));
}

TEST_F(Expand, AnItemThatIsGoneReachesThoseItWasAssignedTo) {
  EXPECT_THAT(affected_by("DELETE FROM reminder"), ElementsAre("reminder r1", "reminder r1 h1"));
}

TEST_F(Expand, ADeletedCaseReachesItsItems) {
  EXPECT_EQ(affected_by("DELETE FROM case_file"), items_of_c1);
}

TEST_F(Expand, EmployeesAreNobodysItem) {
  EXPECT_THAT(
      affected_by("INSERT INTO employee(id, entity_id, surname) VALUES('e', 'zurich', 'M')"),
      IsEmpty());
}

TEST_F(Expand, AwkwardIdsAreTakenAsTheyAre) {
  const std::string awkward = R"(ä"\'%_🙂)";
  sql("INSERT INTO address(id, entity_id, kind, surname) VALUES('ä\"\\''%_🙂', 'zurich', 'person', "
      "'K')");
  EXPECT_THAT(affected_by("INSERT INTO address_sync_mark(address_id, handler_id) "
                          "SELECT id, 'h1' FROM address WHERE surname = 'K'"),
              ElementsAre("contact " + awkward + " h1"));
  EXPECT_THAT(affected_by("UPDATE address SET city = 'Lugano' WHERE surname = 'K'"),
              ElementsAre("contact " + awkward, "contact " + awkward + " h1"));
}

// Looking at each row of the store for each page of changes would take minutes here.
TEST_F(Expand, AnImportOfThousandsTouchesOnlyItsOwn) {
  const auto before = seq();
  sql(R"(BEGIN;
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO address(id, entity_id, kind, surname)
      SELECT 'n' || i, 'zurich', 'person', 'Muster' FROM n;
    INSERT INTO address_sync_mark(address_id, handler_id)
      SELECT a.id, h.id FROM address a, handler h WHERE a.id LIKE 'n%';
    COMMIT;)");
  std::int64_t after = before;
  std::size_t contacts = 0;
  for (;;) {
    const auto page = store_->changes(after, 10'000).value();
    if (page.empty()) break;
    after = page.back().seq;
    contacts += store_->expand(page).value().size();
  }
  // Each address with its three marks, and the marks again as changes of their own.
  EXPECT_EQ(contacts, 20'000u * 4 + 20'000u * 3);
}

}  // namespace
}  // namespace relais::store::testing
