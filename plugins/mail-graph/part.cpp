#include "plugins/mail-graph/part.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "plugins/graph/text.hpp"

namespace relais::mail_graph {
namespace {

using sdk::Status;

/// Said with a 500, and for ever.
constexpr std::array<std::string_view, 7> permanent_codes{
    "ErrorMimeContentConversionFailed", "ErrorContentConversionFailed",
    "ErrorMimeContentInvalid",          "ErrorMimeContentInvalidBase64String",
    "ErrorUnsupportedMimeConversion",   "ErrorCorruptData",
    "ErrorMessageSizeExceeded"};

constexpr std::size_t max_note = 500;

bool is_half_way(const graph::Refusal& refusal) {
  return refusal.http >= 200 && refusal.http < 300;
}

}  // namespace

Fate fate_of(const graph::Refusal& refusal) {
  switch (refusal.status) {
    case Status::cancelled:
    case Status::auth:
    case Status::config:
      return Fate::wait;
    case Status::not_found:
      return Fate::gone;
    case Status::item:
    case Status::unsupported:
    case Status::unknown_outcome:  // of a GET: larger than can be taken
      return Fate::never;
    default:
      break;
  }
  const bool permanent = std::find(permanent_codes.begin(), permanent_codes.end(),
                                   std::string_view(refusal.code)) != permanent_codes.end();
  if (permanent) return Fate::never;
  if (refusal.http == 410) return Fate::gone;
  if (refusal.http == 501 || refusal.http == 505) return Fate::never;
  // The other parts could be read, so it is no permission.
  if (refusal.status == Status::forbidden || refusal.status == Status::conflict)
    return Fate::broken;
  // Of an answer that broke half way it is the engine that says when it would try again.
  if (refusal.http == 429 || (refusal.not_before_ms != 0 && !is_half_way(refusal)))
    return Fate::wait;
  if (refusal.http == 503) return Fate::busy;
  // 5xx, and connections that break in the middle, as those of large messages do.
  return Fate::broken;
}

bool is_silence(const graph::Refusal& refusal) {
  return refusal.http == 0 && refusal.status == Status::transient;
}

bool breaks_off(const graph::Refusal& refusal) {
  return is_half_way(refusal) && refusal.status == Status::transient;
}

std::string why(const graph::Refusal& refusal) {
  return graph::shorten(refusal.summary(), max_note);
}

}  // namespace relais::mail_graph
