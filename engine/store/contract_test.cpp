// docs/store.md says what the schema is, and its examples work.
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "engine/store/testing.hpp"

namespace relais::store::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string contract() {
  std::ifstream file(RELAIS_SOURCE_DIR "/docs/store.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Column {
  bool integer = false;
  bool required = false;
  bool has_default = false;
  bool operator==(const Column&) const = default;
};
void PrintTo(const Column& column, std::ostream* out) {
  *out << (column.integer ? "integer" : "text") << (column.required ? " required" : "")
       << (column.has_default ? " default" : "");
}
using Tables = std::map<std::string, std::map<std::string, Column>>;

Tables documented() {
  static const std::regex heading("^### `(\\w+)`$");
  static const std::regex row("^\\| `(\\w+)` \\| ([^|]*) \\|.*");
  Tables tables;
  std::map<std::string, Column>* columns = nullptr;
  std::istringstream lines(contract());
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (line.starts_with('#')) columns = nullptr;
    if (std::regex_match(line, match, heading)) columns = &tables[match[1]];
    if (columns != nullptr && std::regex_match(line, match, row)) {
      const std::string form = match[2];
      (*columns)[match[1]] = {form.starts_with("integer") || form.starts_with("flag"),
                              form.find("**!**") != std::string::npos,
                              form.find(" = ") != std::string::npos};
    }
  }
  return tables;
}

class Contract : public StoreTest {
 protected:
  Tables real() {
    Tables tables;
    for (const auto& line : writer_->rows(
             "SELECT t.name, c.name, c.type, c.\"notnull\", c.dflt_value IS NOT NULL "
             "FROM pragma_table_list AS t, pragma_table_info(t.name) AS c "
             "WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'")) {
      std::istringstream words(line);
      std::string table, column, type;
      bool notnull = false, has_default = false;
      words >> table >> column >> type >> notnull >> has_default;
      tables[table][column] = {type == "INTEGER", notnull && !has_default, has_default};
    }
    return tables;
  }
};

TEST_F(Contract, EveryTableAndColumnIsDocumentedAndTheOtherWayRound) {
  const auto in_docs = documented();
  const auto in_schema = real();
  EXPECT_GT(in_schema.size(), 25u);
  for (const auto& [table, columns] : in_schema) {
    ASSERT_TRUE(in_docs.contains(table)) << table << " is not documented";
    EXPECT_THAT(in_docs.at(table), ::testing::ContainerEq(columns)) << table;
  }
  for (const auto& [table, columns] : in_docs) {
    EXPECT_TRUE(in_schema.contains(table)) << table << " is documented only";
  }
}

TEST_F(Contract, EveryTableIsStrict) {
  EXPECT_THAT(writer_->rows("SELECT name FROM pragma_table_list WHERE schema = 'main' "
                            "AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'"),
              IsEmpty());
}

TEST_F(Contract, EveryExampleWorks) {
  sql("CREATE TABLE staging(id TEXT, name TEXT, city TEXT);"
      "INSERT INTO staging VALUES('s1', 'Beispiel AG', 'Lugano');"
      "INSERT INTO handler(id, entity_id, code, given_name, surname, role) VALUES"
      "('1', 'zurich', 'MM', 'Max', 'Muster', 'partner');"
      "INSERT INTO communicator_message(id, entity_id, account, graph_id, direction, received_at, "
      "has_attachments, importance, folder_id, folder_path) VALUES('abc', 'zurich', 'MM', 'g', "
      "'in', '2026-05-01T09:00:00Z', 0, 'normal', 'f', 'F')");
  std::istringstream lines(contract());
  std::string example;
  int examples = 0;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == "```sql") {
      inside = true;
    } else if (line == "```" && inside) {
      sql(example);
      ++examples;
      example.clear();
      inside = false;
    } else if (inside) {
      example += line + '\n';
    }
  }
  EXPECT_EQ(examples, 4);
  EXPECT_THAT(writer_->rows("SELECT id FROM address ORDER BY id"),
              ElementsAre("4712", "4713", "s1"));
  EXPECT_THAT(writer_->rows("SELECT * FROM deadline_assignee"), ElementsAre("5001 1"));
  EXPECT_THAT(writer_->rows("SELECT handler_id FROM handler_link"), ElementsAre("17"));
  EXPECT_THAT(writer_->rows("SELECT status FROM communicator_message"), ElementsAre("deleted"));
  auto snapshot = store_->snapshot().value();
  EXPECT_THAT(snapshot->items("1", kDeadline, std::vector<std::string>{"5001"}).value().at(0).json,
              HasSubstr("Keller / Beispiel AG"));
  EXPECT_TRUE(snapshot->items("1", kAppointment, std::vector<std::string>{"7001"})
                  .value()
                  .at(0)
                  .span->open);
}

