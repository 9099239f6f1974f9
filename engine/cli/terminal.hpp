// Where the program talks to: two streams, and what they can show.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

namespace relais::cli {

/// Colours for people; does nothing where they are not wanted.
class Paint {
 public:
  explicit Paint(bool on = false) : on_(on) {}
  std::string good(std::string_view text) const { return wrap("32", text); }
  std::string warning(std::string_view text) const { return wrap("33", text); }
  std::string bad(std::string_view text) const { return wrap("31", text); }
  std::string strong(std::string_view text) const { return wrap("1", text); }

 private:
  std::string wrap(std::string_view code, std::string_view text) const;
  bool on_;
};

struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool colour = false;  ///< allowed at all (NO_COLOR, TERM)
  bool in_is_terminal = false;
};

/// The process's own streams.
Terminal standard_terminal();

}  // namespace relais::cli
