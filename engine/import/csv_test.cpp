#include "engine/import/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace relais::import {
namespace {

using ::testing::ElementsAre;

/// `1[a|b]`, or `1!problem` for a row that cannot be read.
std::vector<std::string> read(std::string_view text, char separator = ';') {
  std::vector<std::string> rows;
  CsvReader reader(text, separator);
  CsvRow row;
  while (reader.next(row)) {
    std::string line = std::to_string(row.line);
    if (row.problem != nullptr) {
      rows.push_back(line + '!' + row.problem);
      continue;
    }
    line += '[';
    for (const auto field : row.fields) line += std::string(field) + '|';
    line.back() = ']';
    rows.push_back(line);
  }
  return rows;
}

TEST(CsvReader, RowsEndWithAnyEndOfLine) {
  for (const std::string end : {"\n", "\r\n", "\r"})
    EXPECT_THAT(read("a;b" + end + end + "c;d" + end), ElementsAre("1[a|b]", "3[c|d]")) << end;
  EXPECT_THAT(read("a;b\nc;d"), ElementsAre("1[a|b]", "2[c|d]"));
  EXPECT_THAT(read("a\r\nb\rc\nd"), ElementsAre("1[a]", "2[b]", "3[c]", "4[d]"));
}

TEST(CsvReader, SeparatorsAreThoseThatWereChosen) {
  EXPECT_THAT(read("a,b;c", ','), ElementsAre("1[a|b;c]"));
  EXPECT_THAT(read("a\tb\t", '\t'), ElementsAre("1[a|b|]"));
  EXPECT_THAT(read(";;"), ElementsAre("1[||]"));
}

TEST(CsvReader, QuotedValuesHoldAnything) {
  EXPECT_THAT(read("\"a;b\";\"c\"\"d\"\"\";\"\"\n"), ElementsAre("1[a;b|c\"d\"|]"));
  EXPECT_THAT(read("\"a\nb\r\nc\rd\";e\nf"), ElementsAre("1[a\nb\r\nc\rd|e]", "5[f]"));
  EXPECT_THAT(read("\"\"\"\"\n"), ElementsAre("1[\"]"));
}

TEST(CsvReader, ARowThatCannotBeReadCostsNoOther) {
  const std::string not_closed = "!a value in quotes is not closed";
  const std::string after = "!text follows the closing quote of a value";
  const std::string stray = "!a quote stands within a value that does not begin with one";
  EXPECT_THAT(read("a;\"b\nc;d\n"), ElementsAre("1" + not_closed, "2[c|d]"));
  EXPECT_THAT(read("a;\"b\nc;\"d\"\n"), ElementsAre("1" + after, "2[c|d]"));
  EXPECT_THAT(read("a;b\"c\nd"), ElementsAre("1" + stray, "2[d]"));
  EXPECT_THAT(read("a;\"b\" ;c\nd"), ElementsAre("1" + after, "2[d]"));
  EXPECT_THAT(read("x\n\""), ElementsAre("1[x]", "2" + not_closed));
}

TEST(CsvReader, SaysWhatStoodThereAndWhetherTheTextEndsWithIt) {
  CsvReader reader("a;\"b\nc\"\r\nd;e", ';');
  CsvRow row;
  ASSERT_TRUE(reader.next(row));
  EXPECT_EQ(row.raw, "a;\"b\nc\"");
  EXPECT_TRUE(row.terminated);
  ASSERT_TRUE(reader.next(row));
  EXPECT_EQ(row.raw, "d;e");
  EXPECT_EQ(row.line, 3u);
  EXPECT_FALSE(row.terminated);
  EXPECT_FALSE(reader.next(row));
}

TEST(CsvReader, NothingIsNoRow) {
  EXPECT_TRUE(read("").empty());
  EXPECT_TRUE(read("\r\n\n\r").empty());
}

TEST(CsvLine, ReadsAsItWasWritten) {
  const std::string line = csv_line({"1", "a \"quote\"", "b;\nc"});
  EXPECT_THAT(read(line), ElementsAre("1[1|a \"quote\"|b;\nc]"));
}

}  // namespace
}  // namespace relais::import
