#include "tests/graph-emulator/state/mail_acts.hpp"

#include <algorithm>

namespace relais::emulator {

Answer<> update_message(Mail& mail, Message& message, const json::object& body, Millis now) {
  auto change = read_change(message_schema(), body);
  if (!change) return refuse(change.error());
  if (auto checked = check_settable(message, *change); !checked) return checked;
  if (change->has(message::headers))
    return refuse(400, "ErrorInvalidPropertySet", "Headers can be set at creation only.");
  const bool trifle =
      change->extended.empty() && change->values.size() == 1 && change->has(message::is_read);
  if (change->has(message::is_read)) {
    for (const auto& [index, value] : change->values)
      if (index == message::is_read) mail.set_read(message, value.as_bool());
  }
  write_message(message, *change);
  for (const ExtendedProperty& property : change->extended) {
    const auto old = std::find_if(message.extended.begin(), message.extended.end(),
                                  [&](const auto& one) { return one.id == property.id; });
    if (old == message.extended.end())
      message.extended.push_back(property);
    else
      old->value = property.value;
  }
  mail.touched(message, now, trifle);
  return {};
}

void send_draft(Mail& mail, Message& message, Millis now, bool keeps_received) {
  const Millis at = now / 1000 * 1000;
  message.draft = false;
  message.sent_copy = true;
  message.sent = at;
  mail.set_read(message, true);
  if (!keeps_received) mail.reseat(message, at);
  mail.move(message, *mail.well_known("sentitems"), now);
}

}  // namespace relais::emulator
