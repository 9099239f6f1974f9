#include "engine/cli/mail_run.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"

namespace relais::cli {
namespace {

Result<Reply> run_sync(const Call& call) {
  RELAIS_ASSIGN(const Millis wait, wait_of(call));
  return sync_and_report(call, false, wait);
}

}  // namespace

Verb sync_verb() {
  return {
      "sync",
      "",
      0,
      0,
      "Brings the mailboxes in step with the practice store",
      "Does what `relais plan` shows, except what the brake holds. Safe to stop at any time\n"
      "and to run again: a run begins by settling what the last one left open. Then it collects\n"
      "what is new in active mail accounts, and sets their markers.",
      with_selection({kWaitOption}),
      "relais sync\nrelais sync --handler MM --wait 10m",
      run_sync,
      kForOperators};
}

}  // namespace relais::cli
