#include "plugins/graph/text.hpp"

#include <openssl/sha.h>
#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>
#include <memory>

namespace relais::graph {
namespace {

icu::UnicodeString utf16(std::string_view text) {
  return icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
}

bool ascii(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

/// Most text is ASCII, and every contact of a folder passes here.
std::string fold_ascii(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  bool gap = false;
  for (const char c : text) {
    if (c <= ' ' || c == '\x7F') {
      gap = !folded.empty();
      continue;
    }
    if (gap) folded += ' ';
    gap = false;
    folded += c;
  }
  return folded;
}

}  // namespace

std::string fold_space(std::string_view text) {
  if (ascii(text)) return fold_ascii(text);
  const icu::UnicodeString source = utf16(text);
  icu::UnicodeString folded;
  bool gap = false;
  for (std::int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1)) {
    const UChar32 c = source.char32At(i);
    if (u_isUWhiteSpace(c) || u_isISOControl(c)) {
      gap = !folded.isEmpty();
      continue;
    }
    if (gap) folded.append(u' ');
    gap = false;
    folded.append(c);
  }
  std::string result;
  folded.toUTF8String(result);
  return result;
}

std::string comparable(std::string_view text) {
  std::string folded = fold_space(text);
  if (ascii(folded)) return folded;
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  const icu::UnicodeString normal = nfc->normalize(utf16(folded), error);
  if (U_FAILURE(error)) return folded;
  std::string result;
  normal.toUTF8String(result);
  return result;
}

std::string shorten(std::string_view text, std::size_t units) {
  if (text.size() <= units) return std::string(text);  // never more units than bytes
  icu::UnicodeString source = utf16(text);
  if (static_cast<std::size_t>(source.length()) <= units) return std::string(text);

  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> graphemes(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), error));
  std::int32_t cut = static_cast<std::int32_t>(units) - 1;
  if (U_SUCCESS(error)) {
    graphemes->setText(source);
    if (!graphemes->isBoundary(cut)) cut = graphemes->preceding(cut);
  } else {
    cut = source.getChar32Start(cut);
  }
  source.truncate(cut < 0 ? 0 : cut);
  source.trim();
  source.append(u'\u2026');
  std::string result;
  source.toUTF8String(result);
  return result;
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * digest.size());
  for (const unsigned char byte : digest) {
    hex += digits[byte >> 4];
    hex += digits[byte & 15];
  }
  return hex;
}

}  // namespace relais::graph
