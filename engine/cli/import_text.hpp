// What an import did, for people and for machines. Pure.
#pragma once

#include "engine/base/json.hpp"
#include "engine/import/import.hpp"

namespace relais::cli {

std::string import_text(const import::Outcome& outcome, bool dry_run);
/// Rejected rows, remarks and deletions that were not made, a line each, and what to do about them.
std::vector<std::string> import_notes(const import::Outcome& outcome, bool dry_run);
json::object import_json(const import::Outcome& outcome, bool dry_run);
/// 4: deletions are held; 3: rows were rejected; else 0.
int import_exit(const import::Outcome& outcome);

}  // namespace relais::cli
