// Unicode text as the engine keeps it (ICU behind).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace relais {

/// NFC, trimmed, `\r\n` and `\r` become `\n`, other control characters and U+FFFE/U+FFFF removed,
/// broken UTF-8 replaced by U+FFFD (requirements: domain model).
std::string normalise_text(std::string_view text);
/// The same, and line breaks and tabs become single spaces.
std::string normalise_line(std::string_view text);
/// A to Z in lower case, all else as it is: for header names, hosts, keys.
std::string lower_ascii(std::string_view text);
/// Full case folding, for comparing e-mail addresses and domains.
std::string fold_case(std::string_view text);
/// An e-mail address or domain as relais compares it: trimmed, folded, domain as punycode (UTS 46).
/// Empty if it cannot be one.
std::string normalise_address(std::string_view address);
/// How far apart two short words are (Damerau-Levenshtein), for "did you mean".
std::size_t edit_distance(std::string_view left, std::string_view right);
/// Lower-case hexadecimal SHA-256.
std::string sha256_hex(std::string_view bytes);
/// A random version 4 UUID, from the operating system's generator.
std::string random_uuid();

}  // namespace relais
