// For tests of the practice store: a store in a directory of its own, and the practice software,
// a writer over a plain SQLite connection with SQLite's own defaults (foreign keys off).
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/store/store.hpp"

namespace relais::store::testing {

class PracticeSoftware {
 public:
  explicit PracticeSoftware(const std::string& path, const std::string& pragmas = {}) {
    EXPECT_EQ(sqlite3_open(path.c_str(), &db_), SQLITE_OK);
    sqlite3_busy_timeout(db_, 10'000);
    if (!pragmas.empty()) sql(pragmas);
  }
  PracticeSoftware(const PracticeSoftware&) = delete;
  PracticeSoftware& operator=(const PracticeSoftware&) = delete;
  ~PracticeSoftware() { sqlite3_close(db_); }

  /// Empty, or what SQLite says against it.
  std::string attempt(const std::string& text) {
    char* message = nullptr;
    sqlite3_exec(db_, text.c_str(), nullptr, nullptr, &message);
    std::string answer = message != nullptr ? message : "";
    sqlite3_free(message);
    return answer;
  }
  void sql(const std::string& text) { EXPECT_EQ(attempt(text), "") << text; }
  /// The rows of a query, columns joined by a blank; NULL is `-`.
  std::vector<std::string> rows(const std::string& text) {
    std::vector<std::string> lines;
    const auto add = [](void* into, int n, char** values, char**) {
      std::string line;
      for (int i = 0; i < n; ++i) {
        if (i > 0) line += ' ';
        line += values[i] != nullptr ? values[i] : "-";
      }
      static_cast<std::vector<std::string>*>(into)->push_back(line);
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(db_, text.c_str(), add, &lines, nullptr), SQLITE_OK) << text;
    return lines;
  }

 private:
  sqlite3* db_ = nullptr;
};

class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "storeXXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
    store_ = open_store(OpenMode::create);
    ASSERT_NE(store_, nullptr);
    writer_ = std::make_unique<PracticeSoftware>(path());
  }
  void TearDown() override {
    writer_.reset();
    store_.reset();
    std::filesystem::remove_all(dir_);
  }

  std::string path(const std::string& name = "practice.db") const { return (dir_ / name).string(); }
  std::string url() const { return "sqlite:" + path(); }
  std::unique_ptr<Store> open_store(OpenMode mode) {
    auto opened = open(url(), {.mode = mode});
    EXPECT_TRUE(opened) << opened.error().text;
    return opened ? std::move(*opened) : nullptr;
  }
  void sql(const std::string& text) { writer_->sql(text); }

  /// A small firm: handlers h1, h2 of zurich and h9 of geneva; addresses a1 (marked for h1), a2;
  /// case c1 of client a1 with party a2, h1 responsible; d1, r1, p1 in c1, assigned to h1.
  void small_firm() {
    sql(R"(
      BEGIN;
      INSERT INTO handler(id, entity_id, code, given_name, surname, role) VALUES
        ('h1', 'zurich', 'MM', 'Max', 'Muster', 'partner'),
        ('h2', 'zurich', 'AF', 'Anna', 'Favre', 'lawyer'),
        ('h9', 'geneva', 'PG', 'Paul', 'Gex', 'lawyer');
      INSERT INTO handler_link(handler_id, address) VALUES('h1', 'mm@musterkanzlei.example');
      INSERT INTO address(id, entity_id, kind, surname, company) VALUES
        ('a1', 'zurich', 'person', 'Keller', NULL), ('a2', 'zurich', 'company', NULL, 'Beispiel AG');
      INSERT INTO address_category VALUES('a1', 'client');
      INSERT INTO address_contact_point(address_id, slot, type, value)
        VALUES('a1', 1, 'email_b', 'keller@example.ch');
      INSERT INTO address_sync_mark(address_id, handler_id) VALUES('a1', 'h1');
      INSERT INTO case_file(id, entity_id, number, title, client_address_id, responsible_handler_id)
        VALUES('c1', 'zurich', '2024-0173', 'Keller', 'a1', 'h1');
      INSERT INTO case_party VALUES('c1', 'a2', 'opponent');
      INSERT INTO deadline(id, entity_id, case_id, name, due_date)
        VALUES('d1', 'zurich', 'c1', 'Klageantwort', '2026-12-01');
      INSERT INTO reminder(id, entity_id, case_id, name, due_date)
        VALUES('r1', 'zurich', 'c1', 'Nachfragen', '2026-12-02');
      INSERT INTO appointment(id, entity_id, case_id, subject, starts_at, ends_at, time_zone)
        VALUES('p1', 'zurich', 'c1', 'Termin', '2026-12-03T10:00', '2026-12-03T11:00', 'Europe/Zurich');
      INSERT INTO deadline_assignee VALUES('d1', 'h1');
      INSERT INTO reminder_assignee VALUES('r1', 'h1');
      INSERT INTO appointment_assignee VALUES('p1', 'h1');
      INSERT INTO item_lead(kind, item_id, seq, amount, unit) VALUES('deadline', 'd1', 0, 3, 'days');
      INSERT INTO appointment_exdate VALUES('p1', '2026-12-10');
      COMMIT;
    )");
  }

  /// The changes after `after`.
  std::vector<Change> changes(std::int64_t after) {
    auto found = store_->changes(after, 1'000'000);
    EXPECT_TRUE(found) << found.error().text;
    return found ? *found : std::vector<Change>{};
  }
  std::int64_t seq() { return store_->head().value().seq; }

  std::filesystem::path dir_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<PracticeSoftware> writer_;
};

inline std::vector<std::string> lines_of(const std::vector<Change>& changes) {
  std::vector<std::string> lines;
  for (const auto& change : changes) {
    std::string line = change.table + ' ' + change.row_id + ' ' + change.op;
    if (!change.handler_old.empty()) line += " from " + change.handler_old;
    if (!change.handler_new.empty()) line += " to " + change.handler_new;
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  return lines;
}

inline std::vector<std::string> lines_of(const std::vector<Affected>& affected) {
  std::vector<std::string> lines;
  for (const auto& one : affected) {
    lines.push_back(one.kind + ' ' + one.item + (one.handler.empty() ? "" : " " + one.handler));
  }
  return lines;
}

}  // namespace relais::store::testing
