#include "engine/sync/plan.hpp"

#include <algorithm>
#include <array>

namespace relais::sync {
namespace {

constexpr std::array kActionNames = {"create",   "update", "move",   "repair",
                                     "recreate", "adopt",  "delete", "noop"};
constexpr std::array kCauseNames = {"source",        "lost",  "reassigned", "reshaped",
                                    "configuration", "owner", "engine"};

const char* reason_of(Absence absence) {
  switch (absence) {
    case Absence::unmarked:
      return "no longer marked or assigned";
    case Absence::reassigned:
      return "assigned to somebody else";
    case Absence::reshaped:
      return "the item is shown in other parts now";
    case Absence::finished:
      return "nothing of it is to be shown any more";
    case Absence::deleted:
      return "deleted at the source";
    case Absence::lost:
      return "its row is gone from the practice store";
  }
  return "";
}

Cause cause_of(Absence absence) {
  switch (absence) {
    case Absence::lost:
      return Cause::lost;
    case Absence::reassigned:
      return Cause::reassigned;
    case Absence::reshaped:
      return Cause::reshaped;
    default:
      return Cause::source;
  }
}

Action make(const Row& row, ActionType type, Cause cause, std::string reason) {
  Action action;
  action.type = type;
  action.cause = cause;
  action.reason = std::move(reason);
  action.kind = row.kind;
  action.item = row.item;
  action.part = row.part;
  action.key = row.key;
  action.stream = row.home;
  if (row.desired) action.written = row.desired->written;
  return action;
}

Action remove(const Row& row, const ledger::Link& link, Cause cause, std::string reason) {
  Action action = make(row, ActionType::remove, cause, std::move(reason));
  action.stream = link.stream;
  action.written.clear();
  action.forget = link.seen == ledger::Seen::gone;
  return action;
}

/// The quarantine is over when its time has come or the document is another one.
bool quarantined(const Row& row, Millis now) {
  return row.quarantine && row.quarantine->written == row.desired->written &&
         now < row.quarantine->next_at;
}

/// A refused delete says nothing about any document.
bool is_delete_quarantined(const Row& row, Millis now) {
  return row.quarantine && row.quarantine->written.empty() && now < row.quarantine->next_at;
}

Action wait(const Row& row, std::string reason, Millis not_before) {
  Action action = make(row, ActionType::noop, Cause::engine, std::move(reason));
  action.not_before = not_before;
  return action;
}

/// What to do about the copy that lies where it belongs.
Action keep_right(const Row& row, const ledger::Link& link, const Policy& policy) {
  const Millis slowed = restore_not_before(row.restorations);
  if (link.seen == ledger::Seen::gone) {
    if (slowed > policy.now)
      return wait(row, "deleted again and again by its owner: slowed down", slowed);
    return make(row, ActionType::recreate, Cause::owner, "deleted in the mailbox");
  }
  if (row.desired->written != link.written) {
    const bool same_source = row.desired->revision == link.revision && !link.written.empty();
    return same_source && policy.config != link.config
               ? make(row, ActionType::update, Cause::configuration, "configuration changed")
               : make(row, ActionType::update, Cause::source, "changed at the source");
  }
  if (link.seen == ledger::Seen::edited) {
    if (policy.drift != config::Drift::repair)
      return make(row, ActionType::noop, Cause::owner, "edited in the mailbox, left as it is");
    if (slowed > policy.now)
      return wait(row, "edited again and again in the mailbox: slowed down", slowed);
    return make(row, ActionType::repair, Cause::owner, "edited in the mailbox");
  }
  return make(row, ActionType::noop, Cause::source, "as it should be");
}

}  // namespace

const char* name_of(ActionType type) noexcept {
  return kActionNames[static_cast<std::size_t>(type)];
}
const char* name_of(Cause cause) noexcept { return kCauseNames[static_cast<std::size_t>(cause)]; }

std::optional<ActionType> parse_action_type(std::string_view name) {
  const auto found = std::find(kActionNames.begin(), kActionNames.end(), name);
  if (found == kActionNames.end()) return std::nullopt;
  return static_cast<ActionType>(found - kActionNames.begin());
}

std::optional<Cause> parse_cause(std::string_view name) {
  const auto found = std::find(kCauseNames.begin(), kCauseNames.end(), name);
  if (found == kCauseNames.end()) return std::nullopt;
  return static_cast<Cause>(found - kCauseNames.begin());
}

Millis restore_not_before(const std::vector<Millis>& restorations) {
  constexpr Millis hour = 3'600'000;
  if (restorations.size() < 3) return 0;
  const std::size_t beyond = restorations.size() - 3;
  const Millis delay = beyond == 0 ? hour : beyond == 1 ? 4 * hour : 24 * hour;
  return restorations.back() + delay;
}

std::vector<Action> decide(const Row& row, const Policy& policy) {
  std::vector<Action> actions;
  if (row.kept) {
    actions.push_back(
        make(row, ActionType::noop, Cause::engine, "its handler is not resolved now"));
    return actions;
  }
  if (row.open) {
    actions.push_back(wait(row, "it is not known yet whether it was created", policy.now + 1));
    return actions;
  }
  if (row.frozen) {
    if (policy.on_disable == config::OnDisable::keep) {
      actions.push_back(make(row, ActionType::noop, Cause::configuration, "switched off"));
      return actions;
    }
    for (const auto& link : row.links)
      actions.push_back(
          remove(row, link, Cause::configuration, "switched off, on_disable is remove"));
    return actions;
  }
  if (!row.desired) {
    const Cause cause = cause_of(row.absence);
    for (const auto& link : row.links)
      actions.push_back(remove(row, link, cause, reason_of(row.absence)));
    return actions;
  }

  const auto home = std::find_if(row.links.begin(), row.links.end(),
                                 [&](const auto& link) { return link.stream == row.home; });
  if (quarantined(row, policy.now)) {
    actions.push_back(wait(row, "in quarantine", row.quarantine->next_at));
    return actions;
  }
  if (home != row.links.end())
    actions.push_back(keep_right(row, *home, policy));
  else if (row.links.empty() && row.desired->keep)
    actions.push_back(make(row, ActionType::noop, Cause::source, "outside of the window"));
  else if (row.links.empty())
    actions.push_back(make(row, ActionType::create, Cause::source, "new"));
  else
    actions.push_back(make(row, ActionType::move, Cause::configuration,
                           row.moves.empty() ? "belongs into another container" : row.moves));
  const bool right_one_is_missing = home != row.links.end() && home->seen == ledger::Seen::gone &&
                                    actions.back().type == ActionType::noop;
  if (right_one_is_missing) return actions;
  // Carried out last, and only if the right copy is linked by then (W18).
  for (const auto& link : row.links) {
    if (link.stream == row.home) continue;
    if (is_delete_quarantined(row, policy.now))
      actions.push_back(wait(row, "in quarantine", row.quarantine->next_at));
    else
      actions.push_back(remove(row, link, Cause::engine, "moved: the old copy"));
  }
  return actions;
}

}  // namespace relais::sync
