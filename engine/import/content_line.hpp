// Lines of vCard and iCalendar: `group.NAME;PARAMETER=value:value`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"

namespace relais::import {

/// A line as it stands in the file, without its end.
struct FileLine {
  std::size_t number = 0;          ///< counted from 1
  std::size_t begin = 0, end = 0;  ///< where it stands; `end` is behind its line break
  std::string_view text;
  bool blank() const { return text.find_first_not_of(" \t") == std::string_view::npos; }
};

/// Goes through a text line by line; CRLF, LF, CR, and CR CR LF end one.
class FileLines {
 public:
  explicit FileLines(std::string_view text, std::size_t first = 1) : text_(text), number_(first) {}
  std::optional<FileLine> next();

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t number_;
};

/// What `BEGIN:x` or `END:x` names, in capitals; empty for any other line.
std::string name_begun(std::string_view line);
std::string name_ended(std::string_view line);

/// One logical line. Names are in capitals, without the group; a parameter with several values
/// stands once for each. A bare parameter of vCard 2.1 (`;HOME`) is a TYPE, or an ENCODING.
struct ContentLine {
  std::size_t line = 0;
  std::string group, name;
  std::vector<std::pair<std::string, std::string>> parameters;
  std::string value;  ///< escapes still in it

  /// The first value of this parameter; empty: it has none.
  std::string_view parameter(std::string_view name) const;
  /// Case is ignored in `value`, which is given in capitals.
  bool has(std::string_view name, std::string_view value) const;
};

/// `text` is unfolded. Nothing: it is no such line.
std::optional<ContentLine> read_content_line(std::string_view text, std::size_t line);

/// What keeps a card or an item of a calendar from being taken, and where.
struct LineError {
  std::size_t line = 0;
  std::string reason;  ///< without content of the file
};
using LineFailure = tl::unexpected<LineError>;

/// ASCII, for names.
std::string upper_ascii(std::string_view text);

// ---- values -------------------------------------------------------------------------------------

/// What a backslash means: in vCard 2.1 it protects `;`, `,` and itself; since then `\n` is a line
/// break as well, and `\:` a colon. Before anything else it is a backslash.
enum class Escapes { card21, modern };

std::string unescaped(std::string_view value, Escapes escapes);
/// The parts between separators that no backslash protects; escapes are left in.
std::vector<std::string_view> split_raw(std::string_view value, char separator);
/// Bytes of quoted-printable; what is no escape stays as it is.
std::string unquoted(std::string_view value);

}  // namespace relais::import
