// Instants as Graph writes them, in whole seconds: that is all that the time of receipt has.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace relais::mail_graph {

/// Seconds since 1970, UTC.
using Seconds = std::int64_t;

/// "2026-05-01T07:30:00Z", also with fraction digits, which do not count, or with an offset
/// ("+02:00"). Nothing if it is no such text.
std::optional<Seconds> parse_instant(std::string_view text);
/// "2026-05-01T07:30:00Z"; years below 1 and above 9999 become these.
std::string instant_text(Seconds at);

}  // namespace relais::mail_graph
