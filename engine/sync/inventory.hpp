// Copies that carry our key: what makes a lost ledger harmless (docs/design.md, W14).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/sync/job.hpp"

namespace relais::sync {

/// Every living copy of this store's items that is the lane's to look after, with its key. In a
/// mailbox that two entities share, an item's entity decides; one whose item is gone is anybody's.
Result<std::vector<plugin::Found>> list_ours(Context& context, Lane& lane, std::string_view target);

/// Before the first plan over a stream: finds the copies that an earlier ledger knew and this one
/// does not, and links them; also in the targets that an earlier configuration may have used, as
/// far as we may look there. Answers how many were adopted.
Result<std::int64_t> find_copies(Context& context, Job& job, Lane& lane);

}  // namespace relais::sync
