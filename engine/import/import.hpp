// Files into the practice store: all of a call, or nothing.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/config/config.hpp"
#include "engine/import/encoding.hpp"
#include "engine/import/record.hpp"
#include "engine/sqlite/sqlite.hpp"
#include "engine/store/store.hpp"

namespace relais::import {

struct Request {
  std::vector<std::filesystem::path> files;
  std::string entity;                ///< empty: the rows say it, or there is only one
  std::string table;                 ///< of CSV files; empty: their names say it
  char separator = 0;                ///< of CSV files; 0: the header says it
  std::optional<Encoding> encoding;  ///< of CSV files
  std::filesystem::path rejects;     ///< folder of reject files; empty: beside each file
  std::vector<std::string> owners;   ///< codes of the handlers whose the calendars are
  bool increment = false;            ///< CSV files have a column `op`, and delete nothing else
  bool dry_run = false;              ///< everything but the last step
  bool allow_empty = false;
  std::int64_t allow_deletes = 0;  ///< so many of each table and entity
};

/// Which of the rows that a snapshot left out were not deleted, and why.
struct Kept {
  enum class Why {
    empty,       ///< the snapshot has no good row
    too_many,    ///< more than the limit
    unreadable,  ///< rows could not be read, and may be these
    nobody,      ///< the snapshot has no good row, and nothing says whose it is
  } why = Why::empty;
  std::string entity;
  std::string table;
  std::int64_t rows = 0;
  std::int64_t there = 0;
  config::Limit limit;
};

struct FileReport {
  std::filesystem::path file;
  std::string format{};    ///< csv, vcard, icalendar
  std::string table{};     ///< of CSV
  std::string encoding{};  ///< of CSV
  char separator = 0;      ///< of CSV
  std::int64_t rows = 0;   ///< rejected ones included
  std::int64_t rejected = 0;
  std::filesystem::path rejects{};  ///< empty: none was rejected
  std::int64_t warnings = 0;
  struct Remark {
    std::size_t line = 0;
    std::string text;  ///< without the content of the row
    bool rejected = false;
  };
  std::vector<Remark> remarks{};  ///< the first of them
};

struct TableReport {
  std::string table;
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t deleted = 0;
  std::int64_t unchanged = 0;
  std::int64_t rejected = 0;
};

struct Outcome {
  std::vector<FileReport> files;    ///< as they were named
  std::vector<TableReport> tables;  ///< in the order of tables()
  std::vector<Kept> kept;
  std::vector<store::DateChange> date_changes;  ///< the first thousand that this import made

  std::int64_t rejected() const;
  /// Whether somebody has to say that deletions are meant.
  bool braked() const;
};

struct Progress {
  const std::filesystem::path* file = nullptr;
  std::int64_t rows = 0;
  int percent = 0;
};

struct Surroundings {
  const config::Config& config;
  const std::atomic<bool>& cancel;
  std::function<void(const Progress&)> progress{};
};

/// One transaction. Errc::usage: a file, or a header, is not usable; then, and after any other
/// error, the store is as it was. Reject files are written in a dry run too.
Result<Outcome> run(sqlite::Database& store, const Request& request,
                    const Surroundings& surroundings);

}  // namespace relais::import
