// Whatever a program does to the store with SQL stands in the change log of the same transaction.
#include <functional>

#include "engine/store/testing.hpp"

namespace relais::store::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::TestWithParam;

using Lines = std::vector<std::string>;

struct Case {
  const char* name;
  const char* act;
  Lines logged;  // sorted, each once
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"InsertAddress",
       "INSERT INTO address(id, entity_id, kind, company) VALUES('a3', 'zurich', 'court', 'BG')",
       {"address a3 insert"}},
      {"UpdateAddress",
       "UPDATE address SET surname = 'Moser' WHERE id = 'a1'",
       {"address a1 update"}},
      {"UpsertAddress",
       "INSERT INTO address(id, entity_id, kind, surname) VALUES('a1', 'zurich', 'person', "
       "'Moser') "
       "ON CONFLICT(id) DO UPDATE SET surname = excluded.surname",
       {"address a1 update"}},
      {"SetToTheSameValueIsNoChange",
       "UPDATE address SET surname = surname, remarks = remarks",
       {}},
      {"UpdatedAtAloneIsNoChange",
       "UPDATE address SET updated_at = '2020-01-01T00:00:00.000Z'",
       {}},
      {"RevisionRaisedByHandIsAChange",
       "UPDATE address SET revision = revision + 1 WHERE id = 'a2'",
       {"address a2 update"}},
      {"SoftDelete",
       "UPDATE address SET deleted_at = '2026-05-01T09:00:00.000Z' WHERE id = 'a1'",
       {"address a1 update"}},
      {"RestoreAfterSoftDelete",
       "UPDATE address SET deleted_at = '2026-05-01T09:00:00.000Z' WHERE id = 'a2';"
       "UPDATE address SET deleted_at = NULL WHERE id = 'a2'",
       {"address a2 update"}},
      {"DeleteAddressWithItsMarks",
       "DELETE FROM address WHERE id = 'a2'",
       {"address a2 delete", "case_file c1 update"}},
      {"MoveToOtherEntity",
       "UPDATE address SET entity_id = 'geneva' WHERE id = 'a1'",
       {"address a1 update"}},
      {"AddMark",
       "INSERT INTO address_sync_mark(address_id, handler_id) VALUES('a2', 'h2')",
       {"address_sync_mark a2 insert to h2"}},
      {"RemoveMark",
       "DELETE FROM address_sync_mark WHERE address_id = 'a1'",
       {"address_sync_mark a1 delete from h1"}},
      {"MoveMarkToOtherHandler",
       "UPDATE address_sync_mark SET handler_id = 'h2'",
       {"address_sync_mark a1 delete from h1", "address_sync_mark a1 insert to h2"}},
      {"MoveMarkToOtherAddress",
       "UPDATE address_sync_mark SET address_id = 'a2'",
       {"address_sync_mark a1 delete from h1", "address_sync_mark a2 insert to h1"}},
      {"WhoMarkedIsNoChange", "UPDATE address_sync_mark SET marked_by = 'somebody'", {}},
      {"ReplaceMark",
       "INSERT OR REPLACE INTO address_sync_mark(address_id, handler_id) VALUES('a1', 'h1')",
       {"address_sync_mark a1 insert to h1"}},
      {"AddCategory", "INSERT INTO address_category VALUES('a2', 'bank')", {"address a2 update"}},
      {"RenameCategory",
       "UPDATE address_category SET category = 'former client'",
       {"address a1 update"}},
      {"MoveCategory",
       "UPDATE address_category SET address_id = 'a2'",
       {"address a1 update", "address a2 update"}},
      {"RemoveCategory", "DELETE FROM address_category", {"address a1 update"}},
      {"AddContactPoint",
       "INSERT INTO address_contact_point(address_id, slot, type, value) "
       "VALUES('a1', 2, 'mobile', '+41791234567')",
       {"address a1 update"}},
      {"ReplaceContactPoint",
       "REPLACE INTO address_contact_point(address_id, slot, type, value) "
       "VALUES('a1', 1, 'email_b', 'new@example.ch')",
       {"address a1 update"}},
      {"ChangeContactPoint",
       "UPDATE address_contact_point SET label = 'Büro'",
       {"address a1 update"}},
      {"RemoveContactPoint", "DELETE FROM address_contact_point", {"address a1 update"}},
      {"ChildOfNobodyIsNoChange", "DELETE FROM address_category WHERE address_id = 'nobody'", {}},
      {"SwitchHandler",
       "UPDATE handler SET sync_addresses = 1 WHERE id = 'h1'",
       {"handler h1 update from h1 to h1"}},
      {"InsertHandler",
       "INSERT INTO handler(id, entity_id, code, given_name, surname, role) "
       "VALUES('h3', 'zurich', 'LZ', 'L', 'Z', 'trainee')",
       {"handler h3 insert to h3"}},
      {"SoftDeleteHandler",
       "UPDATE handler SET deleted_at = '2026-05-01T09:00:00Z' WHERE id = 'h2'",
       {"handler h2 update from h2 to h2"}},
      {"LinkHandler",
       "INSERT INTO handler_link(handler_id, address) VALUES('h2', 'af@musterkanzlei.example')",
       {"handler h2 update from h2 to h2"}},
      {"ChangeLink",
       "UPDATE handler_link SET address = 'other@musterkanzlei.example'",
       {"handler h1 update from h1 to h1"}},
      {"ResolvedUserIsNoChange",
       "UPDATE handler_link SET user_id = 'u', primary_address = 'p@x.ch'",
       {}},
      {"Unlink", "DELETE FROM handler_link", {"handler h1 update from h1 to h1"}},
      {"RenumberCase", "UPDATE case_file SET number = 'MUS/24/17'", {"case_file c1 update"}},
      {"AddParty", "INSERT INTO case_party VALUES('c1', 'a1', 'client')", {"case_file c1 update"}},
      {"RemoveParty", "DELETE FROM case_party", {"case_file c1 update"}},
      {"ChangeDeadline", "UPDATE deadline SET due_date = '2026-12-24'", {"deadline d1 update"}},
      {"DoneDeadline",
       "UPDATE deadline SET done_at = '2026-11-30T10:00:00.000Z', done_by = 'MM'",
       {"deadline d1 update"}},
      {"AssignDeadline",
       "INSERT INTO deadline_assignee VALUES('d1', 'h2')",
       {"deadline_assignee d1 insert to h2"}},
      {"ReassignReminder",
       "UPDATE reminder_assignee SET handler_id = 'h2'",
       {"reminder_assignee r1 delete from h1", "reminder_assignee r1 insert to h2"}},
      {"UnassignAppointment",
       "DELETE FROM appointment_assignee",
       {"appointment_assignee p1 delete from h1"}},
      {"ChangeLead", "UPDATE item_lead SET amount = 5", {"deadline d1 update"}},
      {"MoveLeadToOtherKind",
       "UPDATE item_lead SET kind = 'reminder', item_id = 'r1'",
       {"deadline d1 update", "reminder r1 update"}},
      {"AddLeadToAppointment",
       "INSERT INTO item_lead(kind, item_id, seq, amount, unit) "
       "VALUES('appointment', 'p1', 0, 15, 'minutes')",
       {"appointment p1 update"}},
      {"RemoveLead", "DELETE FROM item_lead", {"deadline d1 update"}},
      {"AddExdate",
       "INSERT INTO appointment_exdate VALUES('p1', '2026-12-17')",
       {"appointment p1 update"}},
      {"RemoveExdate", "DELETE FROM appointment_exdate", {"appointment p1 update"}},
      {"DeleteDeadline",
       "DELETE FROM deadline",
       {"deadline d1 delete", "deadline_assignee d1 delete from h1"}},
      {"DeleteAppointment",
       "DELETE FROM appointment",
       {"appointment p1 delete", "appointment_assignee p1 delete from h1"}},
  };
  return all;
}

