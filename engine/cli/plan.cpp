#include "engine/cli/plan.hpp"

#include <fmt/core.h>

#include "engine/cli/actions_text.hpp"
#include "engine/cli/date_texts.hpp"
#include "engine/cli/files.hpp"
#include "engine/cli/holds.hpp"
#include "engine/cli/outcome_text.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

constexpr std::size_t kShownActions = 20;
constexpr int kChangesPending = 10;

/// Without what is held: an approval comes first, and then a new plan.
sync::PlanFile plan_file(const sync::Outcome& outcome, const sync::Selection& selection,
                         const store::Head& head, Millis now) {
  sync::PlanFile file;
  file.store_uuid = head.uuid;
  file.store_seq = head.seq;
  file.planned_at = now;
  file.selection = selection;
  for (const auto& mailbox : outcome.report.mailboxes)
    for (const auto& action : mailbox.planned)
      if (!is_held(outcome.report, mailbox, action))
        file.rows.push_back({mailbox.label, mailbox.mailbox, action});
  return file;
}

std::string last_line(const sync::Outcome& outcome) {
  std::map<std::string, std::int64_t> to_do;
  std::int64_t held = 0;
  for (const auto& mailbox : outcome.report.mailboxes)
    for (const auto& action : mailbox.planned) {
      if (is_held(outcome.report, mailbox, action)) {
        ++held;
      } else {
        ++to_do[sync::name_of(action.type)];
      }
    }
  const auto mailboxes = static_cast<std::int64_t>(outcome.report.mailboxes.size());
  std::string text = fmt::format("plan for {}: {}", counted(mailboxes, "mailbox", "mailboxes"),
                                 to_do.empty() ? "nothing to do" : plan_text(to_do));
  if (held > 0) text += fmt::format("; {} held", held);
  return text + "; " + traffic_text(outcome.traffic) + "; nothing was written\n";
}

}  // namespace

Result<Reply> run_plan(const Call& call, bool audit) {
  RELAIS_ASSIGN(const auto engine, open_engine(call));
  RELAIS_ASSIGN(const auto selection,
                selection_of(call, engine->config(), engine->store(), engine->catalogue()));
  // Before the plan: what is written meanwhile makes the plan old, not unnoticed.
  RELAIS_ASSIGN(const auto head, engine->store().head());
  RELAIS_ASSIGN(const auto outcome, engine->plan(selection, audit));
  RELAIS_ASSIGN(const auto around, surroundings(*engine, outcome));
  const std::int64_t pending = count_pending(outcome.report);

  Reply reply;
  reply.exit = sync::exit_code(outcome);
  if (reply.exit == 0 && pending > 0 && call.has("detailed-exitcode")) reply.exit = kChangesPending;
  const auto paint = call.paint();
  const std::size_t limit = call.has("all") ? kEverything : kShownActions;
  reply.text = plan_text(outcome.report, limit, paint) +
               holds_text(outcome.report.holds, around.names, paint) + last_line(outcome);
  for (const auto& problem : outcome.problems) reply.notes.push_back(problem_text(problem));
  add_date_notes(outcome.report.date_changes, reply.notes);
  reply.document = {{"pending", pending},
                    {"mailboxes", plan_json(outcome.report)},
                    {"holds", to_json(outcome.report.holds, around.names)},
                    {"problems", to_json(outcome.problems)},
                    {"requests", to_json(outcome.traffic)},
                    {"store_seq", head.seq}};
  if (call.has("out")) {
    const std::string file = call.value("out");
    const auto plan = plan_file(outcome, selection, head, call.clock.now());
    RELAIS_TRY(write_atomically(file, sync::to_json(plan)));
    reply.document["out"] = file;
    reply.text += fmt::format("written to {}; carry it out with: relais apply {}\n", file, file);
  }
  return reply;
}

Verb plan_verb() {
  return {"plan",
          "",
          0,
          0,
          "Shows what a sync would do, and why",
          "Reads the practice store, the ledger and the mailboxes; writes nothing to them. Per\n"
          "mailbox each action with its reason, then what the brake holds and which approval it\n"
          "asks for. --out keeps the plan, without what is held, for `relais apply`.",
          with_selection({{"audit", "", "look at everything, not only at what changed"},
                          {"all", "", "show every action, not the first 20 of each mailbox"},
                          {"out", "FILE", "write the plan to this file", Role::operator_},
                          {"detailed-exitcode", "", "exit code 10 if there is something to do"}}),
          "relais plan --handler MM\nrelais plan --out today.plan && relais apply today.plan",
          [](const Call& call) { return run_plan(call, call.has("audit")); },
          kForViewers};
}

}  // namespace relais::cli
