#include "engine/import/encoding.hpp"

#include <unicode/ucnv.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "engine/base/text.hpp"

namespace relais::import {
namespace {

constexpr std::string_view kMarkUtf8 = "\xef\xbb\xbf";
constexpr std::string_view kMarkLittle = "\xff\xfe";
constexpr std::string_view kMarkBig = "\xfe\xff";
constexpr char kUndecodable = '\xff';
/// So much of a file decides on its encoding.
constexpr std::size_t kSample = std::size_t{4} << 20;

constexpr std::array<std::pair<std::string_view, Encoding>, 5> kNames{
    {{"utf-8", Encoding::utf8},
     {"utf-16le", Encoding::utf16le},
     {"utf-16be", Encoding::utf16be},
     {"cp1252", Encoding::cp1252},
     {"macroman", Encoding::macroman}}};

/// The code points of the bytes 0x80 to 0xFF; 0: none.
using HighHalf = std::array<char32_t, 128>;

HighHalf high_half(const char* converter_name) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(converter_name, &status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no converter for an encoding");
  HighHalf table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const char byte = static_cast<char>(0x80 + i);
    UChar out[4];
    status = U_ZERO_ERROR;
    const int32_t n = ucnv_toUChars(converter, out, 4, &byte, 1, &status);
    // ICU makes control characters of the bytes that CP-1252 leaves undefined.
    if (U_SUCCESS(status) && n == 1 && out[0] >= 0xa0 && out[0] != 0xfffd) table[i] = out[0];
  }
  ucnv_close(converter);
  return table;
}

const HighHalf& half_of(Encoding encoding) {
  static const HighHalf windows = high_half("windows-1252");
  static const HighHalf mac = high_half("macintosh");
  return encoding == Encoding::cp1252 ? windows : mac;
}

bool is_letter_of_ours(char32_t c) {
  static constexpr std::u32string_view letters = U"äöüéèêëàâçîïôùûœæìòÿÄÖÜÉÈÊËÀÂÇÎÏÔÙÛŒÆÌÒ";
  return letters.find(c) != std::u32string_view::npos;
}

bool is_sign_of_ours(char32_t c) {
  return std::u32string_view(U"\u00a0’‘“”„–—«»‹›°§€…²³½").find(c) != std::u32string_view::npos;
}

bool is_ascii_letter(unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_ascii_lower(unsigned char c) { return c >= 'a' && c <= 'z'; }

/// How well a byte and its neighbours read as text of a Swiss firm in one of the encodings.
int score(unsigned char before, char32_t c, unsigned char after) {
  if (c == 0) return -5;
  if (is_letter_of_ours(c)) {
    const bool capital = c < 0xdf || c == U'Œ';
    return capital && is_ascii_lower(before) ? -2 : 2;
  }
  const bool within_a_word = is_ascii_letter(before) && is_ascii_letter(after);
  if (is_sign_of_ours(c)) return within_a_word && c != U'’' ? 0 : 1;
  const bool letter = c >= 0xc0 && c < 0x250 && c != 0xd7 && c != 0xf7;
  return within_a_word && !letter ? -2 : 0;
}

Encoding windows_or_mac(std::string_view bytes) {
  const auto& windows = half_of(Encoding::cp1252);
  const auto& mac = half_of(Encoding::macroman);
  std::int64_t lead = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto c = static_cast<unsigned char>(bytes[i]);
    if (c < 0x80) continue;
    const unsigned char before = i > 0 ? static_cast<unsigned char>(bytes[i - 1]) : ' ';
    const unsigned char after =
        i + 1 < bytes.size() ? static_cast<unsigned char>(bytes[i + 1]) : ' ';
    lead += score(before, windows[c - 0x80u], after) - score(before, mac[c - 0x80u], after);
  }
  return lead >= 0 ? Encoding::cp1252 : Encoding::macroman;
}

struct Utf8Count {
  std::size_t valid = 0;    ///< sequences of several bytes
  std::size_t invalid = 0;  ///< bytes
};

Utf8Count count_utf8(std::string_view text) {
  Utf8Count count;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = text.size();
  for (std::size_t i = 0; i < size;) {
    if (bytes[i] < 0x80) {
      ++i;
      continue;
    }
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    (c < 0 ? count.invalid : count.valid) += 1;
  }
  return count;
}

/// Little or big by where the zero bytes are, if they are where UTF-16 has them.
std::optional<Encoding> utf16_without_mark(std::string_view bytes) {
  bytes = bytes.substr(0, std::min<std::size_t>(bytes.size(), 4096) & ~std::size_t{1});
  std::size_t zeros[2] = {0, 0};
  for (std::size_t i = 0; i < bytes.size(); ++i) zeros[i & 1] += bytes[i] == 0 ? 1 : 0;
  const std::size_t units = bytes.size() / 2;
  const auto most = [&](std::size_t n) { return n * 10 > units * 8; };
  if (units >= 2 && most(zeros[1]) && zeros[0] * 20 < units) return Encoding::utf16le;
  if (units >= 2 && most(zeros[0]) && zeros[1] * 20 < units) return Encoding::utf16be;
  return std::nullopt;
}

void append_code_point(std::string& out, char32_t c) {
  char buffer[U8_MAX_LENGTH];
  std::size_t n = 0;
  U8_APPEND_UNSAFE(buffer, n, static_cast<UChar32>(c));
  out.append(buffer, n);
}

std::string from_utf16(std::string_view bytes, bool big) {
  const auto unit = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char16_t>(big ? first << 8 | second : second << 8 | first);
  };
  std::string out;
  out.reserve(bytes.size());
  std::size_t i = 0;
  for (; i + 1 < bytes.size(); i += 2) {
    const char16_t c = unit(i);
    if (!U16_IS_SURROGATE(c)) {
      append_code_point(out, c);
    } else if (U16_IS_SURROGATE_LEAD(c) && i + 3 < bytes.size() && U16_IS_TRAIL(unit(i + 2))) {
      append_code_point(out, static_cast<char32_t>(U16_GET_SUPPLEMENTARY(c, unit(i + 2))));
      i += 2;
    } else {
      out += kUndecodable;
    }
  }
  if (i < bytes.size()) out += kUndecodable;
  return out;
}

