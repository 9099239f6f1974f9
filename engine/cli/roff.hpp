// Text as the source of a manual page: pure ASCII, and nothing in it that is taken for a request.
#pragma once

#include <string>
#include <string_view>

namespace relais::cli {

/// Characters that stand for themselves, also where text is copied from a page: quotes, dashes,
/// backslashes, and whatever is not ASCII. Line breaks and control characters become spaces.
std::string roff_escaped(std::string_view text);

/// A paragraph: `code` in bold, lines of at most 80 characters where words allow. Ends with a line
/// break; empty for no words.
std::string roff_paragraph(std::string_view text);

/// Lines as they are, indented, in one width.
std::string roff_example(std::string_view text);

/// `.MACRO "argument"`.
std::string roff_request(std::string_view macro, std::string_view argument);

}  // namespace relais::cli
