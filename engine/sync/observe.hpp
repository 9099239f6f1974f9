// What changed on the other side: observations become marks on links, claims are settled by
// looking.
#pragma once

#include <string_view>
#include <vector>

#include "engine/sync/job.hpp"

namespace relais::sync {

/// Reads what changed in the stream since its cursor, or all of it (`full`, or no cursor). Each
/// page and its cursor are one transaction; a page without news is none. An expired cursor starts
/// over.
Result<> observe(Context& context, Job& job, Lane& lane, ledger::Stream& stream, bool full);

/// Settles what is claimed to be changed, removed or missing, before anything is recreated.
Result<> confirm(Context& context, Job& job, Lane& lane, const ledger::Stream& stream);

/// Every living copy of this store's items that is the lane's to look after, with its key. In a
/// mailbox that two entities share, an item's entity decides; one whose item is gone is anybody's.
Result<std::vector<plugin::Found>> list_ours(Context& context, Lane& lane, std::string_view target);

/// Finds the copies that an earlier ledger knew and this one does not, and links them.
/// Answers how many were adopted.
Result<std::int64_t> take_inventory(Context& context, Job& job, Lane& lane,
                                    std::string_view target);

}  // namespace relais::sync
