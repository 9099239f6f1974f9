// What is sent of a document, and when. Pure.
#pragma once

#include <relais/sdk.hpp>
#include <string>

#include "plugins/agenda/todo/document.hpp"

namespace relais::agenda::todo {

/// Body of a create: everything, with the key in the one linked resource that a create may have.
std::string created(const sdk::Op& op, const Document& document);

/// Body of an update: our fields. The status goes along with news, and where the document has
/// another one than the copy was made from; otherwise it is its owner's tick (R66). If that is not
/// known, a task that is done is said to be, and no tick is taken back.
std::string updated(const sdk::Op& op, const Document& document);

/// Body of the update of the notes.
std::string merging(const std::string& notes);

/// Whether the name of the linked resource may be another one than the copy was made with.
bool renames(const sdk::Op& op);
/// Body of the update of a linked resource.
std::string naming(const Document& document);

}  // namespace relais::agenda::todo
