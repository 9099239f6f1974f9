// What the ledger keeps with a dot, and runs that turn dots red: a refusal says the same as a
// failed connection test (R11).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/sync/job.hpp"

namespace relais::sync {

/// The report of a ledger::Dot. A dot says something about these credentials and this link only.
struct DotReport {
  std::string reason{};       ///< why it is red
  std::string connection{};   ///< name
  std::string credentials{};  ///< config::credentials_fingerprint
  std::string link{};         ///< trace_of its address
  std::string drift{};        ///< what has become of the address since it was linked (R17)
  Millis outage_at = 0;       ///< a later test that said nothing: nobody could be reached
  std::string outage{};       ///< why
};

std::string to_text(const DotReport& report);
/// Empty, if it is none.
DotReport read_dot_report(std::string_view text);
/// Of an address only a fingerprint is kept.
std::string trace_of(std::string_view address);

/// A dot that is red for this reason. Nothing: the handler is not linked any more.
std::optional<ledger::Dot> red_dot(const config::Entity& entity, const store::Handler& handler,
                                   std::string_view addin, std::string_view connection,
                                   std::string_view reason, Millis now);

/// The kept dot of the handler's add-in as it was, with a test that could not be made now. Nothing:
/// there is none.
std::optional<ledger::Dot> with_outage(const std::vector<ledger::Dot>& kept,
                                       std::string_view handler, std::string_view addin, Millis at,
                                       std::string_view reason);

/// Turns the dots red of those whose add-ins were refused in a run.
Result<> keep_refusals(Context& context, const config::Config& config,
                       const std::vector<Job>& jobs);

}  // namespace relais::sync
