// What an earlier cycle left open: creates whose outcome nobody knows, and twins they may have
// made.
#pragma once

#include "engine/sync/job.hpp"

namespace relais::sync {

/// Settles every intent of the lane (W2 to W6, W9): a copy that carries the key is adopted, what is
/// not there and still wanted is created again with the identical document and token. Then removes
/// twins whose time to turn up has passed. Answers how many actions were carried out.
Result<std::int64_t> recover(Context& context, Job& job, Lane& lane);

}  // namespace relais::sync
