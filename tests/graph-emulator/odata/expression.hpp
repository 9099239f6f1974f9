// What the query expressions are made of.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/graph-emulator/odata/query.hpp"

namespace relais::emulator {

/// Reads an OData expression from the left; every step says whether it was there.
class ExpressionReader {
 public:
  explicit ExpressionReader(std::string_view text) : rest_(text) {}

  void blanks() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
  }
  /// The literal text, blanks around it skipped.
  bool token(std::string_view text) {
    blanks();
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  /// A word that is followed by a blank.
  bool word(std::string_view text) { return token(text) && rest_.starts_with(' '); }
  std::string_view identifier() {
    blanks();
    std::size_t size = 0;
    while (size < rest_.size() && ((rest_[size] >= 'a' && rest_[size] <= 'z') ||
                                   (rest_[size] >= 'A' && rest_[size] <= 'Z') ||
                                   (size > 0 && rest_[size] >= '0' && rest_[size] <= '9')))
      ++size;
    const std::string_view found = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return found;
  }
  /// 'text', where a quote inside is doubled.
  std::optional<std::string> quoted() {
    if (!token("'")) return std::nullopt;
    std::string text;
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      if (rest_[i] != '\'') {
        text += rest_[i];
      } else if (rest_.substr(i + 1).starts_with('\'')) {
        text += rest_[i++];
      } else {
        rest_.remove_prefix(i + 1);
        return text;
      }
    }
    return std::nullopt;
  }
  std::optional<std::int64_t> number() {
    blanks();
    std::int64_t value = 0;
    const auto parsed = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (parsed.ec != std::errc{}) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(parsed.ptr - rest_.data()));
    return value;
  }
  /// and, or: followed by a blank or a bracket.
  bool connector(std::string_view text) {
    blanks();
    if (!rest_.starts_with(text)) return false;
    const std::string_view after = rest_.substr(text.size());
    if (!after.starts_with(' ') && !after.starts_with('(')) return false;
    rest_ = after;
    return true;
  }
  /// Up to the next blank or bracket.
  std::string_view literal() {
    blanks();
    const std::string_view found = rest_.substr(0, rest_.find_first_of(" )"));
    rest_.remove_prefix(found.size());
    return found;
  }
  bool done() {
    blanks();
    return rest_.empty();
  }

 private:
  std::string_view rest_;
};

inline std::optional<Comparison> comparison_named(std::string_view word) {
  if (word == "eq") return Comparison::eq;
  if (word == "ne") return Comparison::ne;
  if (word == "ge") return Comparison::ge;
  if (word == "gt") return Comparison::gt;
  if (word == "le") return Comparison::le;
  if (word == "lt") return Comparison::lt;
  return std::nullopt;
}

template <class Number>
bool compare(Comparison comparison, const Number& left, const Number& right) {
  switch (comparison) {
    case Comparison::eq:
      return left == right;
    case Comparison::ne:
      return left != right;
    case Comparison::ge:
      return left >= right;
    case Comparison::gt:
      return left > right;
    case Comparison::le:
      return left <= right;
    case Comparison::lt:
      return left < right;
  }
  return false;
}

}  // namespace relais::emulator
