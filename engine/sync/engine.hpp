// The engine as its programs use it: one firm, opened from its configuration.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/config/config.hpp"
#include "engine/plugin/catalogue.hpp"
#include "engine/sync/active_credentials.hpp"
#include "engine/sync/maintenance.hpp"
#include "engine/sync/plan_file.hpp"
#include "engine/sync/roster.hpp"
#include "engine/sync/run.hpp"
#include "engine/sync/secret_watch.hpp"
#include "engine/sync/trouble_watch.hpp"

namespace relais::sync {

struct EngineOptions {
  bool create = false;     ///< make store and ledger if they are missing
  Clock* clock = nullptr;  ///< null: the system's
  StepListener* steps = nullptr;
  Progress* progress = nullptr;
  const std::atomic<bool>* cancel = nullptr;  ///< null: never
  std::string ca_file{};                      ///< further trusted roots, for tests
};

/// What a run did, and what it could not do.
struct Outcome {
  ledger::RunId run = 0;
  Report report;
  std::vector<Problem> problems;
  connection::Traffic traffic;
};

/// The worst of an outcome as an exit code of the command line: refused 7, temporary 5, braked 4,
/// quarantined 3, other failures 1, 0.
int exit_code(const Outcome& outcome);

/// Not thread-safe; its runs use threads of their own.
class Engine {
 public:
  /// Opens store and ledger; looks for plugins; sends nothing.
  static Result<std::unique_ptr<Engine>> open(config::Config config, EngineOptions options = {});
  ~Engine();

  const config::Config& config() const;
  const plugin::Catalogue& catalogue() const;
  store::Store& store();
  ledger::Ledger& ledger();
  Clock& clock();

  /// What else works on the same firm in the same process is made of (engine/collect).
  Result<Context> context(ledger::RunId run = 0);
  Connections& connections();
  /// Entities whose edited credentials are not in use yet, while config() has those that are.
  const Staged& staged() const;
  StepListener* steps();  ///< may be null

  /// What would be done. Reads the other side, writes nothing there.
  Result<Outcome> plan(const Selection& selection, bool audit);
  /// Does it. `audit`: lists everything first, looks at every key.
  Result<Outcome> sync(const Selection& selection, bool audit, Millis max_wait);
  /// Carries out a saved plan, if nothing has moved since: Errc::conflict otherwise.
  Result<Outcome> apply(const PlanFile& plan, Millis max_wait);
  /// Forgets what the ledger knows of the selected mailboxes, finds the copies by their keys,
  /// accepts the store as it is now, and syncs.
  Result<Outcome> rebuild(const Selection& selection, Millis max_wait);

  struct Purge {
    std::string label;
    Purged purged;
    Result<> outcome{};
  };
  /// Errc::usage while something selected is still switched on: the next sync would create it
  /// again.
  Result<std::vector<Purge>> purge(const Selection& selection, bool send);

  /// After a run: what there is to know of the ends of secrets, told to the alert command as well.
  Result<std::vector<SecretNews>> watch_secrets();
  /// Tells the alert command what of this is new, and what is over. Answers why it has not taken
  /// it; empty: it has, or there is none.
  Result<std::string> tell_troubles(const Troubles& troubles);

  /// Lets the held set through. Errc::not_found: no such open hold.
  Result<ledger::Hold> approve(std::int64_t hold, std::string_view by);

 private:
  struct Parts;
  explicit Engine(std::unique_ptr<Parts> parts);
  Result<Outcome> run(std::string_view command, const Selection& selection,
                      const RunOptions& options);
  std::unique_ptr<Parts> parts_;
};

}  // namespace relais::sync
