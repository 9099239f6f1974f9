#include "engine/cli/outcome_text.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"

namespace relais::cli {
namespace {

constexpr const char* kMeaning =
    "Forgets what the ledger knows of the selected mailboxes, finds our copies there by their\n"
    "keys, accepts the practice store as it is now, and syncs. For a ledger or a practice store\n"
    "that was lost or restored from a backup. Copies that are as they should be are not written;\n"
    "the brake is at work as in any sync. Nothing happens without --yes.";

Result<Reply> run_rebuild(const Call& call) {
  if (!call.has("yes"))
    return fail(Errc::usage, std::string("rebuild needs --yes. ") + kMeaning,
                "if that is meant: relais rebuild --yes");
  RELAIS_ASSIGN(const Millis wait, wait_of(call));
  return run_and_report(call, [&](sync::Engine& engine) -> Result<sync::Outcome> {
    RELAIS_ASSIGN(const auto selection,
                  selection_of(call, engine.config(), engine.store(), engine.catalogue()));
    return engine.rebuild(selection, wait);
  });
}

}  // namespace

Verb rebuild_verb() {
  return {"rebuild",
          "",
          0,
          0,
          "Finds the copies again after ledger or store were lost or restored",
          kMeaning,
          with_selection({{"yes", "", "do it"}, kWaitOption}),
          "relais rebuild --entity zurich --yes",
          run_rebuild,
          kForAdmins};
}

}  // namespace relais::cli
