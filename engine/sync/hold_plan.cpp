#include "engine/sync/hold_plan.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace relais::sync {
namespace {

constexpr Trip kTrips[] = {Trip::deletes, Trip::source_lost, Trip::configuration,
                           Trip::empty_target};
constexpr Millis kApprovalLasts = 7 * kDay;

/// A mailbox and kind of an entity, or (mailbox 0) the entity and kind.
struct Scope {
  std::string entity;
  ledger::MailboxId mailbox = 0;
  std::string kind;
  auto operator<=>(const Scope&) const = default;
};

struct Planned {
  Tally tally;
  const config::Safety* safety = nullptr;
  std::vector<std::pair<ledger::MailboxId, const Action*>> actions;

  void add(const Tally& other) {
    tally.deletes += other.deletes;
    tally.lost += other.lost;
    tally.config_updates += other.config_updates;
    tally.gone += other.gone;
  }
  bool could_trip() const {
    return tally.deletes > 0 || tally.config_updates > 0 || tally.gone > 0;
  }
};

std::map<Scope, Planned> scopes_of(const std::vector<PlannedJob>& plans) {
  std::map<Scope, Planned> scopes;
  for (const auto& [job, plan] : plans) {
    for (const auto& kind : plan->kinds) {
      const Lane& lane = job->lanes[kind.lane];
      for (const ledger::MailboxId mailbox : {job->mailbox.id, ledger::MailboxId{0}}) {
        Planned& planned = scopes[{lane.entity, mailbox, kind.kind}];
        planned.safety = &lane.safety;
        planned.add(kind.tally);
        for (const auto& action : kind.actions)
          planned.actions.emplace_back(job->mailbox.id, &action);
      }
    }
  }
  return scopes;
}

/// What there is, and what was done in the last 24 h.
Result<> fill_in(Context& context, const Scope& scope, Tally& tally) {
  auto& ledger = context.ledger;
  const Millis since = context.clock.now() - kDay;
  const auto done = [&](const char* type, const char* cause) {
    return ledger.count_actions(scope.entity, scope.mailbox, scope.kind, type, cause, since);
  };
  RELAIS_ASSIGN(tally.links, scope.mailbox == 0
                                 ? ledger.count_links(scope.entity, scope.kind)
                                 : ledger.count_links(scope.mailbox, scope.entity, scope.kind));
  RELAIS_ASSIGN(tally.deletes_done, done("delete", ""));
  RELAIS_ASSIGN(tally.lost_done, done("delete", name_of(Cause::lost)));
  RELAIS_ASSIGN(tally.config_updates_done, done("update", name_of(Cause::configuration)));
  return {};
}

class Judge {
 public:
  Judge(Context& context, std::vector<ledger::Hold> holds)
      : context_(context), holds_(std::move(holds)) {}

  /// Open holds of whole entities, which a run over some of their mailboxes cannot judge anew:
  /// nothing of their class goes meanwhile.
  Result<> keep_entity_holds(const std::map<Scope, Planned>& scopes) {
    for (const auto& hold : holds_) {
      if (hold.state != ledger::HoldState::open || hold.mailbox != 0) continue;
      RELAIS_ASSIGN(const auto keys, context_.ledger.hold_keys(hold.id));
      if (is_over(hold, keys, scopes)) continue;
      brake_.held.insert(keys.begin(), keys.end());
      brake_.open.push_back(hold);
      for (const auto& [scope, planned] : scopes) {
        if (scope.entity != hold.entity || scope.kind != hold.kind) continue;
        for (const auto& [mailbox, action] : planned.actions)
          for (const Trip trip : kTrips)
            if (hold.trip == name_of(trip) && holds(trip, *action))
              brake_.held.insert(hold_key(mailbox, *action));
      }
    }
    return {};
  }

  /// Entity scopes come first (mailbox 0): what they hold is not held a second time by mailbox.
  Result<> judge_scope(const Scope& scope, Planned& planned) {
    if (!planned.could_trip()) return {};
    RELAIS_TRY(fill_in(context_, scope, planned.tally));
    RELAIS_ASSIGN(planned.tally.newer, made_while_empty(scope));
    for (const auto& tripped : judge(planned.tally, *planned.safety, scope.mailbox == 0)) {
      std::vector<ledger::HoldKey> keys;
      for (const auto& [mailbox, action] : planned.actions)
        if (holds(tripped.trip, *action)) keys.push_back(hold_key(mailbox, *action));
      if (is_kept(scope, tripped.trip)) continue;
      RELAIS_ASSIGN(const bool covered, is_covered(scope, tripped.trip, keys));
      if (covered || std::all_of(keys.begin(), keys.end(),
                                 [&](const auto& key) { return brake_.held.contains(key); }))
        continue;
      ledger::Hold hold;
      hold.entity = scope.entity;
      hold.mailbox = scope.mailbox;
      hold.kind = scope.kind;
      hold.trip = name_of(tripped.trip);
      hold.planned = tripped.planned;
      hold.executed = tripped.done;
      hold.allowed = tripped.allowed;
      hold.created_at = context_.clock.now();
      brake_.held.insert(keys.begin(), keys.end());
      RELAIS_TRY(context_.ledger.write([&](ledger::Writer& w) -> Result<> {
        RELAIS_ASSIGN(hold.id, w.put_hold(hold, keys));
        return {};
      }));
      brake_.open.push_back(std::move(hold));
    }
    return {};
  }

