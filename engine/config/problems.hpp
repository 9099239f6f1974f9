// Collects diagnostics, and words them so that no secret gets into one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json.hpp"
#include "engine/config/diagnostic.hpp"

namespace relais::config {

struct Node;

class Problems {
 public:
  explicit Problems(std::string file) : file_(std::move(file)) {}

  void add(Mark mark, std::string key_path, std::string found, std::string expected,
           std::string hint = {});
  bool empty() const { return found_.empty(); }
  /// In the order of the file; at most 200, the last one then says how many are left out.
  std::vector<Diagnostic> take();

 private:
  std::string file_;
  std::vector<Diagnostic> found_;
  std::size_t left_out_ = 0;
};

/// `"abc"`, or `a text of 40 characters` if it is long, or could be or hold a secret.
std::string shown(std::string_view text);
/// What stands there: `the number 7`, `a list`, `"abc"`.
std::string describe(const Node& node);
std::string describe(const json::value& value);
/// A number as people write it: `7`, `1.5`.
std::string number_text(const json::value& value);
/// The same without the value itself: `a text of 40 characters`.
std::string describe_blind(const Node& node);

/// Whether a key's value must be taken for a secret: `password`, `api_token`, ...
bool sounds_secret(std::string_view key);

/// The candidate that `text` was probably meant to be, or empty.
std::string_view nearest(std::string_view text, const std::vector<std::string_view>& candidates);
/// `did you mean "x"?`, or empty.
std::string did_you_mean(std::string_view text, const std::vector<std::string_view>& candidates);

/// `a` + `b` -> `a.b`; names that are no plain words are quoted: `a["b.c"]`.
std::string path_of(const std::string& parent, std::string_view key);
std::string path_of(const std::string& parent, std::size_t index);

/// RFC 6901: the pointer of a key or index below `parent`.
std::string pointer_of(const std::string& parent, std::string_view token);

}  // namespace relais::config
