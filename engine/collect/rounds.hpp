// One round over all mail accounts.
#pragma once

#include "engine/collect/service.hpp"

namespace relais::collect {

/// Active accounts: opened one after the other, worked on in parallel, a mailbox by one worker at a
/// time. `audit`: list all, due or not.
Result<Outcome> run_rounds(const Firm& firm, const Desk& desk, const sync::Selection& selection,
                           bool audit, int workers);

}  // namespace relais::collect
