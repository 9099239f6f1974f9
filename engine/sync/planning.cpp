#include "engine/sync/planning.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "engine/sync/kind_planner.hpp"
#include "engine/sync/outcome.hpp"

namespace relais::sync {
namespace {

constexpr std::size_t kPage = 500;

int urgency(std::string_view kind) {
  if (kind == store::kDeadline) return 0;
  if (kind == store::kReminder) return 1;
  if (kind == store::kAppointment) return 2;
  return 3;
}

/// One kind of one lane, planned against one snapshot.
class KindRound {
 public:
  KindRound(Context& context, Job& job, Lane& lane, const LaneKind& kind, store::Snapshot& snapshot,
            KindPlan& plan)
      : context_(context),
        job_(job),
        lane_(lane),
        kind_(kind),
        snapshot_(snapshot),
        plan_(plan),
        planner_(context, job, lane, kind, snapshot, plan) {}

  Result<> run(bool whole) {
    RELAIS_ASSIGN(plan_.star, context_.ledger.dirty_whole(job_.mailbox.id, kind_.kind));
    if (kind_.on.empty() && lane_.safety.on_disable == config::OnDisable::keep) {
      plan_.star.reset();
      return sort_dirty({});  // frozen: switching on again is another scope, planned whole
    }
    RELAIS_ASSIGN(const auto planned,
                  context_.ledger.planned_config(job_.mailbox.id, lane_.entity, kind_.kind));
    if (!whole && !plan_.star && planned == kind_.scope) return plan_dirty();
    plan_.whole = true;
    std::set<std::string> busy;
    RELAIS_TRY(plan_whole(busy));
    return sort_dirty(busy);
  }

 private:
  /// The dirty keys of the kind, and those that came due by date.
  Result<> plan_dirty() {
    RELAIS_ASSIGN(const auto today, local_date(context_.clock.now(), lane_.time_zone));
    RELAIS_ASSIGN(auto due, context_.ledger.revisits(job_.mailbox.id, kind_.kind, today));
    std::sort(due.begin(), due.end());
    std::set<std::string> busy;
    for (std::size_t from = 0; from < due.size(); from += kPage) {
      const auto page = std::span(due).subspan(from, std::min(kPage, due.size() - from));
      RELAIS_ASSIGN(auto some, planner_.page(page));
      busy.merge(some);
    }
    std::string after;
    for (;;) {
      RELAIS_ASSIGN(auto dirty, context_.ledger.dirty(job_.mailbox.id, kind_.kind, after,
                                                      context_.clock.now(), kPage));
      if (dirty.empty()) return {};
      after = dirty.back().item;
      std::vector<std::string> items;
      for (const auto& key : dirty)
        if (!std::binary_search(due.begin(), due.end(), key.item)) items.push_back(key.item);
      RELAIS_ASSIGN(auto some, planner_.page(items));
      busy.merge(some);
      RELAIS_TRY(sort_page(dirty, busy));
    }
  }

  /// Every key: the items of the store and the links, merged in order of their ids.
  Result<> plan_whole(std::set<std::string>& busy) {
    std::string after;
    for (;;) {
      if (context_.cancelled()) return fail(Errc::cancelled, "stopped");
      std::set<std::string> merged;
      std::string end;  // beyond it a source may have more that belongs in between
      const auto add = [&](std::vector<std::string> ids) {
        if (ids.size() == kPage && (end.empty() || ids.back() < end)) end = ids.back();
        std::move(ids.begin(), ids.end(), std::inserter(merged, merged.end()));
      };
      for (const auto& handler : kind_.on) {
        RELAIS_ASSIGN(auto ids, snapshot_.keys(handler, kind_.kind, after, kPage));
        add(std::move(ids));
      }
      RELAIS_ASSIGN(auto linked, context_.ledger.linked_items(job_.mailbox.id, lane_.entity,
                                                              kind_.kind, after, kPage));
      add(std::move(linked));
      if (!end.empty()) merged.erase(merged.upper_bound(end), merged.end());
      if (merged.empty()) return {};
      after = *merged.rbegin();
      RELAIS_ASSIGN(auto some,
                    planner_.page(std::vector<std::string>(merged.begin(), merged.end())));
      busy.merge(some);
      if (end.empty()) return {};
    }
  }

  /// Dirty keys of the kind, by whether the plan has something to do about their items.
  Result<> sort_dirty(const std::set<std::string>& busy) {
    std::string after;
    for (;;) {
      RELAIS_ASSIGN(auto dirty, context_.ledger.dirty(job_.mailbox.id, kind_.kind, after,
                                                      context_.clock.now(), kPage));
      if (dirty.empty()) return {};
      after = dirty.back().item;
      RELAIS_TRY(sort_page(dirty, busy));
    }
  }

  Result<> sort_page(std::vector<ledger::DirtyKey>& dirty, const std::set<std::string>& busy) {
    for (auto& key : dirty) {
      if (busy.contains(key.item)) {
        plan_.pending.push_back(std::move(key));
        continue;
      }
      RELAIS_ASSIGN(const bool ours, planner_.is_ours(key.item));
      if (ours) plan_.settled.push_back(std::move(key));
    }
    return {};
  }

  Context& context_;
  Job& job_;
  Lane& lane_;
  const LaneKind& kind_;
  store::Snapshot& snapshot_;
  KindPlan& plan_;
  KindPlanner planner_;
};

}  // namespace

ledger::HoldKey hold_key(ledger::MailboxId mailbox, const Action& action) {
  return fmt::format("{}/{}/{}", mailbox, name_of(action.type), action.key);
}

Result<MailboxPlan> make_plan(Context& context, Job& job, bool whole) {
  MailboxPlan result;
  RELAIS_ASSIGN(const auto snapshot, context.store.snapshot());
  for (std::size_t i = 0; i < job.lanes.size(); ++i) {
    Lane& lane = job.lanes[i];
    if (lane.stopped || !lane.ready) continue;
    std::vector<KindPlan> kinds;
    Result<> planned;
    for (const auto& kind : lane.kinds) {
      if (lane.closed.contains(kind.target)) continue;
      KindPlan plan;
      plan.lane = i;
      plan.kind = kind.kind;
      planned = KindRound(context, job, lane, kind, *snapshot, plan).run(whole);
      if (!planned) break;
      kinds.push_back(std::move(plan));
    }
    if (planned) {
      std::move(kinds.begin(), kinds.end(), std::back_inserter(result.kinds));
    } else {
      if (ends_run(planned.error().code)) return fail(planned.error());
      result.failures.emplace_back(i, planned.error());
    }
  }
  std::stable_sort(result.kinds.begin(), result.kinds.end(),
                   [](const auto& a, const auto& b) { return urgency(a.kind) < urgency(b.kind); });
  return result;
}

}  // namespace relais::sync
