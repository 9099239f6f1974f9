// Texts as words of a script: whatever is in them, it stays a text.
#pragma once

#include <string>
#include <string_view>

namespace relais::connection::microsoft365 {

/// For a POSIX shell.
std::string shell_quoted(std::string_view text);
/// For PowerShell, which takes typographic quotes for quotes.
std::string powershell_quoted(std::string_view text);

}  // namespace relais::connection::microsoft365
