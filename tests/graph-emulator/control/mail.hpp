// The owner of a mailbox at work with mail, and the world that sends some.
#pragma once

#include "tests/graph-emulator/api/service.hpp"

namespace relais::emulator {

bool is_mail_action(std::string_view verb);
/// `{"do": "create_message", ...}`
Result<json::object> act_on_mail(Service& service, User& user, const json::object& action);
/// `{"kind": "message", "count": n, "folder": "inbox", "from": "2015-01-01T00:00:00Z", ...}`
Result<json::object> fill_mail(Service& service, User& user, const json::object& what);
/// Adds "messages", "message_blocks", "mail_folders" and "categories". Called with the mailbox
/// locked.
void describe_mail(User& user, json::object& mailbox);

/// A message as tests write it: Graph's names, addresses also as "Name <a@b.ch>".
Result<Message> read_message(const json::object& action, Millis now);

}  // namespace relais::emulator
