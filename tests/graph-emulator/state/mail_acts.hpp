// What clients and owners do to messages through the same door.
#pragma once

#include "tests/graph-emulator/state/mail.hpp"

namespace relais::emulator {

/// A PATCH: checked, written, told to delta.
Answer<> update_message(Mail& mail, Message& message, const json::object& body, Millis now);

/// To Sent Items: the immutable id stays, the other one changes. `keeps_received`: it stays
/// received when its draft was made.
void send_draft(Mail& mail, Message& message, Millis now, bool keeps_received);

}  // namespace relais::emulator
