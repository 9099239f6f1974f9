#include "engine/http/redact.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "engine/base/text.hpp"
#include "engine/http/form.hpp"

namespace relais::http {
namespace {

constexpr std::string_view hidden = "***";
constexpr std::size_t shortest_token = 20;
constexpr std::array<std::string_view, 8> harmless = {
    "$select",    "$top", "$skip", "$count", "$orderby", "changetype", "includehiddenfolders",
    "api-version"};

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_token_char(char c) {
  return is_alnum(c) || std::string_view("-._~+/=%").find(c) != std::string_view::npos;
}
bool is_address_char(char c) {
  return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view("!#$%&*+-./^_`{|}~").find(c) != std::string_view::npos;
}

// Percent signs are decoded as often as somebody may have encoded them.
bool names_a_person(std::string_view segment) {
  std::string text = lower_ascii(segment);
  for (int i = 0; i < 3; ++i) {
    if (text.find('@') != std::string::npos) return true;
    for (auto at = text.find("%25"); at != std::string::npos; at = text.find("%25", at + 1)) {
      text.replace(at, 3, "%");
    }
    for (auto at = text.find("%40"); at != std::string::npos; at = text.find("%40", at + 1)) {
      text.replace(at, 3, "@");
    }
  }
  return text.find('@') != std::string::npos;
}

std::string redact_query(std::string_view query) {
  std::string out;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const auto equals = pair.find('=');
    const std::string_view name = pair.substr(0, equals);
    if (!out.empty()) out += '&';
    out += names_a_person(name) || name.size() > 40 ? hidden : name;
    if (equals == std::string_view::npos) continue;
    std::string plain = lower_ascii(name);
    if (plain.starts_with("%24")) plain.replace(0, 3, "$");
    const std::string_view value = pair.substr(equals + 1);
    const bool show = std::find(harmless.begin(), harmless.end(), plain) != harmless.end() &&
                      !names_a_person(value);
    out += '=';
    out += show ? value : hidden;
  }
  return out;
}

/// Length of what has to be hidden at the beginning of `rest`, after `keep` bytes that stay.
struct Find {
  std::size_t keep = 0;
  std::size_t hide = 0;
};

std::size_t run(std::string_view text, bool (*accept)(char)) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), accept) -
                                  text.begin());
}

Find find_secret(std::string_view rest) {
  const std::string head = lower_ascii(rest.substr(0, 20));
  for (const std::string_view word : {"bearer ", "basic "}) {
    if (!head.starts_with(word)) continue;
    const std::size_t size = run(rest.substr(word.size()), is_token_char);
    if (size >= 4) return {word.size(), size};
  }
  for (const std::string_view word :
       {"secret=", "token=", "assertion=", "password=", "secret\":\"", "token\":\"", "code="}) {
    if (!head.starts_with(word)) continue;
    const std::size_t size = run(rest.substr(word.size()), is_token_char);
    if (size > 0) return {word.size(), size};
  }
  if (rest.starts_with("eyJ")) {
    const std::size_t size = run(rest, is_token_char);
    if (size >= shortest_token) return {0, size};
  }
  return {};
}

}  // namespace

std::string redact_url(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos && scheme < 10) {
    url.remove_prefix(scheme + 3);
    url.remove_prefix(std::min(url.find_first_of("/?#"), url.size()));
  }
  url = url.substr(0, url.find('#'));
  const auto question = url.find('?');
  std::string_view path = url.substr(0, question);
  std::string out;
  while (true) {
    const auto slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    out += names_a_person(segment) ? hidden : segment;
    if (slash == std::string_view::npos) break;
    out += '/';
    path.remove_prefix(slash + 1);
  }
  if (question != std::string_view::npos) out += "?" + redact_query(url.substr(question + 1));
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return out;
}

std::string redact_text(std::string_view text, std::size_t longest) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size() && out.size() < longest) {
    const Find found = find_secret(text.substr(at));
    if (found.hide > 0) {
      out.append(text.substr(at, found.keep)).append(hidden);
      at += found.keep + found.hide;
      continue;
    }
    const bool is_address = text[at] == '@' || text.substr(at, 3) == "%40";
    if (is_address && !out.empty() && is_address_char(out.back())) {
      while (!out.empty() && is_address_char(out.back())) out.pop_back();
      out += hidden;
      at += text[at] == '@' ? 1 : 3;
      while (at < text.size() && is_address_char(text[at])) ++at;
      continue;
    }
    const char c = text[at++];
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    if (!control) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (at < text.size()) {
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0U) == 0x80U)
      out.pop_back();
    if (!out.empty() && static_cast<unsigned char>(out.back()) >= 0xC0U) out.pop_back();
    out += "...";
  }
  return out;
}

std::string without_secret(std::string text, std::string_view secret) {
  if (secret.size() < 4) return text;  // would hide half of every text
  for (const std::string& form : {std::string(secret), form_encode(secret)}) {
    for (auto at = text.find(form); at != std::string::npos; at = text.find(form, at)) {
      text.replace(at, form.size(), hidden);
      at += hidden.size();
    }
  }
  return text;
}

}  // namespace relais::http
