// What an import makes of rows: added, changed, deleted, unchanged, rejected.
#include "engine/import/testing.hpp"

namespace relais::import {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Import : public testing::ImportTest {
 protected:
  void SetUp() override {
    ImportTest::SetUp();
    small_firm();
  }
  std::string addresses(int from, int to) const {
    std::string text = "id;kind;surname\n";
    for (int i = from; i <= to; ++i)
      text += "x" + std::to_string(i) + ";person;Keller " + std::to_string(i) + '\n';
    return text;
  }
};

TEST_F(Import, ASnapshotAddsChangesAndDeletesAndLeavesTheRest) {
  auto outcome =
      import_text("address.csv", "id;kind;surname;company\na1;person;Keller;\na3;person;Favre;\n");
  EXPECT_EQ(counts(outcome, "address"), "1 added, 1 deleted, 1 unchanged");
  EXPECT_THAT(rows("SELECT id, deleted_at IS NOT NULL, revision FROM address WHERE id < 'b'"),
              ElementsAre("a1 0 3", "a2 1 2", "a3 0 1"));

  outcome = import_text("address.csv", "id;kind;surname\na1;person;Kehrer\na3;person;Favre\n");
  EXPECT_EQ(counts(outcome, "address"), "1 changed, 1 unchanged");
  const auto head = seq();
  outcome = import_text("address.csv", "id;kind;surname\na1;person;Kehrer\na3;person;Favre\n");
  EXPECT_EQ(counts(outcome, "address"), "2 unchanged");
  EXPECT_EQ(seq(), head) << "what stays as it is changes nothing";

  outcome = import_text("address.csv",
                        "id;kind;surname;company\na1;person;Kehrer;\na2;company;;Beispiel AG\n"
                        "a3;person;Favre;\n");
  EXPECT_EQ(counts(outcome, "address"), "1 added, 2 unchanged") << "back again";
}

TEST_F(Import, ColumnsThatAreNotNamedStayAndEmptyOnesGo) {
  sql("UPDATE address SET city = 'Chur', remarks = 'r' WHERE id = 'a1'");
  request_.increment = true;
  import_text("address.csv", "op;id;kind;surname;city\nupsert;a1;person;Keller;\n");
  EXPECT_THAT(rows("SELECT city, remarks, country FROM address WHERE id = 'a1'"),
              ElementsAre("- r CH"));
}

TEST_F(Import, AnIncrementDeletesWhatItSays) {
  request_.increment = true;
  const auto outcome =
      import_text("address.csv",
                  "id;op;kind;surname\na2;delete;;\na9;upsert;person;Favre\nnone;delete;;\n"
                  "a8;perhaps;person;X\n");
  EXPECT_EQ(counts(outcome, "address"), "1 added, 1 deleted, 1 unchanged, 1 rejected");
  EXPECT_THAT(reasons(outcome), ElementsAre("5: op is neither upsert nor delete"));
  EXPECT_THAT(rows("SELECT id FROM address WHERE deleted_at IS NULL"), ElementsAre("a1", "a9"));
}

TEST_F(Import, AnIncrementMayNameColumnsOfRowsThatAreThere) {
  request_.increment = true;
  const auto outcome = import_text("address.csv", "op;id;city\nupsert;a1;Chur\nupsert;a9;Bern\n");
  EXPECT_EQ(counts(outcome, "address"), "1 changed, 1 rejected");
  EXPECT_THAT(reasons(outcome), ElementsAre("3: is not there yet, and a new row needs kind"));
}

TEST_F(Import, AnotherEntityIsNotTouched) {
  sql("INSERT INTO address(id, entity_id, kind, surname) VALUES('g1', 'geneva', 'person', 'Gex')");
  const auto outcome =
      import_text("address.csv",
                  "id;kind;surname;company;entity_id\na1;person;Keller;;\n"
                  "a2;company;;Beispiel AG;zurich\ng1;person;Stolen;;\ng2;person;X;;geneva\n");
  EXPECT_EQ(counts(outcome, "address"), "2 unchanged, 2 rejected");
  EXPECT_THAT(reasons(outcome), ElementsAre("4: id is taken by a row of another entity",
                                            "5: entity_id is not the chosen entity"));
  EXPECT_THAT(rows("SELECT surname FROM address WHERE id = 'g1' AND deleted_at IS NULL"),
              ElementsAre("Gex"));
}

TEST_F(Import, TheEntityMayBeAColumn) {
  request_.entity.clear();
  const auto outcome = import_text("address.csv",
                                   "id;kind;surname;entity_id\ng1;person;Gex;geneva\n"
                                   "x1;person;X;\nx2;person;X;basel\n");
  EXPECT_EQ(counts(outcome, "address"), "1 added, 2 rejected");
  EXPECT_THAT(reasons(outcome), ElementsAre("3: entity_id is empty",
                                            "4: entity_id is no entity of the configuration"));
  EXPECT_THAT(rows("SELECT count(*) FROM address WHERE deleted_at IS NULL"), ElementsAre("3"))
      << "a snapshot of geneva says nothing of zurich";
}

TEST_F(Import, ReferencesMustLeadToTheEntitysRows) {
  const auto outcome = import_text("address_sync_mark.csv",
                                   "address_id;handler_id\na1;h1\na1;h9\na1;h8\nzz;h1\n;h1\n");
  EXPECT_EQ(counts(outcome, "address_sync_mark"), "1 unchanged, 4 rejected");
  EXPECT_THAT(reasons(outcome), ElementsAre("3: handler_id names no handler of the entity",
                                            "4: handler_id names no handler of the entity",
                                            "5: address_id names no address of the entity",
                                            "6: address_id is empty"));
}

TEST_F(Import, FilesOfACallAreTakenInTheOrderOfTheirReferences) {
  const auto outcome = import_files(
      {file("address_sync_mark.csv", "address_id;handler_id\nn1;n2\n"),
       file("deadline.csv", "id;case_id;name;due_date\nd9;n3;Replik;1.6.2026\n"),
       file("cases.csv", "id;number;title;client_address_id\nn3;2026-1;T;n1\n"),
       file("addresses.csv", "id;kind;surname\nn1;person;Favre\n"),
       file("handler.csv",
            "id;code;given_name;surname;role\nn2;XY;A;B;lawyer\nh1;MM;Max;Muster;partner\n")});
  EXPECT_THAT(reasons(outcome), IsEmpty());
  EXPECT_THAT(rows("SELECT handler_id FROM address_sync_mark WHERE address_id = 'n1'"),
              ElementsAre("n2"));
  EXPECT_THAT(rows("SELECT due_date FROM deadline WHERE id = 'd9'"), ElementsAre("2026-06-01"));
}

TEST_F(Import, RowsOfAFileMayReferToLaterOnes) {
  const auto outcome = import_text("case_file.csv",
                                   "id;number;title;parent_case_id\nc3;3;T;c2\nc2;2;T;c1\n"
                                   "c1;2024-0173;Keller;\nc4;4;T;none\n");
  EXPECT_EQ(counts(outcome, "case_file"), "2 added, 1 unchanged, 1 rejected");
  EXPECT_THAT(reasons(outcome), ElementsAre("5: parent_case_id names no case_file of the entity"));
}

TEST_F(Import, ARowGivenTwiceIsTakenOnce) {
  const auto outcome = import_text("address.csv",
                                   "id;kind;surname;company\na1;person;Keller;\n"
                                   "a2;company;;Beispiel AG\na1;person;Other;\n");
  EXPECT_EQ(counts(outcome, "address"), "2 unchanged, 1 rejected");
  EXPECT_THAT(reasons(outcome), ElementsAre("4: is the same row as line 2"));
}

TEST_F(Import, ARowThatTwoFilesOfASnapshotGiveIsTakenOnce) {
  const auto first = file("address.csv", "id;kind;surname\na1;person;Keller\nx1;person;A\n");
  const auto second =
      file("address-2.csv", "id;kind;surname\nx2;person;B\na1;person;Other\na2;person;C\n");
  auto outcome = import_files({first, second});
  EXPECT_THAT(reasons(outcome), ElementsAre("3: is the same row as line 2 of address.csv"));
  const auto head = seq();
  outcome = import_files({first, second});
  EXPECT_EQ(counts(outcome, "address"), "4 unchanged, 1 rejected");
  EXPECT_EQ(seq(), head) << "importing the same again changes nothing";

  request_.increment = true;
  outcome = import_files({file("address-3.csv", "op;id;surname\nupsert;x1;D\n"),
                          file("address-4.csv", "op;id;surname\nupsert;x1;E\n")});
  EXPECT_THAT(reasons(outcome), IsEmpty()) << "one change after another";
  EXPECT_THAT(rows("SELECT surname FROM address WHERE id = 'x1'"), ElementsAre("E"));
}

TEST_F(Import, AChangedDateOfADeadlineThatNobodyCanExtendIsToldInADryRunToo) {
  sql("UPDATE deadline SET type = 'peremptory' WHERE id = 'd1'");
  request_.increment = true;
  request_.dry_run = true;
  const std::string text = "op;id;due_date;due_time\nupsert;d1;10.12.2026;16:00\n";
  for (int i = 0; i < 2; ++i) {
    const auto outcome = import_text("deadline.csv", text);
    ASSERT_THAT(outcome.date_changes, SizeIs(1));
    EXPECT_EQ(outcome.date_changes[0].deadline, "d1");
    EXPECT_EQ(outcome.date_changes[0].old_date, "2026-12-01");
    EXPECT_EQ(outcome.date_changes[0].new_date, "2026-12-10");
    EXPECT_EQ(outcome.date_changes[0].new_time, "16:00");
    EXPECT_THAT(rows("SELECT seq FROM deadline_date_change"), SizeIs(i == 0 ? 0u : 1u));
    request_.dry_run = false;
  }
  EXPECT_THAT(import_text("deadline.csv", text).date_changes, IsEmpty()) << "as it is already";
}

TEST_F(Import, WhatIsUniqueStaysUnique) {
  auto outcome = import_text("handler.csv",
                             "id;code;given_name;surname;role\nh1;MM;Max;Muster;partner\n"
                             "h2;AF;Anna;Favre;lawyer\nh3;AF;B;C;lawyer\n");
  EXPECT_THAT(
      reasons(outcome),
      ElementsAre("4: code is taken by another handler of the entity (deleted ones count)"));
  outcome = import_text("handler.csv",
                        "id;code;given_name;surname;role\nh3;AF;B;C;lawyer\n"
                        "h2;FA;Anna;Favre;lawyer\nh1;MM;Max;Muster;partner\n");
  EXPECT_THAT(reasons(outcome), IsEmpty()) << "a code that a later row gives up is free";
  EXPECT_THAT(
      rows("SELECT count(*) FROM change_log WHERE table_name = 'handler' AND op = 'delete'"),
      ElementsAre("0"));
}

TEST_F(Import, RulesOfTheStoreAreToldInWords) {
  auto outcome = import_text("address.csv",
                             "id;kind;surname;company\na1;person;Keller;\na2;company;;Beispiel AG\n"
                             "x1;company;Keller;\nx2;robot;X;\n");
  EXPECT_THAT(reasons(outcome),
              ElementsAre("4: has no name: a person needs surname or given_name, all others a "
                          "company",
                          "5: kind is none of: person, company, authority, court, lawyer"));
  outcome = import_text("appointment.csv",
                        "id;subject;starts_at;ends_at\np1;Termin;3.12.2026 10:00;3.12.2026 9:00\n"
                        "p2;Termin;3.12.2026 10:00;3.12.2026 11:00\n");
  EXPECT_THAT(reasons(outcome), ElementsAre("2: ends_at is not later than starts_at"));
  EXPECT_THAT(rows("SELECT time_zone FROM appointment WHERE id = 'p2'"),
              ElementsAre("Europe/Zurich"));
}

TEST_F(Import, AnEmptySnapshotDeletesNothingAndIsHeld) {
  auto outcome = import_text("address.csv", "id;kind;surname\n");
  EXPECT_TRUE(outcome.braked());
  ASSERT_THAT(outcome.kept, SizeIs(1));
  EXPECT_EQ(outcome.kept[0].why, Kept::Why::empty);
  EXPECT_EQ(outcome.kept[0].rows, 2);
  EXPECT_THAT(rows("SELECT id FROM address WHERE deleted_at IS NULL"), SizeIs(2));

  request_.allow_empty = true;
  outcome = import_text("address.csv", "id;kind;surname\n");
  EXPECT_FALSE(outcome.braked());
  EXPECT_EQ(counts(outcome, "address"), "2 deleted");
  request_.allow_empty = false;
  outcome = import_text("address.csv", "id;kind;surname\n");
  EXPECT_FALSE(outcome.braked()) << "nothing is left that could be deleted";
}

TEST_F(Import, ASnapshotThatWouldDeleteTooMuchIsHeld) {
  import_text("address.csv", addresses(1, 100));
  sql("UPDATE address SET deleted_at = '2026-01-01T00:00:00.000Z' WHERE id LIKE 'a%'");
  auto outcome = import_text("address.csv", addresses(1, 80));
  EXPECT_EQ(counts(outcome, "address"), "20 deleted, 80 unchanged") << "count is not exceeded";
  outcome = import_text("address.csv", addresses(1, 59) + "new;person;Favre\n");
  EXPECT_EQ(counts(outcome, "address"), "1 added, 59 unchanged") << "all but the deletions is done";
  ASSERT_THAT(outcome.kept, SizeIs(1));
  EXPECT_EQ(outcome.kept[0].why, Kept::Why::too_many);
  EXPECT_EQ(outcome.kept[0].rows, 21);
  EXPECT_EQ(outcome.kept[0].there, 81);
  request_.allow_deletes = 20;
  EXPECT_TRUE(import_text("address.csv", addresses(1, 59) + "new;person;Favre\n").braked());
  request_.allow_deletes = 21;
  outcome = import_text("address.csv", addresses(1, 59) + "new;person;Favre\n");
  EXPECT_FALSE(outcome.braked());
  EXPECT_EQ(counts(outcome, "address"), "21 deleted, 60 unchanged");
}

TEST_F(Import, WhatWasRejectedWasNotLeftOut) {
  auto outcome =
      import_text("address.csv", "id;kind;surname;country\na1;person;Keller;\na2;company;;XXX\n");
  EXPECT_EQ(counts(outcome, "address"), "1 unchanged, 1 rejected");
  EXPECT_THAT(outcome.kept, IsEmpty());
  EXPECT_THAT(rows("SELECT id FROM address WHERE deleted_at IS NULL"), SizeIs(2));

  outcome = import_text("address.csv", "kind;surname;id\nperson;Keller;a1\ncompany;a;b;a2\n");
  ASSERT_THAT(outcome.kept, SizeIs(1)) << "nobody knows whose row that was";
  EXPECT_EQ(outcome.kept[0].why, Kept::Why::unreadable);
  EXPECT_FALSE(outcome.braked());
  EXPECT_THAT(rows("SELECT id FROM address WHERE deleted_at IS NULL"), SizeIs(2));
}

TEST_F(Import, ACutFileDeletesNothing) {
  for (const std::string text : {"id;kind;surname\na1;person;\"Kel", "id;kind;surname\na1;per",
                                 "id;kind;surname\na1", "id;kind;surname\na1;person;Keller\na"}) {
    const auto outcome = import_text("address.csv", text);
    EXPECT_EQ(outcome.rejected(), 1) << text;
    EXPECT_THAT(rows("SELECT id FROM address WHERE deleted_at IS NULL"), SizeIs(2)) << text;
  }
}

TEST_F(Import, WhatDependsOnADeletedRowStaysWithIt) {
  const auto outcome =
      import_files({file("address.csv", "id;kind;surname\na2;person;X\n"),
                    file("address_sync_mark.csv", "address_id;handler_id\na2;h2\n"),
                    file("address_category.csv", "address_id;category\na2;client\n")});
  EXPECT_EQ(counts(outcome, "address_sync_mark"), "1 added");
  EXPECT_THAT(rows("SELECT category FROM address_category WHERE address_id = 'a1'"), SizeIs(1));
}

TEST_F(Import, DependentRowsOfASnapshotAreReplaced) {
  auto outcome = import_text("address_contact_point.csv",
                             "address_id;slot;type;value\na1;1;phone_b;044 123 45 67\n"
                             "a1;2;email_b;k@x.ch\na1;7;fax;1\na1;2;fax;1\n");
  EXPECT_EQ(counts(outcome, "address_contact_point"), "1 added, 1 changed, 2 rejected");
  EXPECT_THAT(reasons(outcome), ElementsAre("4: slot is no whole number from 1 to 6",
                                            "5: is the same row as line 3"));
  outcome = import_text("address_contact_point.csv",
                        "address_id;slot;type;value\na1;1;phone_b;+41 44 123 45 67\n");
  EXPECT_EQ(counts(outcome, "address_contact_point"), "1 deleted, 1 unchanged");
  outcome = import_text("item_lead.csv",
                        "kind;item_id;seq;amount;unit\ndeadline;d1;0;5;days\nreminder;r1;0;1;days\n"
                        "reminder;d1;0;1;days\n");
  EXPECT_EQ(counts(outcome, "item_lead"), "1 added, 1 changed, 1 rejected");
}

TEST_F(Import, TheTimeOfAMarkThatIsNotGivenStays) {
  const auto before = rows("SELECT * FROM address_sync_mark");
  const auto outcome = import_text("address_sync_mark.csv",
                                   "address_id;handler_id;marked_by;marked_at\na1;h1;practice;\n");
  EXPECT_EQ(counts(outcome, "address_sync_mark"), "1 unchanged");
  EXPECT_EQ(rows("SELECT * FROM address_sync_mark"), before);
}

TEST_F(Import, EveryTableCanBeFilled) {
  const std::vector<std::pair<std::string, std::string>> files{
      {"employee", "id;surname;given_name;active\ne1;Muster;Max;ja\n"},
      {"employee_email", "employee_id;email\ne1;max@muster.example\n"},
      {"handler",
       "id;code;given_name;surname;role;employee_id;sync_addresses\n"
       "h1;MM;Max;Muster;partner;e1;oui\n"},
      {"handler_link", "handler_id;address\nh1;max@muster.example\n"},
      {"address", "id;kind;surname;birthday\na1;person;Keller;24.12.1970\n"},
      {"address_category", "address_id;category\na1;client\n"},
      {"address_contact_point", "address_id;slot;type;value\na1;1;mobile;079 123 45 67\n"},
      {"address_sync_mark", "address_id;handler_id\na1;h1\n"},
      {"case_file", "id;number;title;status\nc1;2024-0173;Keller;1\n"},
      {"case_party", "case_id;address_id;role\nc1;a1;client\n"},
      {"deadline", "id;name;due_date;type\nd1;Replik;2026-05-01;court\n"},
      {"deadline_assignee", "deadline_id;handler_id\nd1;h1\n"},
      {"reminder", "id;name;due_date\nr1;Nachfragen;2026-05-01\n"},
      {"reminder_assignee", "reminder_id;handler_id\nr1;h1\n"},
      {"appointment",
       "id;subject;starts_at;ends_at;time_zone\n"
       "p1;Sitzung;2026-05-01T10:00;2026-05-01T11:00;Europe/Zurich\n"},
      {"appointment_assignee", "appointment_id;handler_id\np1;h1\n"},
      {"appointment_exdate", "appointment_id;date\np1;2.5.2026\n"},
      {"item_lead", "kind;item_id;seq;amount;unit\nappointment;p1;0;15;minutes\n"}};
  std::vector<std::filesystem::path> paths;
  for (const auto& [table, text] : files) paths.push_back(file(table + ".csv", text));
  const auto outcome = import_files(paths);
  EXPECT_THAT(reasons(outcome), IsEmpty());
  EXPECT_THAT(outcome.tables, SizeIs(files.size()));
  for (const auto& [table, text] : files) {
    const auto there = rows("SELECT count(*) FROM " + table);
    EXPECT_NE(there, std::vector<std::string>{"0"}) << table;
  }
  const auto again = import_files(paths);
  for (const auto& one : again.tables)
    EXPECT_EQ(one.added + one.changed + one.deleted, 0) << one.table;
}

TEST_F(Import, ADryRunCountsTheSameAndWritesNothing) {
  const std::string text = "id;kind;surname\na1;person;Kehrer\na3;person;Favre\nx;robot;X\n";
  const auto head = seq();
  request_.dry_run = true;
  const auto dry = import_text("address.csv", text);
  EXPECT_EQ(seq(), head);
  request_.dry_run = false;
  EXPECT_EQ(counts(dry, "address"), counts(import_text("address.csv", text), "address"));
  EXPECT_EQ(counts(dry, "address"), "1 added, 1 changed, 1 deleted, 1 rejected");
}

TEST_F(Import, RejectedRowsStandInAFileOfTheirOwn) {
  const auto path =
      file("address.csv", "id;kind;surname\na1;person;Keller\n\nx;robot;\"Se\"\"cret\"\n");
  const auto outcome = import_files({path});
  const std::filesystem::path rejects = path.string() + ".rejects.csv";
  ASSERT_THAT(outcome.files, SizeIs(1));
  EXPECT_EQ(outcome.files[0].rejects, rejects);
  EXPECT_EQ(text_of(rejects),
            "\xef\xbb\xbf\"line\";\"reason\";\"row\"\r\n\"4\";\"kind is none of: person, company, "
            "authority, court, lawyer\";\"x;robot;\"\"Se\"\"\"\"cret\"\"\"\r\n");
  EXPECT_EQ(std::filesystem::status(rejects).permissions(), std::filesystem::perms(0600));
  for (const auto& reason : reasons(outcome)) EXPECT_THAT(reason, Not(HasSubstr("cret")));

  import_files({file("address.csv", "id;kind;surname\na1;person;Keller\n")});
  EXPECT_FALSE(std::filesystem::exists(rejects)) << "an old one would mislead";
}

}  // namespace
}  // namespace relais::import
