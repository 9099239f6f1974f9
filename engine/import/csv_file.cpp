#include "engine/import/csv_file.hpp"

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/import/csv.hpp"
#include "engine/import/encoding.hpp"

namespace relais::import {
namespace {

/// From the values of a row to a record. Knows the columns of the file.
class RowReader {
 public:
  explicit RowReader(const CsvFile& file) : file_(file) {
    // What of a key stands at the beginning of a row is right even if separators are amiss behind
    // it.
    for (const auto& column : file.columns) {
      const bool of_key = file.table->source ? column.kind == CsvColumn::Kind::id
                                             : column.column != nullptr && is_key(*column.column);
      if (!of_key) break;
      ++leading_key_;
    }
  }

  /// `problem` is null if the row is as it should be.
  Record read(const CsvRow& row, const char*& problem) const {
    problem = row.problem;
    if (problem == nullptr) problem = problem_of(row);
    Record record;
    record.table = file_.table->name;
    record.line = row.line;
    const bool shifted = row.problem != nullptr || row.fields.size() != file_.columns.size();
    // A value that was being read when the row went wrong is not to be relied on, nor is the last
    // one of a file that ends within a row.
    const std::size_t sound = row.fields.empty() ? 0 : row.fields.size() - 1;
    const std::size_t n = shifted ? std::min(leading_key_, sound) : file_.columns.size();
    record.values.reserve(n);
    for (std::size_t i = 0; i < n; ++i) {
      const bool garbled =
          problem != nullptr &&
          (row.fields[i].find('\0') != std::string_view::npos || !is_valid_utf8(row.fields[i]));
      if (!garbled) put(record, file_.columns[i], row.fields[i], problem);
    }
    return record;
  }

 private:
  bool is_key(const Column& column) const {
    return static_cast<std::size_t>(&column - file_.table->columns.data()) < file_.table->key;
  }

  const char* problem_of(const CsvRow& row) const {
    if (row.fields.size() < file_.columns.size())
      return row.terminated
                 ? "has fewer values than the header has columns"
                 : "has fewer values than the header has columns, and the file ends with it";
    if (row.fields.size() > file_.columns.size())
      return "has more values than the header has columns";
    if (row.raw.find('\0') != std::string_view::npos) return "holds a NUL byte";
    if (!is_valid_utf8(row.raw)) return "holds bytes that are no text in the encoding of the file";
    return nullptr;
  }

  static void put(Record& record, const CsvColumn& column, std::string_view field,
                  const char*& problem) {
    switch (column.kind) {
      case CsvColumn::Kind::id:
        record.id = normalise_line(field);
        if (record.id.empty() && problem == nullptr) problem = "id is empty";
        break;
      case CsvColumn::Kind::entity:
        if (!field.empty()) record.values.emplace_back("entity_id", normalise_line(field));
        break;
      case CsvColumn::Kind::op: {
        const std::string word = lower_ascii(normalise_line(field));
        if (word == "delete") record.op = Op::remove;
        if (word != "delete" && word != "upsert" && problem == nullptr)
          problem = "op is neither upsert nor delete";
        break;
      }
      case CsvColumn::Kind::value:
        record.values.emplace_back(column.column->name, field);
        break;
    }
  }

  const CsvFile& file_;
  std::size_t leading_key_ = 0;
};

bool is_blank(const CsvRow& row) {
  return row.problem == nullptr &&
         std::all_of(row.fields.begin(), row.fields.end(),
                     [](std::string_view field) { return field.empty(); });
}

}  // namespace

void read_csv(const CsvFile& file, const CsvSink& sink) {
  CsvReader reader(file.rows, file.separator, file.first_line);
  const RowReader rows(file);
  CsvRow row;
  bool more = true;
  while (more && reader.next(row)) {
    if (is_blank(row)) continue;
    const char* problem = nullptr;
    auto record = rows.read(row, problem);
    if (problem == nullptr) {
      record.raw = row.raw;
      more = sink.record(std::move(record));
    } else {
      // The rows behind a cut are missing without having been left out.
      const bool cut = !row.terminated && row.fields.size() < file.columns.size();
      if (cut) record = Record{.table = std::string(file.table->name), .line = row.line};
      more = sink.rejected(record, Rejected{row.line, problem, std::string(row.raw)});
    }
    if (sink.progress) sink.progress(reader.position());
  }
}

}  // namespace relais::import
