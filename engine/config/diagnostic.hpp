// What is wrong in a configuration file, where, and what would be right.
#pragma once

#include <string>
#include <vector>

namespace relais::config {

/// A place in the file; counts from 1, columns in characters. 0: the place is not known.
struct Mark {
  int line = 0;
  int column = 0;
};

/// One error. Never holds the value of a secret, nor any text that looks like one.
struct Diagnostic {
  std::string file;
  int line = 0;
  int column = 0;
  std::string key_path;  ///< `entities[0].microsoft365.tenant`; empty: the file as a whole
  std::string found;     ///< "the number 7"
  std::string expected;  ///< "true or false"
  std::string hint;      ///< what to do, or empty

  /// `relais.yaml:12:15: entities[0].language: found "en-GB", expected de, fr, it or en (...)`
  std::string text() const;
};

/// One per line, in the order of the file.
std::string to_text(const std::vector<Diagnostic>& diagnostics);

}  // namespace relais::config
