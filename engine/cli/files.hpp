// Files that verbs read and write.
#pragma once

#include <cstddef>
#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

#include "engine/base/error.hpp"

namespace relais::cli {

/// All of a file; `-` reads `standard_input`. Errc::usage: not there, not readable, too large.
Result<std::string> read_text(const std::string& path, std::istream& standard_input,
                              std::size_t max_bytes);

/// Replaces the file as a whole or not at all: a new file beside it, flushed to the disk, renamed.
/// Only its owner may read it.
Result<> write_atomically(const std::filesystem::path& path, std::string_view text);

/// Writes a file that must not exist yet.
Result<> write_new(const std::filesystem::path& path, std::string_view text);

/// Writes a file that must not exist yet (Errc::usage), as a whole or not at all. Only its owner
/// may read it.
Result<> write_new_whole(const std::filesystem::path& path, std::string_view bytes);

/// Makes the folder and those above it that are missing, for their owner only. True: it was made.
Result<bool> make_folder(const std::filesystem::path& path);

}  // namespace relais::cli
