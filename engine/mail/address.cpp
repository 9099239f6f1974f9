#include "engine/mail/address.hpp"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <optional>

namespace relais::mail {
namespace {

/// Longer than any real header with that many people; what is longer is not looked at.
constexpr std::size_t kLongestWritten = 4u << 20;
constexpr std::size_t kLongestAddress = 1000;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool starts_with_folded(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(),
                                                   [](char a, char b) { return a == to_lower(b); });
}

/// `/O=FIRM/OU=...` and the forms in which it travels. Its text says nothing about the mailbox.
bool is_x500(std::string_view text) {
  static constexpr std::array<std::string_view, 4> forms{"/o=", "ex:/", "x500:/", "imceaex-"};
  return std::any_of(forms.begin(), forms.end(),
                     [&](std::string_view form) { return starts_with_folded(text, form); });
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Canonical caseless form; empty if the bytes are not UTF-8.
std::string folded_unicode(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfd = icu::Normalizer2::getNFDInstance(status);
  const auto* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return {};
  const auto source =
      icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
  if (source.indexOf(static_cast<UChar>(0xfffd)) >= 0) return {};
  auto folded = nfd->normalize(source, status);
  folded.foldCase();
  const auto normal = nfc->normalize(folded, status);
  if (U_FAILURE(status)) return {};
  std::string out;
  normal.toUTF8String(out);
  return out;
}

std::string folded_local(std::string_view local) {
  if (!is_ascii(local)) return folded_unicode(local);
  std::string out(local);
  std::transform(out.begin(), out.end(), out.begin(), to_lower);
  return out;
}

bool needs_quotes(std::string_view local) {
  return local.find_first_of("()<>[]:;@\\,\" \t") != std::string_view::npos;
}

std::string quoted(std::string_view local) {
  std::string out = "\"";
  for (const char c : local) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

/// The local part up to the `@` in `text`, without quotes; `text` then begins behind the `@`.
std::optional<std::string> take_local(std::string_view& text) {
  std::string out;
  if (!text.starts_with('"')) {
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos || at == 0) return std::nullopt;
    out = text.substr(0, at);
    text.remove_prefix(at + 1);
    if (needs_quotes(out)) return std::nullopt;
    return out;
  }
  std::size_t i = 1;
  for (; i < text.size() && text[i] != '"'; ++i) {
    if (text[i] == '\\' && ++i == text.size()) return std::nullopt;
    out += text[i];
  }
  if (i + 1 >= text.size() || text[i + 1] != '@' || out.empty()) return std::nullopt;
  text.remove_prefix(i + 2);
  return out;
}

Address normalise(std::string_view written) {
  std::string_view text = trimmed(written);
  for (const std::string_view prefix : {"smtp:", "mailto:"})
    if (starts_with_folded(text, prefix)) text.remove_prefix(prefix.size());
  if (text.size() > kLongestAddress || is_x500(text)) return {};
  if (std::any_of(text.begin(), text.end(), is_control)) return {};
  const auto local = take_local(text);
  if (!local) return {};
  const std::string folded = folded_local(*local);
  const std::string domain = normalise_domain(text);
  if (folded.empty() || domain.empty()) return {};
  // Only a quoted one can look so; in quotes it would be taken for something else next time.
  if (is_x500(folded)) return {};
  return {(needs_quotes(folded) ? quoted(folded) : folded) + '@' + domain};
}

/// Cuts a header's list into its entries: outside of quotes, comments and angle brackets.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<Address> all() {
    while (at_ < text_.size()) step(text_[at_++]);
    end_entry();
    return std::move(found_);
  }

 private:
  void step(char c) {
    switch (c) {
      case '"':
        return quotation();
      case '(':
        return comment();
      case '<':
        return angle();
      case ',':
        return end_entry();
      case ';':
        return end_entry();
      case ':':
        return colon();
      default:
        at_sign_ = at_sign_ || c == '@';
        bare_ += c;
    }
  }

  /// Kept with its quotes: it may be a local part, and if not, a name.
  void quotation() {
    bare_ += '"';
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      bare_ += c;
      if (c == '"') return;
      if (c == '\\' && at_ < text_.size()) bare_ += text_[at_++];
    }
    broken_ = true;
  }

  void comment() {
    for (std::size_t depth = 1; at_ < text_.size();) {
      const char c = text_[at_++];
      if (c == '\\' && at_ < text_.size()) ++at_;
      if (c == '(') ++depth;
      if (c == ')' && --depth == 0) return;
    }
    broken_ = true;
  }

  void angle() {
    if (angle_) broken_ = true;
    std::string inside;
    for (bool in_quotes = false; at_ < text_.size();) {
      const char c = text_[at_++];
      if (c == '>' && !in_quotes) {
        angle_ = std::move(inside);
        return;
      }
      inside += c;
      if (c == '"') in_quotes = !in_quotes;
      if (c == '\\' && in_quotes && at_ < text_.size()) inside += text_[at_++];
    }
    broken_ = true;
  }

  /// After a group's name; otherwise part of what stands there (`smtp:`, an X.500 name).
  void colon() {
    const std::string_view before = trimmed(bare_);
    if (angle_ || is_prefix(before) || is_x500(before) || at_sign_) {
      bare_ += ':';
      return;
    }
    bare_.clear();
  }

  static bool is_prefix(std::string_view text) {
    static constexpr std::array<std::string_view, 4> prefixes{"smtp", "mailto", "ex", "x500"};
    return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view prefix) {
      return text.size() == prefix.size() && starts_with_folded(text, prefix);
    });
  }

  void end_entry() {
    const std::string_view bare = trimmed(bare_);
    if (broken_) {
      found_.push_back({});
    } else if (angle_) {
      found_.push_back(normalise(without_route(*angle_)));
    } else if (!bare.empty()) {
      found_.push_back(normalise(bare));
    }
    bare_.clear();
    angle_.reset();
    at_sign_ = false;
    broken_ = false;
  }

  /// `<@relay.example:a@b>` is how mail was once routed.
  static std::string_view without_route(std::string_view inside) {
    inside = trimmed(inside);
    const std::size_t colon = inside.find(':');
    const bool route = inside.starts_with('@') && colon != std::string_view::npos;
    return route ? inside.substr(colon + 1) : inside;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string bare_;
  std::optional<std::string> angle_;
  bool at_sign_ = false;  ///< in bare_, outside of quotes
  bool broken_ = false;   ///< a quotation, comment or bracket that does not end
  std::vector<Address> found_;
};

/// What nearly every address looks like needs no scanner.
bool is_simple(std::string_view text) {
  return text.find_first_of("\"(<,;:") == std::string_view::npos;
}

}  // namespace

std::string_view Address::local() const {
  const std::size_t at = text.rfind('@');
  return at == std::string::npos ? std::string_view() : std::string_view(text).substr(0, at);
}

std::string_view Address::domain() const {
  const std::size_t at = text.rfind('@');
  return at == std::string::npos ? std::string_view() : std::string_view(text).substr(at + 1);
}

std::vector<Address> parse_addresses(std::string_view written) {
  const std::string_view text = trimmed(written);
  if (text.empty()) return {};
  if (text.size() > kLongestWritten || is_x500(text)) return {Address{}};
  if (is_simple(text)) return {normalise(text)};
  return Scanner(text).all();
}

Address parse_address(std::string_view written) {
  const std::string_view text = trimmed(written);
  if (is_simple(text)) return normalise(text);
  auto all = parse_addresses(text);
  return all.size() == 1 ? std::move(all.front()) : Address{};
}

}  // namespace relais::mail