struct Writer {
  const char* name;
  const char* pragmas;
};
constexpr Writer kWriters[] = {
    {"Plain", ""},
    {"ForeignKeysOn", "PRAGMA foreign_keys = ON"},
    {"RecursiveTriggers", "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON"},
};

class Feed : public StoreTest, public ::testing::WithParamInterface<Writer> {
 protected:
  /// What an act logs, in a store of its own.
  Lines logged_by(const std::string& act) {
    PracticeSoftware writer(path(), GetParam().pragmas);
    const auto before = seq();
    writer.sql("BEGIN; " + act + "; COMMIT");
    return lines_of(changes(before));
  }
};

TEST_P(Feed, EveryKindOfChangeIsLoggedAsItsRootRow) {
  small_firm();
  for (const auto& one : cases()) {
    SCOPED_TRACE(one.name);
    PracticeSoftware writer(path(), GetParam().pragmas);
    const auto before = seq();
    writer.sql("BEGIN");
    writer.sql(one.act);
    // Within the writer's own transaction; rolled back so that each case begins alike.
    const auto rows = writer.rows(
        "SELECT DISTINCT table_name || ' ' || row_id || ' ' || op || "
        "coalesce(' from ' || handler_old, '') || coalesce(' to ' || handler_new, '') AS line "
        "FROM change_log WHERE seq > " +
        std::to_string(before) + " ORDER BY line");
    Lines expected = one.logged;
    if (GetParam().name == std::string("RecursiveTriggers") &&
        one.name == std::string("ReplaceMark")) {
      expected.insert(expected.begin(), "address_sync_mark a1 delete from h1");
    }
    EXPECT_THAT(rows, ElementsAreArray(expected));
    writer.sql("ROLLBACK");
    EXPECT_THAT(changes(before), IsEmpty()) << "what is rolled back was never logged";
  }
}

