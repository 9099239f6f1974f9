#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "engine/base/text.hpp"
#include "engine/import/csv.hpp"
#include "engine/import/csv_file.hpp"

namespace relais::import {
namespace {

constexpr std::size_t kNamed = 5;  // of what is wrong in a header

std::string header_word(std::string_view field) { return lower_ascii(normalise_line(field)); }

/// Whether a file with this header may be shown by what stands in it: a first row of data names
/// people, not columns.
bool names_columns(const Table& table, const CsvRow& header) {
  return std::any_of(header.fields.begin(), header.fields.end(), [&](std::string_view field) {
    const auto word = header_word(field);
    return word == "id" || word == "entity_id" || table.column(word) != nullptr;
  });
}

std::size_t known_columns(const Table& table, const CsvRow& header) {
  return static_cast<std::size_t>(
      std::count_if(header.fields.begin(), header.fields.end(), [&](std::string_view field) {
        const auto word = header_word(field);
        return word == "id" || word == "entity_id" || word == "op" ||
               table.column(word) != nullptr || is_kept_by_the_store(word);
      }));
}

char separator_of(std::string_view text, const Table& table) {
  char best = ';';
  std::size_t most = 0;
  for (const char separator : {';', ',', '\t'}) {
    CsvReader reader(text, separator);
    CsvRow header;
    if (!reader.next(header)) break;
    if (const auto known = known_columns(table, header); known > most) {
      most = known;
      best = separator;
    }
  }
  return best;
}

std::string nearest(const Table& table, const std::string& word) {
  std::string_view best;
  std::size_t distance = 4;
  const auto look = [&](std::string_view candidate) {
    if (const auto d = edit_distance(word, candidate); d < distance && d < candidate.size()) {
      distance = d;
      best = candidate;
    }
  };
  if (table.source) look("id");
  for (const auto& column : table.columns) look(column.name);
  return best.empty() ? "" : fmt::format(" (did you mean {}?)", best);
}

/// What is wrong with a header, all of it in one text.
class HeaderProblems {
 public:
  /// `say` is asked only for what is told.
  template <class Say>
  void add(Say say) {
    if (++count_ > kNamed) return;
    if (!text_.empty()) text_ += "; ";
    text_ += say();
  }
  bool empty() const { return count_ == 0; }
  std::string text() const {
    return count_ > kNamed ? fmt::format("{}; and {} more", text_, count_ - kNamed) : text_;
  }

 private:
  std::string text_;
  std::size_t count_ = 0;
};

/// A header that ran into the first row of data must not be told word by word.
bool is_word_of_a_header(std::string_view word) {
  constexpr std::size_t longest = 40;
  return word.size() <= longest &&
         std::all_of(
             word.begin(), word.end(),
             [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }) &&
         (word.empty() || word[0] < '0' || word[0] > '9');
}

class HeaderReader {
 public:
  HeaderReader(const Table& table, const CsvOptions& options, HeaderProblems& problems)
      : table_(table), options_(options), problems_(problems) {}

  std::vector<CsvColumn> read(const CsvRow& header) {
    std::vector<std::string> words;
    for (const auto field : header.fields) words.push_back(header_word(field));
    tellable_ = std::all_of(words.begin(), words.end(), is_word_of_a_header);
    std::vector<CsvColumn> columns;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < words.size(); ++i) {
      columns.push_back(column_of(words[i], i + 1));
      const bool known = columns.back().kind != CsvColumn::Kind::op || words[i] == "op";
      if (known && !seen.insert(words[i]).second)
        problems_.add([&] { return fmt::format("column {} stands there twice", words[i]); });
    }
    return columns;
  }

 private:
  CsvColumn column_of(const std::string& word, std::size_t number) {
    if (const auto* column = table_.column(word)) return {CsvColumn::Kind::value, column};
    if (table_.source && word == "id") return {CsvColumn::Kind::id, nullptr};
    if (table_.source && word == "entity_id") return {CsvColumn::Kind::entity, nullptr};
    if (word == "op" && options_.increment) return {CsvColumn::Kind::op, nullptr};
    problems_.add([&] { return problem_of(word, number); });
    return {CsvColumn::Kind::op, nullptr};
  }

  std::string problem_of(const std::string& word, std::size_t number) const {
    if (word == "op") return "column op is for --increment only";
    if (is_kept_by_the_store(word))
      return fmt::format("column {} is not imported: leave it out", word);
    if (word.empty()) return fmt::format("column {} has no name", number);
    if (!tellable_) return fmt::format("column {} is none of {}", number, table_.name);
    return fmt::format("{} has no column {}{}", table_.name, word, nearest(table_, word));
  }

  const Table& table_;
  const CsvOptions& options_;
  HeaderProblems& problems_;
  bool tellable_ = true;
};

bool same(const CsvColumn& left, const CsvColumn& right) {
  return left.kind == right.kind && left.column == right.column;
}

void check_completeness(const CsvFile& file, const CsvOptions& options, HeaderProblems& problems) {
  const auto has = [&](const CsvColumn& wanted) {
    return std::any_of(file.columns.begin(), file.columns.end(),
                       [&](const CsvColumn& column) { return same(column, wanted); });
  };
  const auto want = [&](const CsvColumn& wanted, std::string_view name) {
    if (!has(wanted)) problems.add([&] { return fmt::format("column {} is missing", name); });
  };
  if (options.increment) want({CsvColumn::Kind::op, nullptr}, "op (upsert, delete)");
  if (file.table->source) want({CsvColumn::Kind::id, nullptr}, "id");
  for (std::size_t i = 0; i < file.table->columns.size(); ++i) {
    const auto& column = file.table->columns[i];
    const bool of_key = !file.table->source && i < file.table->key && column.by_default.empty();
    const bool wanted = column.mandatory && column.form != Form::zone;
    if (of_key || (wanted && !options.increment))
      want({CsvColumn::Kind::value, &column}, column.name);
  }
}

/// A first line that spreadsheets write and read: `sep=;`.
std::size_t skip_separator_line(std::string_view text, char& separator) {
  if (text.size() < 6 || lower_ascii(text.substr(0, 4)) != "sep=") return 0;
  const auto end = text.find_first_of("\r\n");
  if (end != 5) return 0;
  if (separator == 0) separator = text[4];
  return text.substr(end).starts_with("\r\n") ? end + 2 : end + 1;
}

}  // namespace

Result<CsvFile> open_csv(std::string_view text, const Table& table, const CsvOptions& options) {
  CsvFile file;
  file.table = &table;
  file.separator = options.separator;
  const auto skipped = skip_separator_line(text, file.separator);
  text.remove_prefix(skipped);
  if (file.separator == 0) file.separator = separator_of(text, table);

  CsvReader reader(text, file.separator, skipped > 0 ? 2 : 1);
  CsvRow header;
  if (!reader.next(header))
    return fail(Errc::usage, "is empty: not even a header", "nothing was imported");
  if (!names_columns(table, header))
    return fail(Errc::usage, fmt::format("the first row names no column of {}", table.name),
                "the first row must be the header; docs/import.md says what it may name");
  if (header.problem != nullptr)
    return fail(Errc::usage, fmt::format("the header cannot be read: {}", header.problem));

  HeaderProblems problems;
  file.columns = HeaderReader(table, options, problems).read(header);
  check_completeness(file, options, problems);
  if (!problems.empty())
    return fail(Errc::usage, fmt::format("line {}: {}", header.line, problems.text()),
                "docs/import.md says what the header may name; nothing was imported");
  file.rows = text.substr(reader.position());
  file.first_line = reader.line();
  return file;
}

}  // namespace relais::import
