// `explain mail ID`: why a message was, or was not, collected.
#pragma once

#include "engine/cli/call.hpp"

namespace relais::cli {

inline constexpr const char* kMailWord = "mail";

/// Reads the practice store; needs neither the ledger nor the plugin.
Result<Reply> explain_mail(const Call& call);

}  // namespace relais::cli
