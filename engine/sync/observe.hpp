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

}  // namespace relais::sync
