#include "engine/import/csv.hpp"

#include <algorithm>

namespace relais::import {
namespace {

/// A row that is longer was not meant to be one.
constexpr std::size_t kLongestRow = std::size_t{16} << 20;

constexpr const char* kNotClosed = "a value in quotes is not closed";
constexpr const char* kAfterQuote = "text follows the closing quote of a value";
constexpr const char* kStrayQuote = "a quote stands within a value that does not begin with one";
constexpr const char* kTooLong = "the row is longer than 16 MB";

std::size_t ends_of_line(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')))
      ++count;
  return count;
}

}  // namespace

void CsvReader::skip_end_of_line() {
  if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
  ++at_;
  ++line_;
}

/// From the opening quote to behind the closing one.
const char* CsvReader::take_quoted(CsvRow& row) {
  const std::size_t begin = ++at_;
  std::string* own = nullptr;
  std::size_t copied = begin;
  for (;;) {
    const auto quote = text_.find('"', at_);
    if (quote == std::string_view::npos) return kNotClosed;
    if (quote - begin > kLongestRow) return kTooLong;
    at_ = quote + 1;
    const bool doubled = at_ < text_.size() && text_[at_] == '"';
    if (doubled || own != nullptr) {
      if (own == nullptr) own = &unescaped_.emplace_back();
      own->append(text_.substr(copied, quote - copied + (doubled ? 1 : 0)));
      copied = quote + 2;
    }
    if (doubled) {
      ++at_;
      continue;
    }
    row.fields.push_back(own != nullptr ? std::string_view(*own)
                                        : text_.substr(begin, quote - begin));
    const bool ends = at_ == text_.size() || text_[at_] == separator_ || at_end_of_line();
    return ends ? nullptr : kAfterQuote;
  }
}

/// True: another value follows in this row.
bool CsvReader::take_field(CsvRow& row) {
  if (at_ < text_.size() && text_[at_] == '"') {
    row.problem = take_quoted(row);
  } else {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && !at_end_of_line()) {
      if (text_[at_] == '"') row.problem = kStrayQuote;
      ++at_;
    }
    row.fields.push_back(text_.substr(begin, at_ - begin));
  }
  if (row.problem == nullptr && at_ < text_.size() && text_[at_] == separator_) {
    ++at_;
    return true;
  }
  return false;
}

bool CsvReader::next(CsvRow& row) {
  while (at_ < text_.size() && at_end_of_line()) skip_end_of_line();
  if (at_ >= text_.size()) return false;
  unescaped_.clear();
  row.fields.clear();
  row.problem = nullptr;
  row.line = line_;
  const std::size_t begin = at_;
  while (take_field(row)) {
  }
  if (row.problem == nullptr && at_ - begin > kLongestRow) row.problem = kTooLong;
  if (row.problem != nullptr) at_ = std::min(text_.find_first_of("\r\n", begin), text_.size());
  row.raw = text_.substr(begin, at_ - begin);
  line_ += ends_of_line(row.raw);
  row.terminated = at_ < text_.size();
  if (row.terminated) skip_end_of_line();
  return true;
}

std::string csv_line(const std::vector<std::string_view>& values) {
  std::string line;
  for (const auto value : values) {
    line += line.empty() ? "\"" : ";\"";
    for (const char c : value) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }
  return line + "\r\n";
}

}  // namespace relais::import
