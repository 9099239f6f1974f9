// What the service itself does to a contact: its property table, generated names, mail addresses.
#pragma once

#include "tests/graph-emulator/state/schema.hpp"

namespace relais::emulator {

const Schema& contact_schema();

/// After a create: fills displayName and fileAs if not given, empties invalid mail addresses.
void complete_created_contact(Values& values, const Change& change);
/// After an update: displayName and fileAs are generated anew if parts of the name changed and
/// they were not sent along.
void complete_updated_contact(Values& values, const Change& change);

}  // namespace relais::emulator