  /// Open holds of planned scopes that did not trip this time.
  Result<Brake> finish(const std::map<Scope, Planned>& scopes) {
    for (const auto& hold : holds_) {
      if (hold.state != ledger::HoldState::open) continue;
      if (!scopes.contains({hold.entity, hold.mailbox, hold.kind})) continue;
      if (std::any_of(brake_.open.begin(), brake_.open.end(),
                      [&](const auto& open) { return open.id == hold.id; }))
        continue;
      RELAIS_TRY(context_.ledger.write([&](ledger::Writer& w) { return w.drop_hold(hold.id); }));
    }
    return std::move(brake_);
  }

 private:
  /// Copies made since the target was found empty: they do not make it a target in order.
  Result<std::int64_t> made_while_empty(const Scope& scope) {
    for (const auto& hold : holds_)
      if (hold.state == ledger::HoldState::open && hold.entity == scope.entity &&
          hold.mailbox == scope.mailbox && hold.kind == scope.kind &&
          hold.trip == name_of(Trip::empty_target))
        return context_.ledger.count_actions(scope.entity, scope.mailbox, scope.kind, "create", "",
                                             hold.created_at);
    return 0;
  }

  /// Nothing of it is planned any more, and every mailbox that it names was planned.
  static bool is_over(const ledger::Hold& hold, const std::vector<ledger::HoldKey>& keys,
                      const std::map<Scope, Planned>& scopes) {
    std::set<std::string> mailboxes;
    std::set<ledger::HoldKey> planned_keys;
    for (const auto& [scope, planned] : scopes) {
      if (scope.entity != hold.entity || scope.kind != hold.kind) continue;
      mailboxes.insert(std::to_string(scope.mailbox));
      for (const auto& [mailbox, action] : planned.actions)
        planned_keys.insert(hold_key(mailbox, *action));
    }
    return std::all_of(keys.begin(), keys.end(), [&](const auto& key) {
      return !planned_keys.contains(key) && mailboxes.contains(key.substr(0, key.find('/')));
    });
  }

  bool is_kept(const Scope& scope, Trip trip) const {
    return std::any_of(brake_.open.begin(), brake_.open.end(), [&](const auto& hold) {
      return hold.entity == scope.entity && hold.mailbox == scope.mailbox &&
             hold.kind == scope.kind && hold.trip == name_of(trip);
    });
  }

  /// An approval covers a set of actions; the plan passes while what it would hold is a subset.
  Result<bool> is_covered(const Scope& scope, Trip trip, const std::vector<ledger::HoldKey>& keys) {
    std::set<ledger::HoldKey> approved;
    for (const auto& hold : holds_) {
      if (hold.state != ledger::HoldState::approved || hold.entity != scope.entity ||
          hold.kind != scope.kind || hold.trip != name_of(trip) ||
          context_.clock.now() > hold.approved_at + kApprovalLasts)
        continue;
      if (hold.mailbox != 0 && scope.mailbox != 0 && hold.mailbox != scope.mailbox) continue;
      RELAIS_ASSIGN(const auto covers, context_.ledger.hold_keys(hold.id));
      approved.insert(covers.begin(), covers.end());
    }
    return std::all_of(keys.begin(), keys.end(),
                       [&](const auto& key) { return approved.contains(key); });
  }

  Context& context_;
  std::vector<ledger::Hold> holds_;
  Brake brake_;
};

}  // namespace

Result<Brake> brake(Context& context, std::vector<PlannedJob>& plans, bool complete) {
  auto scopes = scopes_of(plans);
  RELAIS_ASSIGN(auto holds, context.ledger.holds());
  Judge judge(context, std::move(holds));
  if (!complete) RELAIS_TRY(judge.keep_entity_holds(scopes));
  // Sorted by entity, then mailbox: an entity's own scopes (mailbox 0) come before its mailboxes'.
  for (auto& [scope, planned] : scopes) RELAIS_TRY(judge.judge_scope(scope, planned));
  return judge.finish(scopes);
}

}  // namespace relais::sync
