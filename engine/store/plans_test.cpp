// What changes and what is asked for decides what a statement costs, not the size of the store.
#include "engine/store/testing.hpp"

namespace relais::store::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

/// The statements that all connections run while it lives.
class Listener {
 public:
  Listener() { heard().clear(), listening() = true; }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() { listening() = false; }

  static std::vector<std::string>& heard() {
    static std::vector<std::string> statements;
    return statements;
  }
  static bool& listening() {
    static bool on = false;
    return on;
  }
  /// Every connection that is opened from now on.
  static void hear_all() { sqlite3_auto_extension(reinterpret_cast<void (*)()>(&attach)); }
  static void hear_none() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&attach)); }

 private:
  static int attach(sqlite3* db, const char**, const void*) {
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, &note, nullptr);
  }
  static int note(unsigned, void*, void*, void* text) {
    const std::string statement = static_cast<const char*>(text);
    if (listening() && !statement.starts_with("--")) heard().push_back(statement);
    return 0;
  }
};

class Plans : public StoreTest {
 protected:
  void SetUp() override {
    Listener::hear_all();
    StoreTest::SetUp();
    small_firm();
  }
  void TearDown() override {
    StoreTest::TearDown();
    Listener::hear_none();
  }
  /// The steps that go through a whole table or index; the ids given to json_each are none.
  std::vector<std::string> scans_of(const std::string& statement) {
    std::vector<std::string> scans;
    for (const auto& step : writer_->rows("EXPLAIN QUERY PLAN " + statement)) {
      const bool given = step.find("VIRTUAL TABLE") != std::string::npos ||
                         step.find("CONSTANT ROW") != std::string::npos;
      if (step.find("SCAN") != std::string::npos && !given) scans.push_back(step);
    }
    return scans;
  }
  void expect_no_scan() {
    const auto statements = Listener::heard();
    EXPECT_THAT(statements, Not(IsEmpty()));
    for (const auto& statement : statements)
      EXPECT_THAT(scans_of(statement), IsEmpty()) << statement;
  }
};

TEST_F(Plans, AScanIsSeen) {
  EXPECT_THAT(scans_of("SELECT id FROM deadline WHERE name = ?"), Not(IsEmpty()));
  EXPECT_THAT(scans_of("SELECT d.id FROM json_each(?) AS x, deadline AS d WHERE d.name = x.value"),
              Not(IsEmpty()));
}

TEST_F(Plans, TheFeedScansNothing) {
  sql("UPDATE handler SET surname = 'Meister'; UPDATE case_file SET title = 'Neu';"
      "UPDATE address SET surname = 'Moser'; DELETE FROM deadline_assignee;"
      "INSERT INTO reminder_assignee VALUES('r1', 'h2'); UPDATE appointment SET subject = 'x'");
  {
    const Listener listener;
    const auto changes = store_->changes(0, 1000).value();
    EXPECT_THAT(store_->expand(changes).value(), Not(IsEmpty()));
  }
  EXPECT_GE(Listener::heard().size(), 1 + 3 + 3 * 3 + 1u) << "no part was left out";
  expect_no_scan();
}

TEST_F(Plans, ReadingAndExplainingItemsScansNothing) {
  auto snapshot = store_->snapshot().value();
  {
    const Listener listener;
    for (const auto& [kind, id] : std::map<std::string_view, std::string>{
             {kContact, "a1"}, {kDeadline, "d1"}, {kReminder, "r1"}, {kAppointment, "p1"}}) {
      EXPECT_EQ(snapshot->items("h1", kind, std::vector{id}).value().size(), 1u);
      EXPECT_EQ(snapshot->keys("h1", kind, "", 10).value().size(), 1u);
      EXPECT_TRUE(snapshot->explain("h1", kind, id).value().exported);
      EXPECT_FALSE(snapshot->explain("h2", kind, id).value().exported);
    }
  }
  expect_no_scan();
}

TEST_F(Plans, ThousandItemsTakeAsManyStatementsAsOne) {
  sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
      "INSERT INTO appointment(id, entity_id, case_id, subject, starts_at, ends_at, time_zone) "
      "SELECT 'n' || i, 'zurich', 'c1', 'x', '2026-12-03T10:00', '2026-12-03T11:00', 'UTC' FROM n;"
      "INSERT INTO appointment_assignee SELECT id, 'h1' FROM appointment WHERE id LIKE 'n%'");
  auto snapshot = store_->snapshot().value();
  const auto ids = snapshot->keys("h1", kAppointment, "", 2000).value();
  const auto statements = [&](std::span<const std::string> wanted) {
    const Listener listener;
    EXPECT_EQ(snapshot->items("h1", kAppointment, wanted).value().size(), wanted.size());
    return Listener::heard().size();
  };
  EXPECT_EQ(statements(std::span(ids)), statements(std::span(ids).first(1)));
}

}  // namespace
}  // namespace relais::store::testing
