// The date of a deadline that nobody can extend does not change unnoticed.
#include "engine/store/date_changes.hpp"

#include "engine/store/testing.hpp"

namespace relais::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DateChanges : public testing::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    small_firm();
  }
  /// `statutory d1: 2026-12-01 to 2026-12-02` of those after `after`.
  std::vector<std::string> told(std::int64_t after = 0) {
    std::vector<std::string> lines;
    const auto changes = store_->date_changes(after, 100);
    EXPECT_TRUE(changes);
    for (const auto& one : *changes)
      lines.push_back(one.type + ' ' + one.deadline + ": " + dates_text(one));
    return lines;
  }
};

TEST_F(DateChanges, OnlyOfStatutoryAndPeremptoryDeadlines) {
  for (const std::string type : {"normal", "court"}) {
    sql("UPDATE deadline SET type = '" + type + "', due_date = '2026-12-01' WHERE id = 'd1'");
    sql("UPDATE deadline SET due_date = '2026-12-02' WHERE id = 'd1'");
  }
  sql("UPDATE reminder SET due_date = '2027-01-01'");
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(store_->last_date_change().value(), 0);
  sql("UPDATE deadline SET type = 'peremptory', due_date = '2026-12-03' WHERE id = 'd1'");
  sql("UPDATE deadline SET due_time = '16:00', name = 'x' WHERE id = 'd1'");
  sql("UPDATE deadline SET type = 'normal', due_date = '2026-12-04' WHERE id = 'd1'");
  EXPECT_THAT(told(), ElementsAre("peremptory d1: 2026-12-02 to 2026-12-03",
                                  "peremptory d1: 2026-12-03 to 2026-12-03 16:00",
                                  "peremptory d1: 2026-12-03 16:00 to 2026-12-04 16:00"));
  EXPECT_THAT(told(store_->last_date_change().value() - 1),
              ElementsAre("peremptory d1: 2026-12-03 16:00 to 2026-12-04 16:00"));
}

TEST_F(DateChanges, AnotherChangeIsNone) {
  sql("UPDATE deadline SET type = 'statutory' WHERE id = 'd1'");
  sql("UPDATE deadline SET due_date = due_date, done_at = '2026-01-01T00:00:00.000Z'");
  sql("UPDATE deadline SET deleted_at = '2026-01-01T00:00:00.000Z'");
  EXPECT_THAT(told(), IsEmpty());
  sql("UPDATE deadline SET deleted_at = NULL, due_date = '2027-01-01'");
  EXPECT_THAT(told(), ElementsAre("statutory d1: 2026-12-01 to 2027-01-01")) << "came back";
}

TEST_F(DateChanges, ExplainTellsThem) {
  sql("UPDATE deadline SET type = 'statutory' WHERE id = 'd1'");
  sql("UPDATE deadline SET due_date = '2026-12-02' WHERE id = 'd1'");
  const auto facts = store_->snapshot().value()->explain("h1", kDeadline, "d1");
  ASSERT_TRUE(facts);
  ASSERT_EQ(facts->date_changes.size(), 1U);
  EXPECT_EQ(facts->date_changes[0].type, "statutory");
  EXPECT_EQ(dates_text(facts->date_changes[0]), "2026-12-01 to 2026-12-02");
}

TEST_F(DateChanges, ExplainTellsTheLastTen) {
  sql("UPDATE deadline SET type = 'statutory'");
  for (int day = 10; day < 25; ++day)
    sql("UPDATE deadline SET due_date = '2027-01-" + std::to_string(day) + "'");
  const auto facts = store_->snapshot().value()->explain("", kDeadline, "d1");
  ASSERT_TRUE(facts);
  ASSERT_EQ(facts->date_changes.size(), 10U);
  EXPECT_EQ(facts->date_changes.front().new_date, "2027-01-15");
  EXPECT_EQ(facts->date_changes.back().new_date, "2027-01-24");
}

}  // namespace
}  // namespace relais::store
