#include "engine/cli/scrubber.hpp"

#include <algorithm>
#include <cctype>
#include <regex>

#include "engine/base/text.hpp"
#include "engine/http/redact.hpp"

namespace relais::cli {
namespace {

constexpr std::size_t kShortest = 3;
constexpr std::size_t kLongestCode = 80;
constexpr std::string_view kHidden = "(hidden)";

bool is_ascii_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_letter(char c) { return is_ascii_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }

/// Between quotes stands what somebody typed: names of folders, values, words of a service.
std::string without_quoted(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    // An apostrophe within a word opens nothing.
    const bool opens = c == '"' || c == '`' || (c == '\'' && (at == 0 || !is_letter(text[at - 1])));
    out += c;
    if (!opens) continue;
    const auto end = std::min(text.find(c, at + 1), text.size());
    if (end > at + 1) out += "...";
    if (end < text.size()) out += c;
    at = end;
  }
  return out;
}

/// `403 ErrorAccessDenied: ` and what the service said; our own words about it stand in brackets.
std::string without_said(const std::string& text) {
  static const std::regex said(R"((\b[45]\d\d [A-Za-z_]{3,60}: )[^(]*)");
  return std::regex_replace(text, said, "$1... ");
}

bool ends_path(char c) { return c == ' ' || c == ',' || c == ';' || c == ')' || c == '"'; }

/// What begins with a slash at the beginning of a word. Of a shared library its own name stays.
std::string without_paths(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool begins = text[at] == '/' && (at == 0 || !is_letter(text[at - 1])) &&
                        at + 1 < text.size() && is_letter(text[at + 1]);
    if (!begins) {
      out += text[at++];
      continue;
    }
    auto end = at;
    while (end < text.size() && !ends_path(text[end])) ++end;
    auto path = text.substr(at, end - at);
    while (path.ends_with(':') || path.ends_with('.')) path.remove_suffix(1);
    const auto name = path.substr(path.rfind('/') + 1);
    out += name.ends_with(".so") ? "(path)/" + Scrubber::code(name) : std::string("(path)");
    at += path.size();
  }
  return out;
}

/// Log lines and error texts are plain English.
std::string without_foreign_words(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_letter(text[at])) {
      out += text[at++];
      continue;
    }
    auto end = at;
    while (end < text.size() && is_letter(text[end])) ++end;
    const auto word = text.substr(at, end - at);
    const bool foreign = std::any_of(word.begin(), word.end(),
                                     [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    out += foreign ? kHidden : word;
    at = end;
  }
  return out;
}

}  // namespace

void Scrubber::hide(std::string word, std::string by) {
  if (word.size() < kShortest) return;
  const auto place = std::find_if(words_.begin(), words_.end(),
                                  [&](const auto& one) { return one.first.size() < word.size(); });
  words_.insert(place, {lower_ascii(word), std::move(by)});
}

std::string Scrubber::without_words(std::string text) const {
  for (const auto& [word, by] : words_) {
    std::string folded = lower_ascii(text);
    for (auto at = folded.find(word); at != std::string::npos;) {
      const auto end = at + word.size();
      const bool inside = (at > 0 && is_letter(folded[at - 1]) && is_letter(word.front())) ||
                          (end < folded.size() && is_letter(folded[end]) && is_letter(word.back()));
      if (inside) {
        at = folded.find(word, at + 1);
        continue;
      }
      text.replace(at, word.size(), by);
      folded.replace(at, word.size(), by);
      at = folded.find(word, at + by.size());
    }
  }
  return text;
}

std::string Scrubber::line(std::string_view text) const {
  return without_foreign_words(without_paths(
      without_quoted(without_said(http::redact_text(without_words(std::string(text)))))));
}

std::string Scrubber::code(std::string_view text) {
  const bool good =
      !text.empty() && text.size() <= kLongestCode &&
      std::all_of(text.begin(), text.end(), [](char c) {
        return is_ascii_alnum(c) || std::string_view("._-+:/ ").find(c) != std::string_view::npos;
      });
  return std::string(good ? text : kHidden);
}

}  // namespace relais::cli
