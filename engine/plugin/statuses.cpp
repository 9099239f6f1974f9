#include "engine/plugin/statuses.hpp"

namespace relais::plugin {

Errc errc_of(relais_status status) noexcept {
  switch (status) {
    case RELAIS_CANCELLED:
      return Errc::cancelled;
    case RELAIS_ERR_CONFIG:
      return Errc::config;
    case RELAIS_ERR_AUTH:
    case RELAIS_ERR_FORBIDDEN:
      return Errc::refused;
    case RELAIS_ERR_NOT_FOUND:
      return Errc::not_found;
    case RELAIS_ERR_CONFLICT:
      return Errc::conflict;
    case RELAIS_ERR_RESYNC:
      return Errc::resync;
    case RELAIS_ERR_ITEM:
      return Errc::item;
    case RELAIS_ERR_TRANSIENT:
      return Errc::temporary;
    case RELAIS_ERR_UNKNOWN_OUTCOME:
      return Errc::unknown_outcome;
    case RELAIS_ERR_UNSUPPORTED:
      return Errc::unsupported;
    default:
      return Errc::internal;
  }
}

relais_status status_of(Errc code) noexcept {
  switch (code) {
    case Errc::config:
    case Errc::usage:
      return RELAIS_ERR_CONFIG;
    case Errc::not_found:
      return RELAIS_ERR_NOT_FOUND;
    case Errc::busy:
    case Errc::temporary:
      return RELAIS_ERR_TRANSIENT;
    case Errc::unknown_outcome:
      return RELAIS_ERR_UNKNOWN_OUTCOME;
    case Errc::refused:
    case Errc::forbidden:
      return RELAIS_ERR_FORBIDDEN;
    case Errc::conflict:
      return RELAIS_ERR_CONFLICT;
    case Errc::resync:
      return RELAIS_ERR_RESYNC;
    case Errc::item:
      return RELAIS_ERR_ITEM;
    case Errc::unsupported:
      return RELAIS_ERR_UNSUPPORTED;
    case Errc::cancelled:
    case Errc::braked:
      return RELAIS_CANCELLED;
    case Errc::internal:
    case Errc::database:
    case Errc::schema:
      return RELAIS_ERR_INTERNAL;
  }
  return RELAIS_ERR_INTERNAL;
}

relais_status status_of(http::Outcome outcome) noexcept {
  switch (outcome) {
    case http::Outcome::answered:
      return RELAIS_OK;
    case http::Outcome::not_done:
      return RELAIS_ERR_TRANSIENT;
    case http::Outcome::unknown:
      return RELAIS_ERR_UNKNOWN_OUTCOME;
    case http::Outcome::unauthorised:
      return RELAIS_ERR_AUTH;
    case http::Outcome::forbidden_url:
      return RELAIS_ERR_CONFIG;
    case http::Outcome::cancelled:
      return RELAIS_CANCELLED;
  }
  return RELAIS_ERR_INTERNAL;
}

}  // namespace relais::plugin
