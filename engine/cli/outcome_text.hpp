// What a run did, for people and machines.
#pragma once

#include <functional>

#include "engine/cli/call.hpp"
#include "engine/cli/name_lookup.hpp"
#include "engine/sync/engine.hpp"

namespace relais::cli {

json::array to_json(const std::vector<sync::Problem>& problems);
json::object to_json(const connection::Traffic& traffic);
/// `zurich/MM (A04): not linked`, with the hint.
std::string problem_text(const sync::Problem& problem);
/// `5 requests (and 2 for tokens)`.
std::string traffic_text(const connection::Traffic& traffic);

/// `done`, `not finished, run again later`; `did`: something was sent.
std::string exit_word(int exit, bool did, const Paint& paint);

/// What the databases know beside the outcome of the run.
struct Surroundings {
  MailboxNames names;
  std::map<ledger::MailboxId, std::int64_t> degraded;
};
Result<Surroundings> surroundings(sync::Engine& engine, const sync::Outcome& outcome);

/// The reply of a verb that sends: sync, apply, audit, rebuild.
Reply reply_of(const sync::Outcome& outcome, const Surroundings& around, Millis took,
               const Paint& paint);

/// Runs `work` with progress on the screen and answers what it did. Errc::cancelled says that
/// nothing is lost.
Result<Reply> run_and_report(const Call& call,
                             const std::function<Result<sync::Outcome>(sync::Engine&)>& work);

}  // namespace relais::cli