TEST_F(Contract, TheFewestColumnsAreEnough) {
  sql(R"(
    INSERT INTO employee(id, entity_id, surname) VALUES('e', 'z', 'M');
    INSERT INTO handler(id, entity_id, code, given_name, surname, role)
      VALUES('h', 'z', 'MM', '', '', 'admin');
    INSERT INTO address(id, entity_id, kind, surname) VALUES('a', 'z', 'person', 'M');
    INSERT INTO address_sync_mark(address_id, handler_id) VALUES('a', 'h');
    INSERT INTO case_file(id, entity_id, number, title) VALUES('c', 'z', '1', '');
    INSERT INTO deadline(id, entity_id, name, due_date) VALUES('d', 'z', 'n', '2026-02-28');
    INSERT INTO reminder(id, entity_id, name, due_date) VALUES('r', 'z', 'n', '2024-02-29');
    INSERT INTO appointment(id, entity_id, subject, starts_at, ends_at, time_zone)
      VALUES('p', 'z', '', '2026-05-01T00:00', '2026-05-01T00:01', 'Europe/Zurich');
  )");
  EXPECT_THAT(writer_->rows("SELECT revision, updated_at GLOB '2*-*-*T*:*:*.*Z', deleted_at "
                            "FROM address"),
              ElementsAre("1 1 -"));
}

struct Refusal {
  const char* what;
  const char* sql;
  const char* said;
};

