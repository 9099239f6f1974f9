// A CSV file of one table: its header, and its rows as records.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/import/record.hpp"
#include "engine/import/tables.hpp"

namespace relais::import {

struct CsvOptions {
  char separator = 0;      ///< 0: the one with which the header names most columns
  bool increment = false;  ///< column `op`; only the key is mandatory
};

/// What stands in a column of the file.
struct CsvColumn {
  enum class Kind { id, entity, op, value } kind = Kind::value;
  const Column* column = nullptr;  ///< of Kind::value
};

struct CsvFile {
  const Table* table = nullptr;
  char separator = ';';
  std::vector<CsvColumn> columns;
  std::string_view rows;       ///< the text behind the header
  std::size_t first_line = 1;  ///< of `rows`
};

/// Reads the header. Errc::usage: there is none, it names a column that the table does not have,
/// one twice, or lacks one that must be given. `text` must outlive the result.
Result<CsvFile> open_csv(std::string_view text, const Table& table, const CsvOptions& options);

/// Hears of each row in the order of the file; false: stop.
struct CsvSink {
  std::function<bool(Record)> record;
  /// `readable`: table and what can be relied on of the key, so that nobody takes the row for one
  /// that is not there.
  std::function<bool(const Record& readable, const Rejected& rejected)> rejected;
  std::function<void(std::size_t bytes)> progress;
};
void read_csv(const CsvFile& file, const CsvSink& sink);

}  // namespace relais::import
