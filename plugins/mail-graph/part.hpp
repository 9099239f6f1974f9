// A part of a message that is fetched: what its refusal means. Pure.
#pragma once

#include <string>

#include "plugins/graph/refusal.hpp"

namespace relais::mail_graph {

enum class Fate {
  gone,    ///< not there, as it seems; of a message that is there, only for now
  never,   ///< the service will not give it: a note, and go on without it
  broken,  ///< may come: at once, or later
  busy,    ///< may come, but not at once
  wait,    ///< the call is to be tried later: it is nothing about this message
};

/// Of a part of a message whose other parts can be read.
Fate fate_of(const graph::Refusal& refusal);

/// No answer came. Whether that is the message or the service, another request tells.
bool is_silence(const graph::Refusal& refusal);
/// The answer was a good one and broke off half way.
bool breaks_off(const graph::Refusal& refusal);

/// "HTTP 500 ErrorMimeContentConversionFailed (request ...)": for a note.
std::string why(const graph::Refusal& refusal);

}  // namespace relais::mail_graph
