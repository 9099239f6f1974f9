// The control interface: build a world, act as a mailbox's owner, read what happened, break things.
#pragma once

#include "tests/graph-emulator/api/service.hpp"

namespace relais::emulator {

/// Requests below /_control/ (README: "Control interface"). Never throttled, faulted or logged.
Response answer_control(Service& service, const Request& request);

/// Tenants, applications, users and contents in one document.
Result<> seed(Service& service, const json::object& document);

/// `POST /_control/mailboxes/{tenant}/{user}/owner`
Result<json::object> act_as_owner(Service& service, User& user, const json::object& action);
/// Creates many contacts at once (README: "Control interface").
Result<json::object> fill(Service& service, User& user, const json::object& what);
/// All that a mailbox holds.
json::object describe_mailbox(User& user);

}  // namespace relais::emulator
