// Mail accounts, folders and verdicts for people and machines. Pure functions.
//
// Folders are named after clients: their names are shown where somebody asked for them, on the
// terminal, and never in an error or a log.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/base/json.hpp"
#include "engine/cli/terminal.hpp"
#include "engine/collect/activation.hpp"

namespace relais::cli {

/// `4 internal, 1 sender.domain`: the reasons for which messages are skipped.
std::string skipped_text(const std::map<std::string, std::int64_t>& verdicts);
/// `2 archive, 1 junkemail`
std::string counts_text(const std::map<std::string, std::int64_t>& counts);
std::int64_t count_all(const std::map<std::string, std::int64_t>& counts);
std::int64_t count_skipped(const std::map<std::string, std::int64_t>& verdicts);
std::int64_t count_collected(const std::map<std::string, std::int64_t>& verdicts);

/// `ids`: with a column of them.
std::string folders_table(const std::vector<mail::TopLevel>& folders, bool ids);
json::array folders_json(const std::vector<mail::TopLevel>& folders);

/// What is wrong with a name of the configuration, what to do, and the folders it could mean.
std::string not_resolved_text(const mail::NotResolved& name);
json::array not_resolved_json(const std::vector<mail::NotResolved>& names);

/// What is there, what would be loaded and what the filters would have done lately; nothing if the
/// connection test failed.
std::string preview_text(const collect::Preview& preview,
                         const std::optional<config::MailHistory>& history);
json::object preview_json(const collect::Preview& preview,
                          const std::optional<config::MailHistory>& history);

}  // namespace relais::cli