std::string from_single_bytes(std::string_view bytes, const HighHalf& table) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char byte : bytes) {
    const auto c = static_cast<unsigned char>(byte);
    if (c < 0x80) {
      out += byte;
    } else if (table[c - 0x80u] != 0) {
      append_code_point(out, table[c - 0x80u]);
    } else {
      out += kUndecodable;
    }
  }
  return out;
}

}  // namespace

std::string_view name_of(Encoding encoding) {
  return std::find_if(kNames.begin(), kNames.end(),
                      [&](const auto& one) { return one.second == encoding; })
      ->first;
}

std::optional<Encoding> parse_encoding(std::string_view name) {
  const std::string lower = lower_ascii(name);
  for (const auto& [known, encoding] : kNames)
    if (lower == known) return encoding;
  return std::nullopt;
}

Encoding detect_encoding(std::string_view bytes) {
  if (bytes.starts_with(kMarkUtf8)) return Encoding::utf8;
  if (bytes.starts_with(kMarkLittle)) return Encoding::utf16le;
  if (bytes.starts_with(kMarkBig)) return Encoding::utf16be;
  if (const auto utf16 = utf16_without_mark(bytes)) return *utf16;
  const auto count = count_utf8(bytes);
  if (count.invalid == 0 || count.valid > count.invalid) return Encoding::utf8;
  return windows_or_mac(bytes.substr(0, kSample));
}

std::string decode(std::string bytes, Encoding encoding) {
  const auto behind = [&](std::string_view mark) {
    const std::string_view all = bytes;
    return all.starts_with(mark) ? all.substr(mark.size()) : all;
  };
  switch (encoding) {
    case Encoding::utf8:  // as it is: a large file must not be there twice
      if (bytes.starts_with(kMarkUtf8)) bytes.erase(0, kMarkUtf8.size());
      return bytes;
    case Encoding::utf16le:
      return from_utf16(behind(kMarkLittle), false);
    case Encoding::utf16be:
      return from_utf16(behind(kMarkBig), true);
    case Encoding::cp1252:
    case Encoding::macroman:
      break;
  }
  return from_single_bytes(bytes, half_of(encoding));
}

bool is_valid_utf8(std::string_view text) { return count_utf8(text).invalid == 0; }

std::string shown(std::string_view text) {
  std::string out;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = text.size();
  for (std::size_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    append_code_point(out, c < 0 ? U'\ufffd' : static_cast<char32_t>(c));
  }
  return out;
}

}  // namespace relais::import
