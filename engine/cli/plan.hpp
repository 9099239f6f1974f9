// What `plan` and `audit --dry-run` share.
#pragma once

#include "engine/cli/call.hpp"

namespace relais::cli {

Result<Reply> run_plan(const Call& call, bool audit);

}  // namespace relais::cli
