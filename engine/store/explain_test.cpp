// Why an item is, or is not, in a mailbox as far as the store knows.
#include "engine/store/testing.hpp"

namespace relais::store::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class Explain : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    small_firm();
  }
  Explanation explain(std::string_view handler, std::string_view kind, std::string_view id) {
    auto snapshot = store_->snapshot();
    EXPECT_TRUE(snapshot) << snapshot.error().text;
    return (*snapshot)->explain(handler, kind, id).value();
  }
};

TEST_F(Explain, WhatIsThere) {
  sql("UPDATE handler SET sync_addresses = 1 WHERE id = 'h1';"
      "UPDATE address_sync_mark SET marked_by = 'MM', marked_at = '2026-01-05T09:00:00.000Z'");
  const auto why = explain("h1", kContact, "a1");
  EXPECT_TRUE(why.item_exists && why.marked && why.handler_exists && why.linked && why.switched_on);
  EXPECT_TRUE(why.exported);
  EXPECT_EQ(why.marked_by, "MM");
  EXPECT_THAT(why.reasons, Contains("marked for handler h1 by MM at 2026-01-05T09:00:00.000Z"));
  EXPECT_EQ(why.reasons.back(), "the practice store wants it in this mailbox");
  for (const auto& line : why.reasons) EXPECT_THAT(line, ::testing::Not(HasSubstr("Keller")));
}

TEST_F(Explain, WhatIsNotThere) {
  const auto reasons = [this](const char* handler, const char* id) {
    const auto why = explain(handler, kContact, id);
    EXPECT_FALSE(why.exported);
    return why.reasons;
  };
  EXPECT_THAT(reasons("h1", "nobody"), Contains("contact nobody is not in the practice store"));
  EXPECT_THAT(reasons("h2", "a1"), Contains("not marked for handler h2"));
  EXPECT_THAT(reasons("h2", "a1"), Contains("handler h2 is not linked"));
  EXPECT_THAT(reasons("h2", "a1"), Contains("handler h2 has items of kind contact switched off"));
  EXPECT_THAT(reasons("nobody", "a1"), Contains("handler nobody is not in the practice store"));
  sql("INSERT INTO address_sync_mark(address_id, handler_id) VALUES('a1', 'h9')");
  EXPECT_THAT(reasons("h9", "a1"), Contains("handler h9 belongs to entity geneva"));
  sql("UPDATE address SET deleted_at = '2026-05-01T09:00:00.000Z' WHERE id = 'a1'");
  EXPECT_THAT(reasons("h1", "a1"), Contains("contact a1 was deleted at 2026-05-01T09:00:00.000Z"));
}

TEST_F(Explain, AnAssignmentIsNoMark) {
  const auto why = explain("h1", kDeadline, "d1");
  EXPECT_TRUE(why.marked && why.exported);
  EXPECT_FALSE(why.elsewhere);
  EXPECT_THAT(why.reasons, Contains("assigned to handler h1"));
}

TEST_F(Explain, WhatIsAssignedToOthersOnlyIsElsewhere) {
  for (const auto& [kind, id] : std::map<std::string_view, std::string>{
           {kDeadline, "d1"}, {kReminder, "r1"}, {kAppointment, "p1"}}) {
    const auto why = explain("h2", kind, id);
    EXPECT_TRUE(why.elsewhere && !why.marked && !why.exported);
    EXPECT_THAT(why.reasons, Contains("assigned to others, not to handler h2"));
    EXPECT_FALSE(explain("h1", kind, id).elsewhere);
    EXPECT_TRUE(explain("", kind, id).elsewhere) << "asked for nobody";
    sql("INSERT INTO " + std::string(kind) + "_assignee VALUES('" + id + "', 'h2')");
    EXPECT_FALSE(explain("h2", kind, id).elsewhere) << "his as well";
    sql("DELETE FROM " + std::string(kind) + "_assignee");
    EXPECT_FALSE(explain("h2", kind, id).elsewhere) << "nobody's";
    EXPECT_THAT(explain("h2", kind, id).reasons, Contains("not assigned to handler h2"));
  }
}

TEST_F(Explain, WhatIsGoneIsNotElsewhere) {
  const auto elsewhere = [this] { return explain("h2", kDeadline, "d1").elsewhere; };
  const std::string gone = "'2026-05-01T09:00:00.000Z'";
  sql("UPDATE deadline SET deleted_at = " + gone);
  EXPECT_FALSE(elsewhere());
  sql("UPDATE deadline SET deleted_at = NULL; UPDATE handler SET deleted_at = " + gone +
      " WHERE id = 'h1'");
  EXPECT_FALSE(elsewhere()) << "assigned to somebody who is gone";
  sql("UPDATE handler SET deleted_at = NULL, active = 0");
  EXPECT_TRUE(elsewhere()) << "he is still his";
  sql("UPDATE deadline_assignee SET handler_id = 'h9'");
  EXPECT_FALSE(elsewhere()) << "of another entity";
  sql("UPDATE deadline_assignee SET handler_id = 'nobody'");
  EXPECT_FALSE(elsewhere());
  sql("DELETE FROM deadline; INSERT INTO deadline_assignee VALUES('d1', 'h1')");
  EXPECT_FALSE(elsewhere()) << "an assignment without its item";
}

TEST_F(Explain, MarksOfOthersDoNotMakeAContactMove) {
  EXPECT_FALSE(explain("h2", kContact, "a1").elsewhere);
  EXPECT_FALSE(explain("h1", kContact, "a1").elsewhere);
}

}  // namespace
}  // namespace relais::store::testing