TEST_F(Contract, RowsThatBreakARuleAreRefused) {
  small_firm();
  sql("PRAGMA foreign_keys = ON;"
      "INSERT INTO employee(id, entity_id, surname) VALUES('e1', 'zurich', 'A'), ('e2', 'zurich', "
      "'B'),"
      "('e3', 'geneva', 'C');"
      "INSERT INTO employee_email VALUES('e1', 'a@firm.example'), ('e3', 'a@firm.example');"
      "INSERT INTO handler_link(handler_id, address) VALUES('h9', 'mm@musterkanzlei.example')");
  const std::string address = "INSERT INTO address(id, entity_id, kind, surname, company) VALUES";
  const std::vector<Refusal> refusals{
      {"id taken", "('a1', 'z', 'person', 'K', NULL)", "UNIQUE"},
      {"empty id", "('', 'z', 'person', 'K', NULL)", "CHECK"},
      {"long id", "(printf('%065d', 1), 'z', 'person', 'K', NULL)", "CHECK"},
      {"the id that means all", "('*', 'z', 'person', 'K', NULL)", "CHECK"},
      {"no entity", "('n', '', 'person', 'K', NULL)", "CHECK"},
      {"unknown kind", "('n', 'z', 'friend', 'K', NULL)", "CHECK"},
      {"person without a name", "('n', 'z', 'person', ' ', 'Firma')", "CHECK"},
      {"company without a name", "('n', 'z', 'company', 'K', NULL)", "CHECK"},
      {"lawyer without any name", "('n', 'z', 'lawyer', NULL, '')", "CHECK"},
  };
  for (const auto& one : refusals) {
    EXPECT_THAT(writer_->attempt(address + one.sql), HasSubstr(one.said)) << one.what;
  }
  const std::vector<Refusal> statements{
      {"date that is none", "UPDATE address SET birthday = '2026-02-30'", "CHECK"},
      {"date in another form", "UPDATE address SET birthday = '01.05.2026'", "CHECK"},
      {"date in letters", "UPDATE address SET birthday = 'abcd-ef-gh'", "CHECK"},
      {"instant without zone", "UPDATE address SET deleted_at = '2026-05-01 10:00:00'", "CHECK"},
      {"instant that is none", "UPDATE address SET deleted_at = '2026-13-01T10:00:00Z'", "CHECK"},
      {"flag of two", "UPDATE address SET confidential = 2", "CHECK"},
      {"text as a flag", "UPDATE address SET confidential = 'yes'", "cannot store TEXT"},
      {"lower-case country", "UPDATE address SET country = 'ch'", "CHECK"},
      {"seventh slot", "UPDATE address_contact_point SET slot = 7", "CHECK"},
      {"unknown type", "UPDATE address_contact_point SET type = 'pager'", "CHECK"},
      {"mark of nobody", "INSERT INTO address_sync_mark(address_id, handler_id) VALUES('a1', 'no')",
       "FOREIGN KEY"},
      {"long code", "UPDATE handler SET code = 'TOOLONG'", "CHECK"},
      {"same code", "UPDATE handler SET code = 'MM' WHERE id = 'h2'", "UNIQUE"},
      {"unknown role", "UPDATE handler SET role = 'boss'", "CHECK"},
      {"same case number",
       "INSERT INTO case_file(id, entity_id, number, title) VALUES('c2', 'zurich', '2024-0173', "
       "'')",
       "UNIQUE"},
      {"time that is none", "UPDATE deadline SET due_time = '24:30'", "CHECK"},
      {"unknown deadline type", "UPDATE deadline SET type = 'soft'", "CHECK"},
      {"end before start", "UPDATE appointment SET ends_at = '2026-12-03T10:00'", "CHECK"},
      {"all-day end before start",
       "UPDATE appointment SET all_day = 1, ends_at = '2026-12-02T23:59'", "CHECK"},
      {"local time with zone", "UPDATE appointment SET starts_at = '2026-12-03T10:00Z'", "CHECK"},
      {"lead of weeks", "UPDATE item_lead SET unit = 'weeks'", "CHECK"},
      {"employee's mail twice", "INSERT INTO employee_email VALUES('e2', 'A@FIRM.example')",
       "another employee"},
      {"employee moves to where his mail is taken", "UPDATE employee SET entity_id = 'zurich'",
       "another employee"},
      {"mailbox twice",
       "INSERT INTO handler_link(handler_id, address) "
       "VALUES('h2', 'MM@musterkanzlei.example')",
       "another handler"},
      {"handler moves to where his mailbox is taken",
       "UPDATE handler SET entity_id = 'zurich' WHERE id = 'h9'", "another handler"},
  };
  for (const auto& one : statements) {
    EXPECT_THAT(writer_->attempt(one.sql), HasSubstr(one.said)) << one.what;
  }
}

TEST_F(Contract, AllDayMayEndOnItsFirstDay) {
  small_firm();
  sql("UPDATE appointment SET all_day = 1, starts_at = '2026-12-03T00:00', ends_at = "
      "'2026-12-03T00:00'");
}

TEST_F(Contract, AReplacedVerdictStaysAsHistory) {
  sql("INSERT INTO mail_verdict(entity_id, account, message_id, verdict, reason, sender_domain) "
      "VALUES('zurich', 'MM', 'm1', 'skip', 'internal', 'firm.example');"
      "UPDATE mail_verdict SET decided_at = '2026-05-01T09:00:00.000Z';"
      "UPDATE mail_verdict SET verdict = 'collect', reason = 'collect', sender_domain = NULL");
  EXPECT_THAT(writer_->rows("SELECT verdict, reason, sender_domain, decided_at "
                            "FROM mail_verdict_history"),
              ElementsAre("skip internal firm.example 2026-05-01T09:00:00.000Z"));
  EXPECT_THAT(writer_->rows("SELECT verdict FROM mail_verdict"), ElementsAre("collect"));
}

}  // namespace
}  // namespace relais::store::testing
