#include "engine/cli/files.hpp"
#include "engine/cli/outcome_text.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"

namespace relais::cli {
namespace {

constexpr std::size_t kMaxPlan = std::size_t{1} << 30;

Result<Reply> run_apply(const Call& call) {
  RELAIS_ASSIGN(const Millis wait, wait_of(call));
  RELAIS_TRY(load_config(call));  // the role first
  RELAIS_ASSIGN(const auto text, read_text(call.arguments[0], call.terminal.in, kMaxPlan));
  RELAIS_ASSIGN(const auto plan, sync::parse_plan_file(text));
  return run_and_report(call, [&](sync::Engine& engine) { return engine.apply(plan, wait); });
}

}  // namespace

Verb apply_verb() {
  return {"apply",
          "FILE",
          1,
          1,
          "Carries out a plan that was saved",
          "Exactly what `relais plan --out FILE` wrote. If anything has moved since, nothing is\n"
          "sent and the exit code is 5: look at a new plan.",
          {kWaitOption},
          "relais plan --out today.plan\nrelais apply today.plan",
          run_apply,
          kForOperators};
}

}  // namespace relais::cli
