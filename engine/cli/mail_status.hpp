// How mail accounts stand, for `mail status` and `status`.
#pragma once

#include "engine/cli/call.hpp"
#include "engine/collect/service.hpp"
#include "engine/sync/engine.hpp"

namespace relais::cli {

struct MailStatus {
  collect::AccountStatus status;  ///< its entity is the engine's
  std::int64_t markers_owed = 0;
  std::string blocked;  ///< why nothing can be collected, as far as it is known without asking
};

/// Reads; takes no lock and sends nothing.
Result<std::vector<MailStatus>> read_mail_status(sync::Engine& engine,
                                                 const sync::Selection& selection);

std::string mail_table(const std::vector<MailStatus>& accounts, const Paint& paint);
json::array mail_json(const std::vector<MailStatus>& accounts);

}  // namespace relais::cli
