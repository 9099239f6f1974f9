#include "engine/store/mail_types.hpp"

namespace relais::store {

std::string_view name_of(AccountPhase phase) {
  switch (phase) {
    case AccountPhase::draft:
      return "draft";
    case AccountPhase::configured:
      return "configured";
    case AccountPhase::active:
      return "active";
    case AccountPhase::suspended:
      return "suspended";
  }
  return "draft";
}

std::string_view name_of(Decision decision) {
  return decision == Decision::collect ? "collect" : "skip";
}

std::string_view name_of(RecipientRole role) {
  switch (role) {
    case RecipientRole::to:
      return "to";
    case RecipientRole::cc:
      return "cc";
    case RecipientRole::bcc:
      return "bcc";
    case RecipientRole::reply_to:
      return "reply_to";
  }
  return "to";
}

std::string_view name_of(Marker marker) {
  switch (marker) {
    case Marker::none:
      return "none";
    case Marker::received:
      return "received";
    case Marker::archived:
      return "archived";
  }
  return "none";
}

Marker marker_of(std::string_view name) {
  if (name == "received") return Marker::received;
  if (name == "archived") return Marker::archived;
  return Marker::none;
}

}  // namespace relais::store
