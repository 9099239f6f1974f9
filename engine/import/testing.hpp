// For tests of the import: a practice store of a small firm, files, and calls.
#pragma once

#include <fstream>

#include "engine/import/import.hpp"
#include "engine/store/open.hpp"
#include "engine/store/testing.hpp"

namespace relais::import::testing {

class ImportTest : public store::testing::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    for (const char* id : {"zurich", "geneva"}) {
      config::Entity entity;
      entity.id = id;
      entity.time_zone = "Europe/Zurich";
      config_.entities.push_back(entity);
    }
    request_.entity = "zurich";
  }

  std::filesystem::path file(const std::string& name, const std::string& bytes) const {
    std::ofstream(dir_ / name, std::ios::binary) << bytes;
    return dir_ / name;
  }

  Result<Outcome> attempt(const std::vector<std::filesystem::path>& files) {
    auto database = store::open_database(url(), {.steps = steps_});
    EXPECT_TRUE(database) << database.error().text;
    request_.files = files;
    return run(*database, request_, {config_, cancel_});
  }
  Outcome import_files(const std::vector<std::filesystem::path>& files) {
    auto outcome = attempt(files);
    EXPECT_TRUE(outcome) << outcome.error().text;
    return outcome ? *outcome : Outcome{};
  }
  Outcome import_text(const std::string& name, const std::string& text) {
    return import_files({file(name, text)});
  }
  /// The error of an import that must fail, and leave the store as it was.
  Error refused(const std::string& name, const std::string& text) {
    const auto before = writer_->rows("SELECT id FROM address");
    const auto outcome = attempt({file(name, text)});
    EXPECT_FALSE(outcome);
    EXPECT_EQ(writer_->rows("SELECT id FROM address"), before);
    return outcome ? Error{} : outcome.error();
  }

  /// `1 added, 2 unchanged` of a table.
  static std::string counts(const Outcome& outcome, const std::string& table) {
    for (const auto& one : outcome.tables) {
      if (one.table != table) continue;
      std::string text;
      const auto say = [&](std::int64_t n, const char* what) {
        if (n > 0) text += (text.empty() ? "" : ", ") + std::to_string(n) + ' ' + what;
      };
      say(one.added, "added");
      say(one.changed, "changed");
      say(one.deleted, "deleted");
      say(one.unchanged, "unchanged");
      say(one.rejected, "rejected");
      return text;
    }
    return "-";
  }
  /// `2: is empty` of the first file.
  static std::vector<std::string> reasons(const Outcome& outcome) {
    std::vector<std::string> lines;
    for (const auto& report : outcome.files)
      for (const auto& remark : report.remarks)
        lines.push_back(std::to_string(remark.line) + ": " + remark.text);
    return lines;
  }
  std::vector<std::string> rows(const std::string& sql) { return writer_->rows(sql); }
  std::string text_of(const std::filesystem::path& path) const {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  config::Config config_;
  Request request_;
  std::atomic<bool> cancel_{false};
  StepListener* steps_ = nullptr;
};

}  // namespace relais::import::testing
