// What a run over mail accounts did, and what it could not do.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/connection/connection.hpp"
#include "engine/store/mail_types.hpp"
#include "engine/sync/roster.hpp"

namespace relais::collect {

struct Counts {
  std::int64_t offered = 0;
  std::int64_t known = 0;                      ///< of these, those whose verdict stood
  std::map<std::string, std::int64_t> judged;  ///< verdicts that were given, by reason
  std::int64_t collected = 0;                  ///< messages that were stored
  std::int64_t by_agreement = 0;               ///< of these, old ones
  std::int64_t moved = 0;                      ///< known messages that lie elsewhere now
  std::int64_t owed = 0;  ///< not to be had yet when it ended: they are asked for again
  std::int64_t gone = 0;  ///< known or wanted ones that the mailbox has no more
  /// Lay in a folder that is never read before they were seen, with nothing else against them: by
  /// its well-known name.
  std::map<std::string, std::int64_t> slipped_to;
};

struct MarkerCounts {
  std::int64_t set = 0;
  std::int64_t gone = 0;
  std::int64_t refused = 0;                   ///< not tried again before the next audit
  std::int64_t degraded = 0;                  ///< set, with a remark
  std::string newly_degraded;                 ///< the remark, if it is news
  std::map<std::string, std::int64_t> codes;  ///< of refused and degraded ones
};

/// One mail account in a run.
struct AccountReport {
  store::MailAccount account;
  Counts counts;
  MarkerCounts markers;
  bool audited = false;
  bool new_mailbox = false;  ///< its owner was linked anew: collected from now on
  std::vector<Error> warnings;
  Result<> outcome{};         ///< of collecting
  Result<> marker_outcome{};  ///< of the markers, which never stop collecting
  Millis not_before = 0;      ///< if one of them is to be tried again: when
};

struct Outcome {
  std::vector<AccountReport> accounts;
  std::vector<sync::Problem> problems;
  connection::Traffic traffic;
};

/// As of sync::Outcome: refused 7, internal 1, config 2, database 6, temporary 5, 0. A warning is
/// none, nor is what can only be told.
int exit_code(const Outcome& outcome);

}  // namespace relais::collect
