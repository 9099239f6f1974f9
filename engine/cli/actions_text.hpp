// A plan for people: per mailbox what would be done, and why.
#pragma once

#include "engine/cli/call.hpp"
#include "engine/sync/engine.hpp"

namespace relais::cli {

inline constexpr std::size_t kEverything = static_cast<std::size_t>(-1);

/// At most `limit` actions of each mailbox are shown one by one; all are counted.
std::string plan_text(const sync::Report& report, std::size_t limit, const Paint& paint);
json::array plan_json(const sync::Report& report);

/// Actions that a sync would send now: without those that are held.
std::int64_t count_pending(const sync::Report& report);
bool is_held(const sync::Report& report, const sync::MailboxReport& mailbox,
             const sync::Action& action);

}  // namespace relais::cli
