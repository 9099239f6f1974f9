#include "engine/store/store.hpp"

namespace relais::store {

const Link* Handler::link(std::string_view connection) const {
  for (const auto& link : links) {
    if (link.connection == connection) return &link;
  }
  return nullptr;
}

bool Handler::wants(std::string_view kind) const {
  if (kind == kContact) return sync_addresses;
  if (kind == kDeadline) return sync_deadlines.value_or(sync_calendar_items);
  if (kind == kReminder) return sync_reminders.value_or(sync_calendar_items);
  if (kind == kAppointment) return sync_appointments.value_or(sync_calendar_items);
  return false;
}

}  // namespace relais::store
