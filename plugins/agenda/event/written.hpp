// What requests say of a document.
#pragma once

#include <relais/sdk.hpp>
#include <string>

#include "plugins/agenda/event/document.hpp"
#include "plugins/agenda/item.hpp"

namespace relais::agenda::event {

/// Body of a POST: everything, with what the event is found again by.
std::string created_body(const Document& document, const sdk::Op& op, Kind kind);

/// Body of a PATCH: what is ours alone. What makes a series only if it has changed, if a repair is
/// to put it right, or if what the copy was made from is unknown: a write of it takes from the
/// owner what he did to single occurrences.
std::string updated_body(const Document& document, const sdk::Op& op);

}  // namespace relais::agenda::event
