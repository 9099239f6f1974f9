// Connection tests and dots, for people and machines. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "engine/base/json.hpp"
#include "engine/check/dots.hpp"
#include "engine/check/report.hpp"
#include "engine/cli/call.hpp"

namespace relais::cli {

/// `messages: failed, 403 ErrorAccessDenied: Access is denied. (request ...)`
std::string line_text(const check::Line& line);
json::array lines_json(const std::vector<check::Line>& lines);

/// `● green` in its colour on a terminal; elsewhere `+ green`, `x red`, `- grey`.
std::string dot_text(check::Colour colour, const Terminal& terminal);
/// The add-ins' dots in one cell: `MAIL + green, A04 x red (stale)`.
std::string dots_cell(const std::vector<check::Dot>& dots, const Terminal& terminal);
json::array dots_json(const std::vector<check::Dot>& dots);

std::string report_text(const check::Report& report, const Terminal& terminal);
json::object report_json(const check::Report& report);
/// What is worth a word beside the table: credentials that were put into use, or were not.
std::vector<std::string> report_notes(const check::Report& report);

}  // namespace relais::cli
