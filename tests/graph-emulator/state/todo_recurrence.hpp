// The recurrence of a task: patternedRecurrence, strictly.
#pragma once

#include "engine/base/json.hpp"

namespace relais::emulator {

/// Whether it says everything its type needs, with the right types and spelling.
bool is_task_recurrence(const json::value& value);

}  // namespace relais::emulator
