// The tables that an import knows, against docs/store.md and the schema.
#include "engine/import/tables.hpp"

#include <set>

#include "engine/import/testing.hpp"

namespace relais::import {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Tables : public testing::ImportTest {};

TEST_F(Tables, HaveTheColumnsOfTheStore) {
  for (const auto& table : tables()) {
    std::set<std::string> ours;
    for (const auto& column : table.columns) ours.insert(std::string(column.name));
    std::set<std::string> theirs;
    for (const auto& name :
         rows("SELECT name FROM pragma_table_info('" + std::string(table.name) + "')"))
      if (!is_kept_by_the_store(name) && !(table.source && (name == "id" || name == "entity_id")))
        theirs.insert(name);
    EXPECT_EQ(ours, theirs) << table.name;
  }
}

TEST_F(Tables, AreMandatoryAndDefaultedAsTheSchemaSays) {
  for (const auto& table : tables())
    for (const auto& column : table.columns) {
      const auto there =
          rows("SELECT \"notnull\", dflt_value FROM pragma_table_info('" + std::string(table.name) +
               "') WHERE name = '" + std::string(column.name) + "'");
      ASSERT_EQ(there.size(), 1u) << table.name << '.' << column.name;
      const bool must_be_given = there[0] == "1 -";
      EXPECT_EQ(column.mandatory, must_be_given) << table.name << '.' << column.name;
      if (there[0].starts_with("1 ") && !must_be_given) {
        EXPECT_FALSE(column.by_default.empty()) << table.name << '.' << column.name;
      }
      if (!column.by_default.empty() && column.by_default != "now") {
        EXPECT_THAT(there[0], HasSubstr(std::string(column.by_default)))
            << table.name << '.' << column.name;
      }
    }
}

TEST_F(Tables, KeysOfDependentTablesAreThoseOfTheSchema) {
  for (const auto& table : tables()) {
    if (table.source) continue;
    const auto keys =
        rows("SELECT name FROM pragma_table_info('" + std::string(table.name) + "') WHERE pk > 0");
    ASSERT_EQ(keys.size(), table.key) << table.name;
    for (std::size_t i = 0; i < keys.size(); ++i) EXPECT_EQ(keys[i], table.columns[i].name);
  }
}

TEST_F(Tables, WhatIsReferredToComesFirst) {
  for (const auto& table : tables())
    for (const auto& column : table.columns) {
      if (column.refers_to.empty()) continue;
      const auto* other = find_table(column.refers_to);
      ASSERT_NE(other, nullptr) << column.name;
      EXPECT_LE(rank_of(*other), rank_of(table)) << table.name << '.' << column.name;
    }
}

TEST_F(Tables, AreFoundByTheNamesOfFiles) {
  const std::pair<const char*, const char*> names[] = {{"address", "address"},
                                                       {"addresses", "address"},
                                                       {"Addresses-2026-05-01", "address"},
                                                       {"address_categories", "address_category"},
                                                       {"cases", "case_file"},
                                                       {"marks", "address_sync_mark"},
                                                       {"case-parties", "case_party"},
                                                       {"employees", "employee"},
                                                       {"item_lead", "item_lead"},
                                                       {"contact_points", "address_contact_point"},
                                                       {"deadlines 2026", "deadline"},
                                                       {"Appointment.export", "appointment"}};
  for (const auto& [file, table] : names) {
    const auto* found = table_of_file(file);
    ASSERT_NE(found, nullptr) << file;
    EXPECT_EQ(found->name, table) << file;
  }
  for (const char* file : {"", "s", "es", "export", "adress", "mail_account_state"})
    EXPECT_EQ(table_of_file(file), nullptr) << file;
}

}  // namespace
}  // namespace relais::import
