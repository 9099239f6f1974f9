#include <fmt/core.h>

#include "engine/cli/outcome_text.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/table.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

/// The worst of the mailboxes, in the order in which sync judges.
int exit_of(const std::vector<sync::Engine::Purge>& purges) {
  sync::Outcome outcome;
  for (const auto& purge : purges) {
    sync::MailboxReport mailbox;
    mailbox.outcome = purge.outcome;
    mailbox.quarantined = purge.purged.refused;
    outcome.report.mailboxes.push_back(std::move(mailbox));
  }
  return sync::exit_code(outcome);
}

json::object purged_json(const sync::Engine::Purge& purge) {
  return {{"mailbox", purge.label},
          {"found", purge.purged.found},
          {"removed", purge.purged.removed},
          {"refused", purge.purged.refused},
          {"error",
           purge.outcome ? json::value(nullptr) : json::value(to_json(purge.outcome.error(), -1))}};
}

Result<Reply> run_purge(const Call& call) {
  RELAIS_ASSIGN(const auto engine, open_engine(call));
  RELAIS_ASSIGN(const auto selection,
                selection_of(call, engine->config(), engine->store(), engine->catalogue()));
  const bool send = call.has("yes");
  RELAIS_ASSIGN(const auto purges, engine->purge(selection, send));
  Reply reply;
  reply.exit = exit_of(purges);
  Table table({"MAILBOX", "COPIES FOUND", "REMOVED", "REFUSED"});
  json::array mailboxes;
  std::int64_t found = 0;
  std::int64_t removed = 0;
  for (const auto& purge : purges) {
    table.add({purge.label, std::to_string(purge.purged.found),
               send ? std::to_string(purge.purged.removed) : "-",
               send ? std::to_string(purge.purged.refused) : "-"});
    mailboxes.push_back(purged_json(purge));
    found += purge.purged.found;
    removed += purge.purged.removed;
    if (!purge.outcome)
      reply.notes.push_back(purge.label + ": " + error_text(purge.outcome.error()));
  }
  if (!table.empty()) reply.text = table.text();
  const auto number = counted(static_cast<std::int64_t>(purges.size()), "mailbox", "mailboxes");
  reply.text += send ? fmt::format("{} of {} removed from {}\n", removed,
                                   counted(found, "copy", "copies"), number)
                     : fmt::format("{} of ours in {}; nothing was removed, --yes removes them\n",
                                   counted(found, "copy", "copies"), number);
  reply.document = {{"dry_run", !send},
                    {"found", found},
                    {"removed", removed},
                    {"mailboxes", std::move(mailboxes)}};
  return reply;
}

}  // namespace

Verb purge_verb() {
  return {"purge",
          "",
          0,
          0,
          "Removes our copies from mailboxes",
          "Every copy that carries our key, and the containers that we made, if they are empty;\n"
          "never anything else. Without --yes it only counts. What is to be purged must be\n"
          "switched off first, otherwise the next sync would create it again.",
          with_selection({{"yes", "", "do it"}}),
          "relais handler set MM --addresses off\nrelais purge --handler MM --addin A04 --yes",
          run_purge,
          kForAdmins};
}

}  // namespace relais::cli
