// Takes out of free text what may be a name, an address or a secret. Whoever writes a log line or
// an error text keeps them out in the first place; this is for what leaves the firm.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relais::cli {

class Scrubber {
 public:
  /// Wherever `word` stands by itself, `by` will stand. Words of less than three bytes are left.
  void hide(std::string word, std::string by = "(hidden)");

  /// One line. Besides the words: e-mail addresses, tokens, what a service said with a refusal, what
  /// stands in quotes, paths of files, and words with other letters than ASCII.
  std::string line(std::string_view text) const;

  /// A code, a version or an id of a program: its characters, or "(hidden)" if it is none.
  static std::string code(std::string_view text);

 private:
  std::string without_words(std::string text) const;
  std::vector<std::pair<std::string, std::string>> words_;  ///< the longest first
};

}  // namespace relais::cli
