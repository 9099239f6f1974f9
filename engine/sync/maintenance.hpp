// What an operator does to a mailbox as a whole.
#pragma once

#include "engine/sync/job.hpp"

namespace relais::sync {

/// Forgets the links of the job's lanes; the next run finds the copies by their keys and links them
/// again, without a write to those that are as they should be (W14).
Result<> forget_links(Context& context, Job& job);

struct Purged {
  std::int64_t found = 0;
  std::int64_t removed = 0;
  std::int64_t refused = 0;
};

/// Removes every copy of ours from the job's mailbox, whether linked or only found by its key, then
/// the containers that we made, if they are empty. Never anything else (R54). `send` false: counts.
Result<Purged> purge(Context& context, Job& job, bool send);

}  // namespace relais::sync
