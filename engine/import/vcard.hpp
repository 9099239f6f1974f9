// vCard 2.1, 3.0 and 4.0 as addresses.
#pragma once

#include <string_view>

#include "engine/import/lookups.hpp"
#include "engine/import/record.hpp"

namespace relais::import {

/// Each card of the file becomes a record or a rejected one; so does text between cards. Any bytes
/// are taken.
///
/// UID is the id of the address. A card says everything that a card can say: a property that it
/// does not have is NULL in the store, and its contact points and categories are all there are. Its
/// category `sync-MM` marks it for the handler MM; a card with such a category names all its marks,
/// one without leaves them as they are.
void read_vcards(std::string_view file, const Sink& sink, const Warn& warn);

}  // namespace relais::import
