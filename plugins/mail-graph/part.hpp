// A part of a message that is fetched: what its refusal means. Pure.
#pragma once

#include <optional>
#include <string>

#include "plugins/graph/refusal.hpp"
#include "plugins/mail-graph/moment.hpp"

namespace relais::mail_graph {

enum class Fate {
  gone,    ///< not there, as it seems
  never,   ///< the service will not give it: a note, and go on without it
  broken,  ///< as good as never, if the service is well otherwise: once more, then a note
  busy,    ///< the call is to be tried later, but not for ever
  wait,    ///< the call is to be tried later: it is nothing about this message
};

/// Of a part of a message whose other parts can be read.
Fate fate_of(const graph::Refusal& refusal);

/// How long a message may hold up those behind it.
inline constexpr Seconds patience = 3600;
/// Whether a part that was refused so is given up, of a message that came so long ago: what is
/// refused for good at once, what only fails after a while. Whoever is told to wait waits.
bool is_given_up(const graph::Refusal& refusal, std::optional<Seconds> age);

/// "HTTP 500 ErrorMimeContentConversionFailed (request ...)": for a note.
std::string why(const graph::Refusal& refusal);

}  // namespace relais::mail_graph
