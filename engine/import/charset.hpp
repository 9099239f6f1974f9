// Bytes of files as UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relais::import {

bool is_utf8(std::string_view bytes);

/// The bytes read in the character set of this name, with U+FFFD for what it does not have;
/// nothing if nobody knows the name.
std::optional<std::string> utf8_from(std::string_view bytes, const std::string& charset);

/// As it is if it is UTF-8, else read as Windows-1252: what programs write that name nothing.
std::string utf8_or_western(std::string_view bytes);

/// A whole file: its byte order mark is taken away, and UTF-16 becomes UTF-8. Without a mark, the
/// bytes as they are.
std::string unmarked(std::string_view bytes);

}  // namespace relais::import
