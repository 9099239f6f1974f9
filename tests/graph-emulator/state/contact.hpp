// What the service itself does to a contact: its property table, generated names, mail addresses.
#pragma once

#include "tests/graph-emulator/state/schema.hpp"

namespace relais::emulator {

const Schema& contact_schema();

/// Merges a change; empties invalid mail addresses; displayName and fileAs are generated if they
/// were not sent along, in an update only if parts of the name changed.
Answer<> write_contact(Values& values, const Change& change, bool created);

}  // namespace relais::emulator