TEST_P(Feed, ADeletedAddressTakesItsMarksAndPartsAlong) {
  small_firm();
  sql("DELETE FROM case_file");
  EXPECT_THAT(logged_by("DELETE FROM address WHERE id = 'a1'"),
              ElementsAre("address a1 delete", "address_sync_mark a1 delete from h1"));
  for (const char* table : {"address_category", "address_contact_point", "address_sync_mark"}) {
    EXPECT_THAT(writer_->rows("SELECT * FROM " + std::string(table)), IsEmpty()) << table;
  }
}

TEST_P(Feed, ADeletedHandlerTakesHisMarksAlong) {
  small_firm();
  sql("DELETE FROM case_file; DELETE FROM deadline; DELETE FROM reminder; DELETE FROM appointment");
  EXPECT_THAT(logged_by("DELETE FROM handler WHERE id = 'h1'"),
              ElementsAre("address_sync_mark a1 delete from h1", "handler h1 delete from h1"));
  EXPECT_THAT(writer_->rows("SELECT * FROM handler_link"), IsEmpty());
}

TEST_P(Feed, AReplacedAddressIsLogged) {
  small_firm();
  sql("DELETE FROM case_file");
  const auto lines = logged_by(
      "INSERT OR REPLACE INTO address(id, entity_id, kind, surname) "
      "VALUES('a1', 'zurich', 'person', 'Moser')");
  EXPECT_THAT(lines, ::testing::Contains("address a1 insert"));
  // With foreign keys on, REPLACE removes the address's marks: the feed must say so.
  const bool mark_left = !writer_->rows("SELECT * FROM address_sync_mark").empty();
  const bool mark_logged =
      std::count(lines.begin(), lines.end(), "address_sync_mark a1 delete from h1") > 0;
  EXPECT_NE(mark_left, mark_logged);
}

TEST_P(Feed, ARowThatGivesWayToAnotherOfTheSameNumberIsLogged) {
  small_firm();
  EXPECT_THAT(logged_by("REPLACE INTO case_file(id, entity_id, number, title) "
                        "VALUES('c2', 'zurich', '2024-0173', 'new')"),
              ::testing::IsSupersetOf({"case_file c1 delete", "case_file c2 insert"}));
  EXPECT_THAT(logged_by("REPLACE INTO handler(id, entity_id, code, given_name, surname, role) "
                        "VALUES('h5', 'zurich', 'MM', 'N', 'N', 'admin')"),
              ::testing::IsSupersetOf({"handler h1 delete from h1", "handler h5 insert to h5"}));
  sql("INSERT INTO case_file(id, entity_id, number, title) VALUES('c3', 'zurich', '3', 'x')");
  EXPECT_THAT(logged_by("UPDATE OR REPLACE case_file SET number = '3' WHERE id = 'c2'"),
              ::testing::IsSupersetOf({"case_file c2 update", "case_file c3 delete"}));
}

TEST_P(Feed, ANewIdIsADeleteAndAChange) {
  small_firm();
  const auto lines = logged_by("UPDATE address SET id = 'b1' WHERE id = 'a1'");
  EXPECT_THAT(lines, ::testing::IsSupersetOf({"address a1 delete", "address b1 update"}));
  const bool followed = writer_->rows("SELECT address_id FROM address_sync_mark") == Lines{"b1"};
  EXPECT_EQ(followed,
            std::count(lines.begin(), lines.end(), "address_sync_mark b1 insert to h1") > 0);
}

TEST_P(Feed, RevisionAndTimeMoveWithEachChangeAndOnlyThen) {
  small_firm();
  PracticeSoftware writer(path(), GetParam().pragmas);
  writer.sql("UPDATE address SET revision = 10, updated_at = '2020-01-01T00:00:00.000Z'");
  writer.sql("UPDATE address SET surname = surname");
  EXPECT_THAT(writer.rows("SELECT revision, updated_at FROM address WHERE id = 'a1'"),
              ElementsAre("10 2020-01-01T00:00:00.000Z"));
  writer.sql("UPDATE address SET surname = 'Moser' WHERE id = 'a1'");
  EXPECT_THAT(writer.rows("SELECT revision, updated_at > '2026' FROM address WHERE id = 'a1'"),
              ElementsAre("11 1"));
  writer.sql("UPDATE address_contact_point SET value = 'new@example.ch' WHERE address_id = 'a1'");
  EXPECT_THAT(writer.rows("SELECT revision FROM address ORDER BY id"), ElementsAre("12", "10"));
  writer.sql("INSERT INTO address_sync_mark(address_id, handler_id) VALUES('a1', 'h2')");
  EXPECT_THAT(writer.rows("SELECT revision FROM address WHERE id = 'a1'"), ElementsAre("12"))
      << "a mark does not change what the address looks like";
}

