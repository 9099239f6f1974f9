// The way of a request through /v1.0: token, throttle, faults, resource.
#pragma once

#include "tests/graph-emulator/api/call.hpp"

namespace relais::emulator {

/// An answer whose request still counts as in flight; dropping it counts it out.
struct Answered {
  Response response;
  std::shared_ptr<User> user;
  Permit mailbox_permit;
  Permit app_permit;
  LogEntry entry;
};

/// `inner`: an item of a batch.
Answered answer_graph(Service& service, const Request& request, bool inner);

/// POST /v1.0/$batch
Answer<Response> answer_batch(Service& service, const Request& request);

std::string new_request_id();

}  // namespace relais::emulator
