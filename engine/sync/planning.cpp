#include "engine/sync/planning.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <unordered_map>

#include "engine/sync/key.hpp"
#include "engine/sync/render.hpp"

namespace relais::sync {
namespace {

constexpr std::size_t kPage = 500;

int urgency(std::string_view kind) {
  if (kind == store::kDeadline) return 0;
  if (kind == store::kReminder) return 1;
  if (kind == store::kAppointment) return 2;
  return 3;
}

/// Why an item without a document is not to be there.
Result<Absence> absence_of(store::Snapshot& snapshot, const LaneKind& kind,
                           const std::string& item) {
  RELAIS_ASSIGN(const auto why,
                snapshot.explain(kind.on.empty() ? "" : kind.on.front(), kind.kind, item));
  if (!why.item_exists) return Absence::lost;
  return why.item_deleted_at ? Absence::deleted : Absence::unmarked;
}

class KindPlanner {
 public:
  KindPlanner(Context& context, Job& job, Lane& lane, const LaneKind& kind,
              store::Snapshot& snapshot, KindPlan& plan)
      : context_(context), job_(job), lane_(lane), kind_(kind), snapshot_(snapshot), plan_(plan) {
    policy_.drift = lane.safety.drift;
    policy_.on_disable = lane.safety.on_disable;
    policy_.config = kind.config;
    policy_.now = context.clock.now();
  }

  /// `items`: ascending, each once. Answers those that need something, or wait for something.
  Result<std::set<std::string>> page(std::span<const std::string> items) {
    RELAIS_ASSIGN(auto rows, rows_of(items));
    std::set<std::string> busy;
    for (auto& row : rows) {
      for (auto& action : decide(row, policy_)) {
        if (action.type != ActionType::noop) {
          count(action, plan_.tally);
          busy.insert(action.item);
          plan_.actions.push_back(std::move(action));
        } else if (action.not_before > 0) {
          busy.insert(action.item);
          plan_.waiting.push_back(std::move(action));
        } else {
          ++plan_.as_it_should_be;
        }
      }
    }
    return busy;
  }

 private:
  Result<std::vector<Row>> rows_of(std::span<const std::string> items) {
    RELAIS_ASSIGN(auto rendered, read_and_render(context_, lane_, kind_, snapshot_, items));
    RELAIS_ASSIGN(auto links, context_.ledger.links(job_.mailbox.id, kind_.kind, items));
    RELAIS_ASSIGN(auto quarantined,
                  context_.ledger.quarantined(job_.mailbox.id, kind_.kind, items));
    std::map<std::string, Row> rows;  // by key
    for (auto& wanted : rendered.wanted) {
      Row& row = row_for(rows, wanted.key, wanted.item, wanted.document.part);
      row.desired = Desired{std::move(wanted.document.fingerprint), wanted.revision};
    }
    std::vector<std::string> undesired;
    for (auto& link : links) {
      const auto* stream = job_.stream(link.stream);
      if (stream == nullptr || stream->key.entity != lane_.entity) continue;
      if (rendered.unrenderable.count(link.item) > 0) continue;  // stays as it is
      Row& row = row_for(rows, link.key, link.item, link.part);
      if (!row.desired) undesired.push_back(link.item);
      row.links.push_back(std::move(link));
    }
    for (auto& quarantine : quarantined) {
      const auto row = rows.find(quarantine.key);
      if (row != rows.end()) row->second.quarantine = std::move(quarantine);
    }
    RELAIS_TRY(explain_absent(rows, undesired));
    for (auto& [key, row] : rows) {
      if (std::none_of(row.links.begin(), row.links.end(), [](const auto& link) {
            return link.seen == ledger::Seen::gone || link.seen == ledger::Seen::edited;
          }))
        continue;
      RELAIS_ASSIGN(row.restorations,
                    context_.ledger.restorations(job_.mailbox.id, key, policy_.now - 86'400'000));
    }
    plan_.unrenderable.merge(rendered.unrenderable);
    std::vector<Row> list;
    list.reserve(rows.size());
    for (auto& [key, row] : rows) list.push_back(std::move(row));
    return list;
  }

  Row& row_for(std::map<std::string, Row>& rows, const std::string& key, const std::string& item,
               const std::string& part) {
    auto [at, inserted] = rows.try_emplace(key);
    if (inserted) {
      at->second.key = key;
      at->second.kind = kind_.kind;
      at->second.item = item;
      at->second.part = part;
      at->second.home = kind_.home;
    }
    return at->second;
  }

  /// A copy without a document is frozen if a switched-off handler of this mailbox would have it,
  /// or nobody here is switched on; else it is absent for a reason.
  Result<> explain_absent(std::map<std::string, Row>& rows, std::vector<std::string>& undesired) {
    if (undesired.empty()) return {};
    std::set<std::string> frozen;
    for (const auto& handler : kind_.off) {
      RELAIS_ASSIGN(const auto theirs, snapshot_.items(handler, kind_.kind, undesired));
      for (const auto& item : theirs) frozen.insert(item.id);
    }
    for (auto& [key, row] : rows) {
      if (row.desired || row.links.empty()) continue;
      if (kind_.on.empty() || frozen.count(row.item) > 0) {
        row.frozen = true;
      } else {
        RELAIS_ASSIGN(row.absence, absence_of(snapshot_, kind_, row.item));
      }
    }
    return {};
  }