INSTANTIATE_TEST_SUITE_P(Writers, Feed, ::testing::ValuesIn(kWriters),
                         [](const auto& each) { return std::string(each.param.name); });

class FeedReading : public StoreTest {};

TEST_F(FeedReading, TheHeadNeverGoesBack) {
  EXPECT_EQ(seq(), 0);
  small_firm();
  const auto before = seq();
  ASSERT_TRUE(store_->prune(before));
  EXPECT_THAT(changes(0), IsEmpty());
  EXPECT_EQ(seq(), before);
  sql("UPDATE address SET surname = 'Moser' WHERE id = 'a1'");
  EXPECT_GT(changes(before).at(0).seq, before);
  EXPECT_TRUE(store_->prune(0)) << "nothing to forget is no error";
}

TEST_F(FeedReading, ChangesComeInPages) {
  small_firm();
  const auto all = changes(0);
  std::vector<Change> paged;
  for (std::int64_t after = 0;;) {
    const auto page = store_->changes(after, 3).value();
    if (page.empty()) break;
    EXPECT_LE(page.size(), 3u);
    after = page.back().seq;
    paged.insert(paged.end(), page.begin(), page.end());
  }
  EXPECT_EQ(paged.size(), all.size());
  EXPECT_TRUE(std::is_sorted(paged.begin(), paged.end(),
                             [](const auto& a, const auto& b) { return a.seq < b.seq; }));
}

TEST_F(FeedReading, AnAddressWrittenPieceByPieceTakesOneLine) {
  sql(R"(INSERT INTO address(id, entity_id, kind, surname) VALUES('a', 'zurich', 'person', 'K');
         INSERT INTO address_category VALUES('a', 'x');
         INSERT INTO address_contact_point(address_id, slot, type, value) VALUES('a', 1, 'web', 'w');
         UPDATE address SET city = 'Biel/Bienne';)");
  EXPECT_EQ(changes(0).size(), 1u);
}

// The line that gives way to a newer one may have been read already.
TEST_F(FeedReading, AChangeAfterTheLastOneReadIsNeverLost) {
  small_firm();
  sql("UPDATE address SET city = 'Genève' WHERE id = 'a1'");
  const auto read = seq();
  sql("UPDATE address SET city = 'Lugano' WHERE id = 'a1'");
  EXPECT_THAT(lines_of(changes(read)), ElementsAre("address a1 update"));
  sql("DELETE FROM address WHERE id = 'a2'; "
      "INSERT INTO address(id, entity_id, kind, company) VALUES('a2', 'zurich', 'company', 'New')");
  EXPECT_THAT(lines_of(changes(read)),
              ::testing::IsSupersetOf({"address a2 delete", "address a2 insert"}));
}

class ManualClock final : public Clock {
 public:
  Millis now() override { return now_; }
  void sleep(std::chrono::milliseconds duration) override {
    ++sleeps;
    now_ += duration.count();
    if (on_sleep) on_sleep();
  }
  int sleeps = 0;
  std::function<void()> on_sleep;

 private:
  Millis now_ = 1'000'000;
};

TEST_F(FeedReading, WaitingEndsWithAChangeOrTheTimeout) {
  using std::chrono::seconds;
  ManualClock clock;
  EXPECT_FALSE(store_->wait_change(clock, seconds(1)).value());
  EXPECT_EQ(clock.sleeps, 4) << "looks every 250 ms";

  clock.on_sleep = [&] {
    small_firm();
    clock.on_sleep = nullptr;
  };
  EXPECT_TRUE(store_->wait_change(clock, seconds(60)).value()) << "another program's commit";
  EXPECT_EQ(clock.sleeps, 5);

  sql("UPDATE address SET city = 'Lugano'");
  EXPECT_TRUE(store_->wait_change(clock, seconds(60)).value()) << "a commit between two calls";
  EXPECT_EQ(clock.sleeps, 5);

  ASSERT_TRUE(store_->mark(std::vector<std::string>{"a2"}, "h1", "test", clock.now()));
  EXPECT_TRUE(store_->wait_change(clock, seconds(60)).value()) << "a commit of our own";
  EXPECT_FALSE(store_->wait_change(clock, seconds(0)).value());
}

}  // namespace
}  // namespace relais::store::testing
