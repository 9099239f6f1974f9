// The owner of a mailbox at work in their calendars.
#pragma once

#include "tests/graph-emulator/api/service.hpp"

namespace relais::emulator {

bool is_event_action(std::string_view verb);
/// `{"do": "create_event", ...}`
Result<json::object> act_on_events(Service& service, User& user, const json::object& action);
/// `{"kind": "event", "count": n, "calendar": "", ...}`
Result<json::object> fill_events(Service& service, User& user, const json::object& what);
/// Adds "events", "deleted_events", "calendars" and "default_calendar". Called with the mailbox
/// locked.
void describe_events(User& user, json::object& mailbox);

}  // namespace relais::emulator
