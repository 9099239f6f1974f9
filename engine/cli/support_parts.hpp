// What a support bundle tells, each part as an object without names. Pure, unless said otherwise.
#pragma once

#include <string>

#include "engine/cli/scrubber.hpp"
#include "engine/cli/status_text.hpp"

namespace relais::cli {

/// relais, its plugins with their sums, the shared libraries that this process has loaded, the
/// system. Reads files of the system.
json::object versions_part(const plugin::Catalogue& catalogue, const Scrubber& scrubber);

/// Dots with the codes of what is red, and how each entity and handler stands.
json::object checks_part(const Status& status, const Scrubber& scrubber);

/// Runs, without words: times, ends, numbers.
json::object runs_part(const std::vector<ledger::Run>& runs);

/// Holds, the quarantine by code, how mail accounts stand, refused calls.
json::object trouble_part(const Status& status, const Scrubber& scrubber);

/// How much there is of what. Reads both databases.
Result<json::object> counts_part(sync::Engine& engine, const Status& status);

/// The last lines that relais wrote itself; what plugins wrote is left out. `text` may begin in the
/// middle of a line.
std::string log_part(std::string_view text, const Scrubber& scrubber);

}  // namespace relais::cli
