#include <unicode/idna.h>
#include <unicode/unistr.h>

#include <memory>

#include "engine/mail/address.hpp"

namespace relais::mail {
namespace {

constexpr std::size_t kLongestDomain = 253;
constexpr std::size_t kLongestLabel = 63;
/// Written with letters outside of ASCII it may be longer than that.
constexpr std::size_t kLongestUnicodeDomain = 2048;

bool is_domain_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Of lower-case ASCII.
bool is_domain(std::string_view domain) {
  if (domain.empty() || domain.size() > kLongestDomain) return false;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= domain.size(); ++i) {
    if (i < domain.size() && domain[i] != '.') {
      if (!is_domain_byte(domain[i])) return false;
      continue;
    }
    if (i == start || i - start > kLongestLabel) return false;
    if (domain[start] == '-' || domain[i - 1] == '-') return false;
    start = i + 1;
  }
  return true;
}

const icu::IDNA* idna() {
  static const std::unique_ptr<const icu::IDNA> instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<const icu::IDNA> made{icu::IDNA::createUTS46Instance(
        UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE | UIDNA_CHECK_BIDI |
            UIDNA_CHECK_CONTEXTJ,
        status)};
    if (U_FAILURE(status)) made.reset();
    return made;
  }();
  return instance.get();
}

std::string to_a_labels(std::string_view domain) {
  if (idna() == nullptr) return {};
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString ascii;
  icu::IDNAInfo told;
  idna()->nameToASCII(
      icu::UnicodeString::fromUTF8({domain.data(), static_cast<int32_t>(domain.size())}), ascii,
      told, status);
  // `r3---sn.example` is registered and used; the rule against it keeps the form `xx--` free.
  const auto errors = told.getErrors() & ~static_cast<uint32_t>(UIDNA_ERROR_HYPHEN_3_4);
  if (U_FAILURE(status) || errors != 0) return {};
  std::string out;
  ascii.toUTF8String(out);
  return out;
}

}  // namespace

std::string normalise_domain(std::string_view domain) {
  if (domain.size() > kLongestUnicodeDomain) return {};
  std::string out(domain);
  bool plain = true;
  for (char& c : out) {
    plain = plain && static_cast<unsigned char>(c) < 0x80;
    c = lower_ascii(c);
  }
  if (!plain || out.find("xn--") != std::string::npos) out = to_a_labels(out);
  if (out.ends_with('.')) out.pop_back();
  return is_domain(out) ? out : std::string();
}

}  // namespace relais::mail
