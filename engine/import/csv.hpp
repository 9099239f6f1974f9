// CSV, strictly: rows one after the other, and a row that cannot be read costs no other.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace relais::import {

struct CsvRow {
  std::size_t line = 0;  ///< on which it begins, from 1
  std::string_view raw;  ///< as it stands in the text, without its end of line
  std::vector<std::string_view> fields;
  /// Why it cannot be read; then `fields` are those before the mistake, and `raw` is one line.
  const char* problem = nullptr;
  bool terminated = true;  ///< false: the text ends with it, without an end of line
};

/// RFC 4180 with a separator of choice. A value that begins with a quote ends with one; line
/// breaks, separators and doubled quotes in between belong to it. Rows end with CRLF, LF or CR.
/// Lines without anything in them are passed over. After a row that cannot be read it goes on with
/// the next line.
class CsvReader {
 public:
  /// `text` must outlive the reader. Any bytes will do.
  CsvReader(std::string_view text, char separator, std::size_t first_line = 1)
      : text_(text), separator_(separator), line_(first_line) {}

  /// False: no more rows. The views in `row` are good until the next call.
  bool next(CsvRow& row);
  /// How much of the text has been read.
  std::size_t position() const { return at_; }
  /// The line on which what follows begins.
  std::size_t line() const { return line_; }

 private:
  bool take_field(CsvRow& row);
  const char* take_quoted(CsvRow& row);
  void skip_end_of_line();
  bool at_end_of_line() const { return text_[at_] == '\n' || text_[at_] == '\r'; }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_;
  std::deque<std::string> unescaped_;  // values that held doubled quotes
};

/// The values in the way of RFC 4180: every one in quotes, separated by `;`, and an end of line.
std::string csv_line(const std::vector<std::string_view>& values);

}  // namespace relais::import
