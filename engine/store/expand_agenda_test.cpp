// What deadlines, reminders and appointments show of other rows reaches them, and them alone.
#include "engine/store/testing.hpp"

namespace relais::store::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

using Lines = std::vector<std::string>;

/// d1, r1, p1 in case c1 for h1 and h2; d2, r2, p2 in c2 and d3, r3, p3 in no case for h1 alone.
class ExpandAgenda : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    small_firm();
    sql(R"(
      DELETE FROM address_sync_mark;
      INSERT INTO address(id, entity_id, kind, surname) VALUES('a3', 'zurich', 'person', 'Moser'),
        ('a4', 'zurich', 'person', 'Frey'), ('a5', 'zurich', 'person', 'Lüthi');
      INSERT INTO case_file(id, entity_id, number, title, client_address_id, responsible_handler_id)
        VALUES('c2', 'zurich', '2024-0174', 'Moser', 'a3', 'h2');
      INSERT INTO case_party VALUES('c2', 'a4', 'opponent');
      UPDATE case_file SET responsible_handler_id = 'h9' WHERE id = 'c1';)");
    for (const std::string kind : {"deadline", "reminder", "appointment"}) {
      const std::string prefix = kind == "appointment" ? "p" : kind.substr(0, 1);
      const std::string columns =
          kind == "appointment" ? "subject, starts_at, ends_at, time_zone" : "name, due_date";
      for (const std::string number : {"2", "3"}) {
        const std::string id = "'" + prefix + number + "'";
        sql("INSERT INTO " + kind + "(id, entity_id, case_id, " + columns + ") SELECT " + id +
            ", entity_id, " + (number == "2" ? "'c2', " : "NULL, ") + columns + " FROM " + kind +
            " WHERE id = '" + prefix + "1'; INSERT INTO " + kind + "_assignee VALUES(" + id +
            ", 'h1')");
      }
      sql("INSERT INTO " + kind + "_assignee VALUES('" + prefix + "1', 'h2')");
    }
  }
  Lines affected_by(const std::string& act, const std::string& pragmas = {}) {
    const auto before = seq();
    PracticeSoftware(path(), pragmas).sql(act);
    const auto affected = store_->expand(changes(before));
    EXPECT_TRUE(affected) << affected.error().text;
    return affected ? lines_of(*affected) : Lines{};
  }
  Lines agenda_affected_by(const std::string& act) {
    Lines lines = affected_by(act);
    std::erase_if(lines, [](const auto& line) { return line.starts_with("contact "); });
    return lines;
  }
  static Lines shared(const std::string& item) { return {item, item + " h1", item + " h2"}; }

  const Lines items_of_c1{"appointment p1", "appointment p1 h1", "appointment p1 h2",
                          "deadline d1",    "deadline d1 h1",    "deadline d1 h2",
                          "reminder r1",    "reminder r1 h1",    "reminder r1 h2"};
};

TEST_F(ExpandAgenda, WhateverIsShownOfACaseReachesItsItemsAndNoOthers) {
  for (const char* act : {
           "UPDATE case_file SET number = 'MUS/24/17' WHERE id = 'c1'",
           "UPDATE case_file SET title = 'Neu' WHERE id = 'c1'",
           "UPDATE case_file SET status = 2 WHERE id = 'c1'",
           "UPDATE case_file SET confidential = 1 WHERE id = 'c1'",
           "UPDATE case_file SET court = 'Obergericht' WHERE id = 'c1'",
           "UPDATE case_file SET court_ref = 'CG240123-L' WHERE id = 'c1'",
           "UPDATE case_file SET responsible_handler_id = 'h1' WHERE id = 'c1'",
           "UPDATE case_file SET client_address_id = 'a5' WHERE id = 'c1'",
           "UPDATE case_file SET client_address_id = NULL WHERE id = 'c1'",
           "UPDATE case_file SET client_address_id = 'a1' WHERE id = 'c1'",
           "UPDATE case_file SET deleted_at = '2026-05-01T09:00:00.000Z' WHERE id = 'c1'",
           "UPDATE case_file SET deleted_at = NULL WHERE id = 'c1'",
           "UPDATE case_file SET entity_id = 'geneva' WHERE id = 'c1'",
           "UPDATE case_file SET entity_id = 'zurich' WHERE id = 'c1'",
           "INSERT INTO case_party VALUES('c1', 'a5', 'witness')",
           "UPDATE case_party SET role = 'expert' WHERE case_id = 'c1' AND address_id = 'a5'",
           "DELETE FROM case_party WHERE address_id = 'a5'",
           "UPDATE address SET surname = 'Zürcher' WHERE id = 'a1'",
           "UPDATE address SET kind = 'company', company = 'Keller AG' WHERE id = 'a1'",
           "UPDATE address SET deleted_at = '2026-05-01T09:00:00.000Z' WHERE id = 'a1'",
           "UPDATE address SET deleted_at = NULL WHERE id = 'a1'",
           "UPDATE address SET company = 'Neu AG' WHERE id = 'a2'",
           "UPDATE address SET deleted_at = '2026-05-01T09:00:00.000Z' WHERE id = 'a2'",
           "UPDATE address SET entity_id = 'geneva' WHERE id = 'a1'",
           "INSERT OR REPLACE INTO address(id, entity_id, kind, surname) "
           "VALUES('a1', 'zurich', 'person', 'Graf')",
           "INSERT OR REPLACE INTO case_file(id, entity_id, number, title) "
           "VALUES('c1', 'zurich', '2024-0173', 'Ersetzt')",
           "INSERT OR REPLACE INTO case_file(id, entity_id, number, title) "
           "VALUES('c9', 'zurich', '2024-0173', 'Verdrängt')",
       }) {
    EXPECT_EQ(agenda_affected_by(act), items_of_c1) << act;
  }
}

