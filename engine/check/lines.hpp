// From what an add-in and the service said to the lines of a report. Pure, but for asking the
// connection what it knows.
#pragma once

#include "engine/check/report.hpp"
#include "engine/check/ways.hpp"

namespace relais::check {

/// The add-in's probes: redacted, explained, and degraded where the permission to write does not
/// show (R11). `permissions`: of the add-in; the first that a probe is about is the one it names.
std::vector<Line> lines_of(const Heard& heard, const std::vector<plugin::Permission>& permissions,
                           connection::Connection& connection, Millis at);

/// A step that failed before the service was asked, or as a whole.
Line line_of(std::string probe, const Error& error, connection::Said said, Millis at);

/// Signed in, but the token shows nothing that was granted.
Line line_without_permissions(std::string probe, Millis at);

/// The line about the mailbox's owner.
inline constexpr const char* kUserProbe = "user";

/// A link whose address was looked up before: what has changed since (R17).
Line user_line(const store::Handler& handler, const store::Link& link,
               const Result<connection::Account>& found, connection::Said said, Millis at);

}  // namespace relais::check
