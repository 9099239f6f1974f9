// How long credentials last, for people and machines.
#pragma once

#include <string>

#include "engine/base/json.hpp"
#include "engine/cli/call.hpp"
#include "engine/sync/engine.hpp"
#include "engine/sync/secret_state.hpp"

namespace relais::cli {

/// `secret expires on 2027-01-31, 69 days left`, coloured by its word.
std::string secret_text(const sync::SecretState& secret, const Paint& paint);
/// What is to be done about it, and the last notice that was given; indented lines.
std::string secret_notes(const sync::SecretState& secret, const Paint& paint);
json::object secret_json(const sync::SecretState& secret);

/// As the configuration, the ledger and the certificate say it today.
Result<sync::SecretState> secret_of(sync::Engine& engine, const config::Entity& entity);

/// After something was sent: looks at the ends of secrets, and tells what is new. What cannot be
/// done about a secret never makes a run fail.
void add_secret_news(Reply& reply, sync::Engine& engine);

}  // namespace relais::cli
