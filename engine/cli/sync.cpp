#include "engine/cli/outcome_text.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"

namespace relais::cli {
namespace {

Result<Reply> run(const Call& call) {
  RELAIS_ASSIGN(const Millis wait, wait_of(call));
  return run_and_report(call, [&](sync::Engine& engine) -> Result<sync::Outcome> {
    RELAIS_ASSIGN(const auto selection,
                  selection_of(call, engine.config(), engine.store(), engine.catalogue()));
    return engine.sync(selection, false, wait);
  });
}

}  // namespace

Verb sync_verb() {
  return {"sync",
          "",
          0,
          0,
          "Brings the mailboxes in step with the practice store",
          "Does what `relais plan` shows, except what the brake holds. Safe to stop at any time\n"
          "and to run again: a run begins by settling what the last one left open.",
          with_selection({kWaitOption}),
          "relais sync\nrelais sync --handler MM --wait 10m",
          run};
}

}  // namespace relais::cli
