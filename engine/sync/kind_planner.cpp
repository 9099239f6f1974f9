#include "engine/sync/kind_planner.hpp"

#include <algorithm>

#include "engine/sync/render.hpp"

namespace relais::sync {
namespace {

bool was_touched_by_owner(const Row& row) {
  return std::any_of(row.links.begin(), row.links.end(), [](const auto& link) {
    return link.seen == ledger::Seen::gone || link.seen == ledger::Seen::edited;
  });
}

/// For people: "from calendar to tasks"; within one target the containers are told apart.
std::string way_between(const ledger::Stream& from, const ledger::Stream& to) {
  const auto place = [&](const ledger::Stream& stream) {
    if (from.key.target != to.key.target) return stream.key.target;
    return stream.key.name.empty() ? "the default " + stream.key.target : "an own one";
  };
  if (from.key.target == to.key.target && !from.key.name.empty() && !to.key.name.empty())
    return "from one container to another";
  return "from " + place(from) + " to " + place(to);
}

}  // namespace

KindPlanner::KindPlanner(Context& context, Job& job, Lane& lane, const LaneKind& kind,
                         store::Snapshot& snapshot, KindPlan& plan)
    : context_(context), job_(job), lane_(lane), kind_(kind), snapshot_(snapshot), plan_(plan) {
  policy_.drift = lane.safety.drift;
  policy_.on_disable = lane.safety.on_disable;
  policy_.config = kind.config;
  policy_.now = context.clock.now();
}

Result<std::set<std::string>> KindPlanner::page(std::span<const std::string> items) {
  RELAIS_ASSIGN(auto rows, rows_of(items));
  std::set<std::string> busy;
  for (const auto& [key, row] : rows)
    if (file(row)) busy.insert(row.item);
  return busy;
}

bool KindPlanner::file(const Row& row) {
  bool busy = false;
  for (auto& action : decide(row, policy_)) {
    if (action.type != ActionType::noop) {
      busy = true;
      count(action, plan_.tally);
      plan_.actions.push_back(std::move(action));
    } else if (action.not_before > 0) {
      busy = true;
      plan_.waiting.push_back(std::move(action));
    } else {
      ++plan_.as_it_should_be;
    }
  }
  for (const auto& link : row.links)
    if (link.stream == row.home && link.seen == ledger::Seen::gone) ++plan_.tally.gone;
  if (!busy) {
    if (row.quarantine) plan_.healed.push_back(row.key);
    restamp(row);
  }
  return busy;
}

/// The next comparison starts from the source as it is now; otherwise a change of the configuration
/// would pass for one of the source, and a due date would come due for ever.
void KindPlanner::restamp(const Row& row) {
  if (!row.desired) return;
  for (const auto& link : row.links) {
    if (link.stream != row.home || link.written != row.desired->written) continue;
    if (link.revision != row.desired->revision || link.config != policy_.config ||
        link.revisit_on != row.desired->revisit_on)
      plan_.restamps.push_back(
          {link.key, link.stream, row.desired->revision, row.desired->revisit_on});
  }
}

Result<KindPlanner::Rows> KindPlanner::rows_of(std::span<const std::string> items) {
  RELAIS_ASSIGN(auto rendered, read_and_render(context_, lane_, kind_, snapshot_, items));
  RELAIS_ASSIGN(auto links, context_.ledger.links(job_.mailbox.id, kind_.kind, items));
  RELAIS_ASSIGN(auto quarantined, context_.ledger.quarantined(job_.mailbox.id, kind_.kind, items));
  Rows rows;
  for (auto& wanted : rendered.wanted) {
    Row& row = row_for(rows, wanted.key, wanted.item, wanted.document.part);
    row.desired = Desired{std::move(wanted.document.fingerprint), wanted.revision,
                          std::move(wanted.document.revisit_on), wanted.document.keep};
  }
  std::vector<std::string> undesired;
  for (auto& link : links) {
    const auto* stream = job_.stream(link.stream);
    if (stream == nullptr || stream->key.entity != lane_.entity) continue;
    if (rendered.unrenderable.contains(link.item)) continue;  // stays as it is
    Row& row = row_for(rows, link.key, link.item, link.part);
    if (!row.desired) undesired.push_back(link.item);
    if (link.stream != kind_.home) row.moves = way_between(*stream, *job_.stream(kind_.home));
    row.links.push_back(std::move(link));
  }
  for (auto& quarantine : quarantined) {
    if (rendered.unrenderable.contains(quarantine.item)) continue;
    const auto row = rows.find(quarantine.key);
    if (row != rows.end())
      row->second.quarantine = std::move(quarantine);
    else
      plan_.healed.push_back(quarantine.key);  // nothing is to be there any more
  }
  RELAIS_TRY(explain_absent(rows, undesired, rendered.shown));
  for (auto& [key, row] : rows) {
    row.open = lane_.open.contains(key);
    if (!was_touched_by_owner(row)) continue;
    RELAIS_ASSIGN(row.restorations,
                  context_.ledger.restorations(job_.mailbox.id, key, policy_.now - kDay));
  }
  plan_.unrenderable.merge(rendered.unrenderable);
  return rows;
}

Row& KindPlanner::row_for(Rows& rows, const std::string& key, const std::string& item,
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

/// A copy without a document, of an item that is shown, is a part that is no more. Else it is
/// frozen if a switched-off handler of this mailbox would have it, or nobody here is switched on;
/// else it is absent for a reason.
Result<> KindPlanner::explain_absent(Rows& rows, const std::vector<std::string>& undesired,
                                     const std::set<std::string>& shown) {
  if (undesired.empty()) return {};
  std::set<std::string> replaced;  // a part that is only kept takes nobody's place
  for (const auto& [key, row] : rows)
    if (row.desired && !row.desired->keep) replaced.insert(row.item);
  RELAIS_ASSIGN(const auto kept, items_of(kind_.kept, undesired));
  RELAIS_ASSIGN(const auto frozen, items_of(kind_.off, undesired));
  for (auto& [key, row] : rows) {
    if (row.desired || row.links.empty()) continue;
    if (shown.contains(row.item)) {
      row.absence = replaced.contains(row.item) ? Absence::reshaped : Absence::finished;
      continue;
    }
    row.kept = kept.contains(row.item) || (kind_.on.empty() && kind_.off.empty());
    row.frozen = kind_.on.empty() || frozen.contains(row.item);
    if (!row.kept && !row.frozen) {
      RELAIS_ASSIGN(row.absence, absence_of(row.item));
    }
  }
  return {};
}

Result<std::set<std::string>> KindPlanner::items_of(const std::vector<std::string>& handlers,
                                                    const std::vector<std::string>& items) {
  std::set<std::string> ids;
  for (const auto& handler : handlers) {
    RELAIS_ASSIGN(const auto theirs, snapshot_.items(handler, kind_.kind, items));
    for (const auto& item : theirs) ids.insert(item.id);
  }
  return ids;
}

Result<Absence> KindPlanner::absence_of(const std::string& item) {
  RELAIS_ASSIGN(const auto why, snapshot_.explain(kind_.on.front(), kind_.kind, item));
  if (!why.item_exists) return Absence::lost;
  if (why.item_deleted_at) return Absence::deleted;
  return why.elsewhere ? Absence::reassigned : Absence::unmarked;
}

Result<bool> KindPlanner::is_ours(const std::string& item) {
  if (job_.entities.size() <= 1) return true;
  RELAIS_ASSIGN(const auto why, snapshot_.explain("", kind_.kind, item));
  if (why.item_exists) return why.item_entity == lane_.entity;
  RELAIS_ASSIGN(const auto links, context_.ledger.links_of_item(job_.mailbox.id, kind_.kind, item));
  return std::all_of(links.begin(), links.end(), [&](const auto& link) {
    const auto* stream = job_.stream(link.stream);
    return stream == nullptr || stream->key.entity == lane_.entity;
  });
}

}  // namespace relais::sync
