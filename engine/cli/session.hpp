// What verbs open: the configuration, the databases, the engine.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "engine/cli/call.hpp"
#include "engine/config/load.hpp"
#include "engine/sync/engine.hpp"

namespace relais::cli {

/// Where the configuration is: `--config`, $RELAIS_CONFIG, ./relais.yaml, /etc/relais/relais.yaml.
/// Errc::config, with the places that were looked at, if there is none.
Result<std::filesystem::path> config_path(const Call& call);

/// Loads it, starts the log, and refuses the call if the user has not the role for it: nothing is
/// opened before. All diagnostics are in the error's text, one per line.
Result<config::Config> load_config(const Call& call);

/// Errc::forbidden: the user has not the role that the verb needs. A line of the log and a record
/// of the ledger, if there is one, say so, without his name. For verbs that do without
/// load_config().
Result<> permit(const Call& call, const config::Config& config);

/// The only handler whom this call may be about, because the user has no other right to it.
std::optional<config::HandlerUser> only_handler(const Call& call, const config::Config& config);

/// The log of this process: to `log.file`; without one only `--verbose` shows it, on stderr.
void start_log(const Call& call, const config::Config& config);

/// The practice store alone, for verbs that need no plugin. Errors as of store::open.
Result<std::unique_ptr<store::Store>> open_store(const config::Config& config);

/// Whether the file of the ledger is there.
bool ledger_exists(const config::Config& config);

/// Configuration, store, ledger and plugins. `progress` may be null.
Result<std::unique_ptr<sync::Engine>> open_engine(const Call& call,
                                                  sync::Progress* progress = nullptr);

plugin::Catalogue find_plugins(const config::Config& config);

/// The options --entity, --handler and --addin, all of which must exist. The handler's code is
/// answered as the store writes it.
Result<sync::Selection> selection_of(const Call& call, const config::Config& config,
                                     store::Store& store, const plugin::Catalogue& catalogue);
/// Those options for the table of a verb, in front of `more`.
std::vector<Option> with_selection(std::vector<Option> more);

/// --wait as milliseconds.
Result<Millis> wait_of(const Call& call);
inline constexpr Option kWaitOption{
    "wait", "DURATION", "how long to wait for throttling and unknown outcomes; default 2m"};

}  // namespace relais::cli
