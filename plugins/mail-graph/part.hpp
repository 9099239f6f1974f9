// A part of a message that is fetched: what its refusal means. Pure.
#pragma once

#include <string>

#include "plugins/graph/refusal.hpp"

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

/// "HTTP 500 ErrorMimeContentConversionFailed (request ...)": for a note.
std::string why(const graph::Refusal& refusal);

}  // namespace relais::mail_graph
