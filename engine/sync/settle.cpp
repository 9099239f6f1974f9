#include "engine/sync/settle.hpp"

#include <algorithm>

#include "engine/sync/key.hpp"
#include "engine/sync/outcome.hpp"

namespace relais::sync {
namespace {

/// Items that an audit or a date brought up: marked, so that they are not forgotten if it fails.
std::set<std::string_view> unmarked(const KindPlan& plan) {
  std::set<std::string_view> items;
  for (const auto& action : plan.actions) items.insert(action.item);
  for (const auto& key : plan.pending) items.erase(key.item);
  return items;
}

/// Part of settle_keys: one kind, inside of the transaction for all of them.
Result<> settle_kind(ledger::Writer& w, Context& context, const Job& job, const KindPlan& plan) {
  const Lane& lane = job.lanes[plan.lane];
  const LaneKind& kind = *lane.kind(plan.kind);
  const ledger::MailboxId mailbox = job.mailbox.id;
  const Millis now = context.clock.now();
  for (const auto& key : plan.settled) RELAIS_TRY(w.clear_dirty(mailbox, key));
  for (const auto& key : plan.healed) RELAIS_TRY(w.drop_quarantine(mailbox, key));
  for (const auto& one : plan.restamps)
    RELAIS_TRY(
        w.restamp_link(mailbox, one.key, one.stream, one.revision, kind.config, one.revisit_on));
  for (const auto item : unmarked(plan))
    RELAIS_TRY(w.mark_dirty(mailbox, {plan.kind, std::string(item), 0, "planned", 0, now}));
  if (plan.star) {
    // It was meant for every entity of the mailbox, also for those that are not planned now.
    for (const auto& entity : job.entities)
      if (entity != lane.entity) RELAIS_TRY(w.set_planned_config(mailbox, entity, plan.kind, ""));
    RELAIS_TRY(w.clear_dirty(mailbox, *plan.star));
  }
  std::map<std::string, const Action*> earliest;
  for (const auto& action : plan.waiting) {
    const auto [at, inserted] = earliest.emplace(action.item, &action);
    if (!inserted && action.not_before < at->second->not_before) at->second = &action;
  }
  for (const auto& [item, action] : earliest) {
    RELAIS_TRY(
        w.mark_dirty(mailbox, {plan.kind, item, 0, action->reason, action->not_before, now}));
    RELAIS_TRY(w.postpone_dirty(mailbox, plan.kind, item, action->reason, action->not_before));
  }
  for (const auto& [item, why] : plan.unrenderable) {
    plugin::OpResult result;
    result.code = "render";
    result.message = why;
    const auto quarantine = quarantine_of(make_key({context.store_uuid, plan.kind, item, ""}),
                                          plan.kind, item, "", result, 0, now);
    RELAIS_TRY(w.put_quarantine(mailbox, quarantine));
    RELAIS_TRY(
        w.mark_dirty(mailbox, {plan.kind, item, 0, "in quarantine", quarantine.next_at, now}));
  }
  return {};
}

bool needs_settling(const KindPlan& plan) {
  return plan.whole || plan.star || !plan.settled.empty() || !plan.waiting.empty() ||
         !plan.unrenderable.empty() || !plan.healed.empty() || !plan.restamps.empty() ||
         !unmarked(plan).empty();
}

}  // namespace

Result<> settle_keys(Context& context, Job& job, const MailboxPlan& plan) {
  if (std::none_of(plan.kinds.begin(), plan.kinds.end(), needs_settling)) return {};
  return context.ledger.write([&](ledger::Writer& w) -> Result<> {
    // What was planned whole is noted after all stars, which mark the entities that were not.
    for (const auto& kind : plan.kinds) RELAIS_TRY(settle_kind(w, context, job, kind));
    for (const auto& kind : plan.kinds)
      if (kind.whole)
        RELAIS_TRY(w.set_planned_config(job.mailbox.id, job.lanes[kind.lane].entity, kind.kind,
                                        job.lanes[kind.lane].kind(kind.kind)->scope));
    return {};
  });
}

}  // namespace relais::sync
