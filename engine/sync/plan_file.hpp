// A plan kept in a file: for a person to read, and to be carried out later if nothing has moved.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/sync/roster.hpp"
#include "engine/sync/run.hpp"

namespace relais::sync {

struct PlanFile {
  std::string store_uuid;
  std::int64_t store_seq = 0;  ///< of the store when it was planned
  Millis planned_at = 0;
  Selection selection;
  struct Row {
    std::string mailbox;  ///< label, for people
    ledger::MailboxId mailbox_id = 0;
    Action action;
  };
  std::vector<Row> rows;  ///< without what was held
};

std::string to_json(const PlanFile& plan);
/// Errc::config: not a plan file, or of another version.
Result<PlanFile> parse_plan_file(std::string_view text);

}  // namespace relais::sync