TEST_F(ExpandAgenda, APartyThatMovesToAnotherCaseReachesBoth) {
  const auto lines =
      agenda_affected_by("UPDATE case_party SET case_id = 'c2' WHERE case_id = 'c1'");
  for (const char* item : {"deadline d1", "deadline d2", "reminder r1", "reminder r2",
                           "appointment p1", "appointment p2"}) {
    EXPECT_THAT(lines, ::testing::Contains(item));
  }
  EXPECT_EQ(lines.size(), 3u * (3 + 2)) << "and none else";
}

TEST_F(ExpandAgenda, AnItemThatChangesReachesAllItIsFor) {
  EXPECT_EQ(affected_by("UPDATE deadline SET case_id = 'c2' WHERE id = 'd1'"),
            shared("deadline d1"));
  EXPECT_EQ(affected_by("UPDATE reminder SET done_at = '2026-05-01T09:00:00.000Z' WHERE id = 'r1'"),
            shared("reminder r1"));
  EXPECT_EQ(affected_by("DELETE FROM appointment WHERE id = 'p1'"), shared("appointment p1"));
}

TEST_F(ExpandAgenda, LeadsReachTheirItemInEveryKind) {
  for (const auto& [kind, id] : std::map<std::string, std::string>{
           {"deadline", "d1"}, {"reminder", "r1"}, {"appointment", "p1"}}) {
    const std::string where = " WHERE kind = '" + kind + "' AND item_id = '" + id + "'";
    for (const std::string& act : {
             "INSERT INTO item_lead VALUES('" + kind + "', '" + id + "', 5, 1, 'days', NULL)",
             "UPDATE item_lead SET amount = amount + 1" + where,
             "UPDATE item_lead SET unit = 'minutes'" + where,
             "UPDATE item_lead SET label = 'Anruf'" + where,
             "INSERT OR REPLACE INTO item_lead VALUES('" + kind + "', '" + id +
                 "', 5, 2, 'days', NULL)",
             "DELETE FROM item_lead" + where,
         }) {
      EXPECT_EQ(affected_by(act), shared(kind + ' ' + id)) << act;
    }
  }
  EXPECT_THAT(affected_by("INSERT INTO item_lead VALUES('deadline', 'r1', 0, 1, 'days', NULL)"),
              IsEmpty())
      << "of another kind";
}

TEST_F(ExpandAgenda, ALeadThatMovesReachesBothItems) {
  sql("INSERT INTO item_lead VALUES('deadline', 'd2', 0, 1, 'days', NULL)");
  EXPECT_THAT(affected_by("UPDATE item_lead SET kind = 'reminder', item_id = 'r3' "
                          "WHERE item_id = 'd2'"),
              ElementsAre("deadline d2", "deadline d2 h1", "reminder r3", "reminder r3 h1"));
}

TEST_F(ExpandAgenda, ExceptionDatesReachTheirAppointment) {
  for (const char* act : {"INSERT INTO appointment_exdate VALUES('p1', '2026-12-24')",
                          "UPDATE appointment_exdate SET date = '2026-12-31' "
                          "WHERE date = '2026-12-24'",
                          "INSERT OR REPLACE INTO appointment_exdate VALUES('p1', '2026-12-31')",
                          "DELETE FROM appointment_exdate WHERE date = '2026-12-31'"}) {
    EXPECT_EQ(affected_by(act), shared("appointment p1")) << act;
  }
  EXPECT_THAT(affected_by("UPDATE appointment_exdate SET appointment_id = 'p3'"),
              ElementsAre("appointment p1", "appointment p1 h1", "appointment p1 h2",
                          "appointment p3", "appointment p3 h1"));
}