  Context& context_;
  Job& job_;
  Lane& lane_;
  const LaneKind& kind_;
  store::Snapshot& snapshot_;
  KindPlan& plan_;
  Policy policy_;
};

/// The dirty keys of the kind, and those that came due by date.
Result<> plan_dirty(Context& context, Job& job, const LaneKind& kind, KindPlanner& planner,
                    KindPlan& plan, const std::string& today) {
  RELAIS_ASSIGN(auto due, context.ledger.revisits(job.mailbox.id, kind.kind, today));
  std::sort(due.begin(), due.end());
  for (std::size_t from = 0; from < due.size(); from += kPage) {
    const auto page = std::span(due).subspan(from, std::min(kPage, due.size() - from));
    RELAIS_TRY(planner.page(page));
  }
  std::string after;
  for (;;) {
    RELAIS_ASSIGN(auto dirty, context.ledger.dirty(job.mailbox.id, kind.kind, after,
                                                   context.clock.now(), kPage));
    if (dirty.empty()) return {};
    after = dirty.back().item;
    std::vector<std::string> items;
    for (const auto& key : dirty)
      if (!std::binary_search(due.begin(), due.end(), key.item)) items.push_back(key.item);
    RELAIS_ASSIGN(const auto busy, planner.page(items));
    for (auto& key : dirty)
      (busy.count(key.item) > 0 ? plan.pending : plan.settled).push_back(std::move(key));
  }
}

/// Every key: the items of the store and the links, merged in order of their ids.
Result<> plan_whole(Context& context, Job& job, const Lane& lane, const LaneKind& kind,
                    store::Snapshot& snapshot, KindPlanner& planner, std::set<std::string>& busy) {
  std::string after;
  for (;;) {
    if (context.cancelled()) return fail(Errc::cancelled, "stopped");
    std::set<std::string> merged;
    std::string end;  // beyond it a source may have more that belongs in between
    const auto add = [&](std::vector<std::string> ids) {
      if (ids.size() == kPage && (end.empty() || ids.back() < end)) end = ids.back();
      std::move(ids.begin(), ids.end(), std::inserter(merged, merged.end()));
    };
    for (const auto& handler : kind.on) {
      RELAIS_ASSIGN(auto ids, snapshot.keys(handler, kind.kind, after, kPage));
      add(std::move(ids));
    }
    RELAIS_ASSIGN(auto linked, context.ledger.linked_items(job.mailbox.id, lane.entity, kind.kind,
                                                           after, kPage));
    add(std::move(linked));
    if (!end.empty()) merged.erase(merged.upper_bound(end), merged.end());
    if (merged.empty()) return {};
    after = *merged.rbegin();
    RELAIS_ASSIGN(auto some, planner.page(std::vector<std::string>(merged.begin(), merged.end())));
    busy.merge(some);
    if (end.empty()) return {};
  }
}

/// Dirty keys of the kind, by whether the plan has something to do about their items.
Result<> sort_dirty(Context& context, Job& job, const LaneKind& kind,
                    const std::set<std::string>& busy, KindPlan& plan) {
  std::string after;
  for (;;) {
    RELAIS_ASSIGN(auto dirty, context.ledger.dirty(job.mailbox.id, kind.kind, after,
                                                   context.clock.now(), kPage));
    if (dirty.empty()) return {};
    after = dirty.back().item;
    for (auto& key : dirty)
      (busy.count(key.item) > 0 ? plan.pending : plan.settled).push_back(std::move(key));
  }
}

}  // namespace

std::int64_t MailboxPlan::actions() const {
  std::int64_t sum = 0;
  for (const auto& kind : kinds) sum += static_cast<std::int64_t>(kind.actions.size());
  return sum;
}

ledger::HoldKey hold_key(ledger::MailboxId mailbox, const Action& action) {
  return fmt::format("{}/{}/{}", mailbox, name_of(action.type), action.key);
}

Result<MailboxPlan> make_plan(Context& context, Job& job, bool whole) {
  MailboxPlan result;
  RELAIS_ASSIGN(const auto snapshot, context.store.snapshot());
  for (std::size_t i = 0; i < job.lanes.size(); ++i) {
    Lane& lane = job.lanes[i];
    if (lane.stopped) continue;
    RELAIS_ASSIGN(const auto today, local_date(context.clock.now(), lane.time_zone));
    for (const auto& kind : lane.kinds) {
      KindPlan plan;
      plan.lane = i;
      plan.kind = kind.kind;
      plan.config = kind.config;
      KindPlanner planner(context, job, lane, kind, *snapshot, plan);
      RELAIS_ASSIGN(plan.star, context.ledger.dirty_whole(job.mailbox.id, kind.kind));
      RELAIS_ASSIGN(const auto planned,
                    context.ledger.planned_config(job.mailbox.id, lane.entity, kind.kind));
      if (kind.on.empty() && lane.safety.on_disable == config::OnDisable::keep) {
        // Frozen: switching on again is a change of its own, and looks at everything.
        RELAIS_TRY(sort_dirty(context, job, kind, {}, plan));
      } else if (whole || plan.star || planned != kind.config) {
        plan.whole = true;
        std::set<std::string> busy;
        RELAIS_TRY(plan_whole(context, job, lane, kind, *snapshot, planner, busy));
        RELAIS_TRY(sort_dirty(context, job, kind, busy, plan));
      } else {
        RELAIS_TRY(plan_dirty(context, job, kind, planner, plan, today));
      }
      result.kinds.push_back(std::move(plan));
    }
  }
  std::stable_sort(result.kinds.begin(), result.kinds.end(),
                   [](const auto& a, const auto& b) { return urgency(a.kind) < urgency(b.kind); });
  return result;
}

}  // namespace relais::sync
