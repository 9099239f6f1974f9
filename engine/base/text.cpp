#include "engine/base/text.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <unicode/idna.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

namespace relais {
namespace {

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

bool is_kept(UChar32 c, bool one_line) {
  if (c == '\n' || c == '\t') return !one_line;
  if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return false;
  return (c & 0xfffe) != 0xfffe;  // no noncharacters at the end of a plane
}

icu::UnicodeString clean(std::string_view text, bool one_line) {
  const auto source =
      icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
  icu::UnicodeString out;
  for (int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1)) {
    UChar32 c = source.char32At(i);
    if (c == '\r') {
      if (i + 1 < source.length() && source[i + 1] == '\n') continue;
      c = '\n';
    }
    if (one_line && (c == '\n' || c == '\t')) {
      if (!out.endsWith(u' ')) out.append(u' ');
      continue;
    }
    if (is_kept(c, one_line)) out.append(c);
  }
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(status);
  auto normal = nfc->normalize(out, status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no NFC data");
  return normal.trim();
}

std::string hex(const unsigned char* bytes, std::size_t size) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(size * 2);
  for (std::size_t i = 0; i < size; ++i) {
    out += digits[bytes[i] >> 4];
    out += digits[bytes[i] & 15];
  }
  return out;
}

}  // namespace

std::string normalise_text(std::string_view text) { return to_utf8(clean(text, false)); }
std::string normalise_line(std::string_view text) { return to_utf8(clean(text, true)); }

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

std::string fold_case(std::string_view text) {
  return to_utf8(
      icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())}).foldCase());
}

std::string normalise_address(std::string_view address) {
  const std::string folded = fold_case(normalise_line(address));
  const std::size_t at = folded.rfind('@');
  const std::string local = at == std::string::npos ? "" : folded.substr(0, at + 1);
  const std::string domain = at == std::string::npos ? folded : folded.substr(at + 1);
  if (domain.empty() || (at != std::string::npos && at == 0)) return {};
  if (folded.find_first_of(" <>\"(),;:\\") != std::string::npos) return {};
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::IDNA> idna{
      icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI, status)};
  if (U_FAILURE(status)) return {};
  icu::UnicodeString ascii;
  icu::IDNAInfo info;
  idna->nameToASCII(icu::UnicodeString::fromUTF8(domain), ascii, info, status);
  if (U_FAILURE(status) || info.hasErrors()) return {};
  return local + to_utf8(ascii);
}

std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::vector<std::size_t>> d(left.size() + 1,
                                          std::vector<std::size_t>(right.size() + 1));
  for (std::size_t i = 0; i <= left.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= right.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i)
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t cost = left[i - 1] == right[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost});
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[left.size()][right.size()];
}

std::string sha256_hex(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("OpenSSL has no SHA-256");
  return hex(digest, size);
}

std::string random_uuid() {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof bytes) != 1)
    throw std::runtime_error("the system gives no random numbers");
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  const std::string digits = hex(bytes, sizeof bytes);
  return digits.substr(0, 8) + '-' + digits.substr(8, 4) + '-' + digits.substr(12, 4) + '-' +
         digits.substr(16, 4) + '-' + digits.substr(20);
}

}  // namespace relais