TEST_F(ExpandAgenda, AnAssignmentReachesAllWhoSeeIt) {
  sql("INSERT INTO handler(id, entity_id, code, given_name, surname, role) VALUES"
      "('h3', 'zurich', 'LZ', 'Luca', 'Zgraggen', 'trainee')");
  const Lines three{"deadline d1", "deadline d1 h1", "deadline d1 h2", "deadline d1 h3"};
  EXPECT_EQ(affected_by("INSERT INTO deadline_assignee VALUES('d1', 'h3')"), three);
  EXPECT_EQ(affected_by("DELETE FROM deadline_assignee WHERE handler_id = 'h3'"), three);
  EXPECT_EQ(affected_by("UPDATE deadline_assignee SET handler_id = 'h3' "
                        "WHERE deadline_id = 'd1' AND handler_id = 'h2'"),
            three);
  EXPECT_EQ(affected_by("UPDATE reminder_assignee SET reminder_id = 'r3' WHERE handler_id = 'h2'"),
            (Lines{"reminder r1", "reminder r1 h1", "reminder r1 h2", "reminder r3",
                   "reminder r3 h1", "reminder r3 h2"}));
  EXPECT_EQ(affected_by("DELETE FROM appointment_assignee WHERE appointment_id = 'p1'"),
            shared("appointment p1"));
}

TEST_F(ExpandAgenda, AHandlerIsShownInWhatHeShares) {
  Lines expected = items_of_c1;
  for (const char* kind : {"appointment", "contact", "deadline", "reminder"}) {
    expected.push_back(std::string(kind) + " * h1");
  }
  std::sort(expected.begin(), expected.end());
  for (const char* act : {
           "UPDATE handler SET surname = 'Meister' WHERE id = 'h1'",
           "UPDATE handler SET given_name = 'Moritz' WHERE id = 'h1'",
           "UPDATE handler SET code = 'MX' WHERE id = 'h1'",
           "UPDATE handler SET deleted_at = '2026-05-01T09:00:00.000Z' WHERE id = 'h1'",
           "UPDATE handler SET deleted_at = NULL WHERE id = 'h1'",
           "UPDATE handler SET entity_id = 'geneva' WHERE id = 'h1'",
       }) {
    EXPECT_EQ(affected_by(act), expected) << act;
  }
  EXPECT_THAT(affected_by("UPDATE handler SET surname = 'X' WHERE id = 'h9'"),
              ::testing::IsSupersetOf(items_of_c1))
      << "responsible, though of another entity";
}

TEST_F(ExpandAgenda, WhatIsAHandlersOwnIsInHisOwnMailboxOnly) {
  sql("DELETE FROM deadline_assignee WHERE handler_id = 'h2';"
      "DELETE FROM reminder_assignee WHERE handler_id = 'h2';"
      "DELETE FROM appointment_assignee WHERE handler_id = 'h2'");
  EXPECT_THAT(
      affected_by("UPDATE handler SET surname = 'Meister' WHERE id = 'h1'"),
      UnorderedElementsAre("contact * h1", "deadline * h1", "reminder * h1", "appointment * h1"));
}

TEST_F(ExpandAgenda, AHandlerWhoIsGoneReachesThoseHeSharedWith) {
  for (const char* pragmas : {"", "PRAGMA foreign_keys = ON", "PRAGMA recursive_triggers = ON"}) {
    for (const char* act :
         {"DELETE FROM handler WHERE code = 'AF'",
          "INSERT OR REPLACE INTO handler(id, entity_id, code, given_name, surname, role) "
          "VALUES('h7', 'zurich', 'AF', 'Aline', 'Frei', 'lawyer')"}) {
      sql("DELETE FROM handler WHERE code = 'AF';"
          "INSERT INTO handler(id, entity_id, code, given_name, surname, role) "
          "VALUES('h2', 'zurich', 'AF', 'Anna', 'Favre', 'lawyer');"
          "INSERT OR IGNORE INTO deadline_assignee VALUES('d1', 'h2');"
          "INSERT OR IGNORE INTO reminder_assignee VALUES('r1', 'h2');"
          "INSERT OR IGNORE INTO appointment_assignee VALUES('p1', 'h2')");
      EXPECT_THAT(affected_by(act, pragmas), ::testing::IsSupersetOf(items_of_c1))
          << pragmas << ": " << act;
    }
  }
}

TEST_F(ExpandAgenda, WhatAMailboxResolvedToIsNoChange) {
  EXPECT_THAT(affected_by("UPDATE handler_link SET user_id = 'u-1', primary_address = 'x@y.ch'"),
              IsEmpty());
}

}  // namespace
}  // namespace relais::store::testing
