// /users/{u}/todo: lists, tasks, linked resources.
#pragma once

#include "tests/graph-emulator/api/call.hpp"

namespace relais::emulator {

/// `rest` follows the segment `todo`. Checks the permission, and locks the mailbox.
Answer<Response> answer_todo(Call& call, Segments rest);

}  // namespace relais::emulator
