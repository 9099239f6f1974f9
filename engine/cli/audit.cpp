#include "engine/cli/mail_run.hpp"
#include "engine/cli/plan.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"

namespace relais::cli {
namespace {

Result<Reply> run_audit(const Call& call) {
  RELAIS_ASSIGN(const Millis wait, wait_of(call));
  if (call.has("dry-run")) return run_plan(call, true);
  return sync_and_report(call, true, wait);
}

}  // namespace

Verb audit_verb() {
  return {"audit",
          "",
          0,
          0,
          "Compares everything with the mailboxes, and puts right what differs",
          "A sync that looks at every item and lists every copy, instead of what changed only.\n"
          "It finds what a mailbox's owner edited or deleted. A sync does this by itself every\n"
          "`safety.audit_every`. Then active mail accounts, folder by folder, for messages that a\n"
          "sync has missed; --dry-run leaves them out.",
          with_selection({{"dry-run", "", "show what differs, write nothing"},
                          {"all", "", "with --dry-run: show every action"},
                          kWaitOption}),
          "relais audit --dry-run --handler MM",
          run_audit,
          kForOperators};
}

}  // namespace relais::cli
