// From the bytes of a file to UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relais::import {

enum class Encoding { utf8, utf16le, utf16be, cp1252, macroman };

/// As `--encoding` takes it: "utf-8", "utf-16le", "utf-16be", "cp1252", "macroman".
std::string_view name_of(Encoding encoding);
std::optional<Encoding> parse_encoding(std::string_view name);

/// By the byte order mark; else UTF-16 if every other byte is zero; else UTF-8 if it is valid, or
/// if there are more valid sequences of several bytes than invalid bytes; else CP-1252 or MacRoman,
/// whichever reads more of the file as letters and punctuation of German, French and Italian
/// (CP-1252 if they are equal).
Encoding detect_encoding(std::string_view bytes);

/// Without the byte order mark. For what cannot be decoded stands the byte 0xFF, which is never
/// part of UTF-8; bytes that were to be UTF-8 are left as they are.
std::string decode(std::string bytes, Encoding encoding);

bool is_valid_utf8(std::string_view text);
/// With U+FFFD for what is no UTF-8.
std::string shown(std::string_view text);

}  // namespace relais::import
