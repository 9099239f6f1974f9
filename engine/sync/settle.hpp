// What a plan knows of dirty keys before anything of it is sent.
#pragma once

#include "engine/sync/planning.hpp"

namespace relais::sync {

/// Settles the dirty keys that need nothing, and turns "everything" into single keys, so that what
/// is not carried out is not forgotten.
Result<> settle_keys(Context& context, Job& job, const MailboxPlan& plan);

}  // namespace relais::sync
