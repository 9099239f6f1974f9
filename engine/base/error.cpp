#include "engine/base/error.hpp"

namespace relais {

int exit_code(Errc code) noexcept {
  switch (code) {
    case Errc::usage:
    case Errc::config:
    case Errc::not_found:
      return 2;
    case Errc::item:
      return 3;
    case Errc::braked:
      return 4;
    case Errc::temporary:
    case Errc::unknown_outcome:
    case Errc::conflict:
    case Errc::resync:
      return 5;
    case Errc::busy:
      return 6;
    case Errc::refused:
    case Errc::forbidden:
      return 7;
    case Errc::internal:
    case Errc::database:
    case Errc::schema:
    case Errc::unsupported:
    case Errc::cancelled:
      return 1;
  }
  return 1;
}

const char* name_of(Errc code) noexcept {
  switch (code) {
    case Errc::internal:
      return "internal";
    case Errc::usage:
      return "usage";
    case Errc::config:
      return "config";
    case Errc::not_found:
      return "not_found";
    case Errc::busy:
      return "busy";
    case Errc::database:
      return "database";
    case Errc::schema:
      return "schema";
    case Errc::temporary:
      return "temporary";
    case Errc::unknown_outcome:
      return "unknown_outcome";
    case Errc::refused:
      return "refused";
    case Errc::conflict:
      return "conflict";
    case Errc::resync:
      return "resync";
    case Errc::item:
      return "item";
    case Errc::unsupported:
      return "unsupported";
    case Errc::cancelled:
      return "cancelled";
    case Errc::braked:
      return "braked";
    case Errc::forbidden:
      return "forbidden";
  }
  return "internal";
}

}  // namespace relais
