// Credentials that were edited are not in use before a test of them was green: until then those of
// the last green test are (R10). The ledger knows these, by reference.
#pragma once

#include <map>
#include <string>

#include "engine/config/credentials.hpp"
#include "engine/ledger/ledger.hpp"
#include "engine/sync/roster.hpp"

namespace relais::sync {

/// By entity: what the configuration says, and what is not in use yet.
using Staged = std::map<std::string, config::Credentials>;

/// Puts the credentials of the last green test in the place of the configured ones, where they
/// differ. An entity that was never green, or has no credentials any more, stays as configured.
Result<Staged> use_active_credentials(config::Config& config, ledger::Ledger& ledger);

/// These are in use from the next opening of the engine on.
Result<> commit_credentials(ledger::Ledger& ledger, const std::string& entity,
                            const config::Credentials& credentials);

/// What a run tells about it.
Problem not_in_use_yet(const std::string& entity);

}  // namespace relais::sync
