#include "engine/config/problems.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "engine/base/text.hpp"
#include "engine/config/node.hpp"

namespace relais::config {
namespace {

constexpr std::size_t most_reported = 200;
constexpr std::size_t most_echoed = 60;

bool is(int (*kind)(int), char c) { return kind(static_cast<unsigned char>(c)) != 0; }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string blind(std::string_view text) {
  const std::size_t size = characters(text);
  if (size == 0) return "an empty text";
  return fmt::format("a text of {} character{}", size, size == 1 ? "" : "s");
}

/// Long words of several character classes (as generated secrets are), words about secrets, and
/// what has the form user:password@host.
bool may_hold_secret(std::string_view text) {
  static constexpr std::array words{"secret",     "password", "passwd",
                                    "passphrase", "token",    "bearer"};
  const std::string small = lower_ascii(text);
  for (const char* word : words)
    if (small.find(word) != std::string::npos) return true;
  const std::size_t at = small.find('@');
  if (at != std::string::npos && small.substr(0, at).find(':') != std::string::npos) return true;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find_first_of(" \t\n,;", start), text.size());
    const std::string_view word = text.substr(start, end - start);
    const auto has = [&](auto test) { return std::any_of(word.begin(), word.end(), test); };
    const bool digit = has([](char c) { return is(std::isdigit, c); });
    const bool small_letter = has([](char c) { return is(std::islower, c); });
    const bool capital = has([](char c) { return is(std::isupper, c); });
    if (word.size() >= 16 && digit && (small_letter || capital)) return true;
    start = end + 1;
  }
  return false;
}

}  // namespace

std::string Diagnostic::text() const {
  std::string out = file;
  if (line > 0) out += fmt::format(":{}:{}", line, column);
  out += ": ";
  if (!key_path.empty()) out += key_path + ": ";
  out += "found " + found;
  if (!expected.empty()) out += ", expected " + expected;
  if (!hint.empty()) out += " (" + hint + ")";
  return out;
}

std::string to_text(const std::vector<Diagnostic>& diagnostics) {
  std::string out;
  for (const auto& diagnostic : diagnostics) out += diagnostic.text() + "\n";
  return out;
}

void Problems::add(Mark mark, std::string key_path, std::string found, std::string expected,
                   std::string hint) {
  if (found_.size() >= 20 * most_reported) {
    ++left_out_;
    return;
  }
  found_.push_back({file_, mark.line, mark.column, std::move(key_path), std::move(found),
                    std::move(expected), std::move(hint)});
}

std::vector<Diagnostic> Problems::take() {
  auto out = std::move(found_);
  found_.clear();
  std::stable_sort(out.begin(), out.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  if (out.size() > most_reported) {
    left_out_ += out.size() - (most_reported - 1);
    out.resize(most_reported - 1);
    Diagnostic rest = out.back();
    rest.key_path.clear();
    rest.found = fmt::format("{} further errors", left_out_);
    rest.expected.clear();
    rest.hint = "correct those above first";
    out.push_back(std::move(rest));
  }
  left_out_ = 0;
  return out;
}

std::string shown(std::string_view text) {
  if (text.empty() || characters(text) > most_echoed || may_hold_secret(text)) return blind(text);
  std::string out = "\"";
  for (const char c : text)
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      out += c;
    }
  return out + '"';
}

std::string describe(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::boolean:
      return node.text;
    case Node::Kind::integer:
    case Node::Kind::real:
      return characters(node.text) > 20 ? "a long number" : "the number " + node.text;
    case Node::Kind::text:
      return shown(node.text);
    case Node::Kind::list:
      return node.children.empty() ? "an empty list" : "a list";
    case Node::Kind::map:
      return node.children.empty() ? "an empty map" : "a map";
  }
  return "something";
}

std::string describe(const json::value& value) {
  if (value.is_null()) return "nothing";
  if (value.is_string()) return shown(value.get_string());
  if (value.is_array()) return value.get_array().empty() ? "an empty list" : "a list";
  if (value.is_object()) return value.get_object().empty() ? "an empty map" : "a map";
  if (value.is_bool()) return value.get_bool() ? "true" : "false";
  return "the number " + number_text(value);
}

std::string number_text(const json::value& value) {
  if (!value.is_double()) return json::serialize(value);
  std::string out = fmt::format("{}", value.get_double());
  if (out.find('e') != std::string::npos) out = fmt::format("{:f}", value.get_double());
  return out.find_first_not_of("-0123456789") == std::string::npos ? out + ".0" : out;
}

std::string describe_blind(const Node& node) {
  switch (node.kind) {
    case Node::Kind::text:
      return blind(node.text);
    case Node::Kind::integer:
    case Node::Kind::real:
      return "a number";
    case Node::Kind::boolean:
      return "true or false";
    case Node::Kind::null:
    case Node::Kind::list:
    case Node::Kind::map:
      break;
  }
  return describe(node);
}

bool sounds_secret(std::string_view key) {
  static constexpr std::array endings{"secret",  "password", "passwd",      "passphrase", "token",
                                      "api_key", "apikey",   "private_key", "credential"};
  std::string small = lower_ascii(key);
  std::replace(small.begin(), small.end(), '-', '_');
  return std::any_of(endings.begin(), endings.end(),
                     [&](const char* ending) { return small.ends_with(ending); });
}

std::string_view nearest(std::string_view text, const std::vector<std::string_view>& candidates) {
  if (text.empty() || text.size() > 64) return {};
  const std::string small = lower_ascii(text);
  std::string_view best;
  std::size_t least = std::max<std::size_t>(2, text.size() / 3) + 1;
  for (const auto candidate : candidates) {
    if (small.size() >= 3 && lower_ascii(candidate).starts_with(small)) return candidate;
    const std::size_t distance = edit_distance(small, lower_ascii(candidate));
    if (distance < least && distance < candidate.size()) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view text, const std::vector<std::string_view>& candidates) {
  const auto best = nearest(text, candidates);
  return best.empty() ? std::string() : fmt::format("did you mean \"{}\"?", best);
}

std::string path_of(const std::string& parent, std::string_view key) {
  const bool plain =
      !key.empty() && key.size() <= 64 && std::all_of(key.begin(), key.end(), [](char c) {
        return is(std::isalnum, c) || c == '_' || c == '-';
      });
  if (!plain) return parent + '[' + shown(key) + ']';
  return parent.empty() ? std::string(key) : parent + '.' + std::string(key);
}

std::string path_of(const std::string& parent, std::size_t index) {
  return fmt::format("{}[{}]", parent, index);
}

std::string pointer_of(const std::string& parent, std::string_view token) {
  std::string out = parent + '/';
  for (const char c : token) {
    if (c == '~' || c == '/') {
      out += c == '~' ? "~0" : "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace relais::config
