// The plan: what has to be done to one mailbox, and why. A pure function of rows; a plan holds no
// document, so that it is small, printable, and safe to keep (docs/design.md, The plan).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/config/config.hpp"
#include "engine/ledger/types.hpp"

namespace relais::sync {

enum class ActionType { create, update, move, repair, recreate, adopt, remove, noop };
const char* name_of(ActionType type) noexcept;
std::optional<ActionType> parse_action_type(std::string_view name);

enum class Cause {
  source,         ///< the practice store says so
  lost,           ///< the row of the practice store is gone without a trace
  reassigned,     ///< the item went to somebody else's mailbox
  reshaped,       ///< the item is shown in other parts now
  configuration,  ///< configuration or plugin revision changed, the source did not
  owner,          ///< the mailbox's owner edited or deleted the copy
  engine,         ///< a consequence of another action
};
const char* name_of(Cause cause) noexcept;
std::optional<Cause> parse_cause(std::string_view name);

struct Action {
  ActionType type = ActionType::noop;
  Cause cause = Cause::source;
  std::string reason;
  std::string kind;
  std::string item;
  std::string part;
  std::string key;
  ledger::StreamId stream = 0;  ///< of the link acted on; create, move: where it goes
  std::string written;          ///< fingerprint of the document as planned; empty for remove
  bool forget = false;          ///< remove: the copy is gone already, only the link goes
  Millis not_before = 0;        ///< noop: look at this key again then

  bool sends() const { return type != ActionType::noop && !forget; }
};

/// Why an item is not to be in the mailbox.
enum class Absence {
  unmarked,    ///< not marked for, or assigned to, a handler of this mailbox
  reassigned,  ///< assigned to somebody else now: a move, not a delete
  reshaped,    ///< the item is there in other parts, which take its place: no delete either
  finished,    ///< the item is wanted, but nothing of it is to be shown any more
  deleted,     ///< soft-deleted at the source
  lost,        ///< no such row
};

/// One document that is to be there.
struct Desired {
  std::string written;
  std::int64_t revision = 0;
  std::string revisit_on{};
  bool keep = false;  ///< has left the window: what is there is kept right, nothing is created
};

/// All that is known about one key in one mailbox.
struct Row {
  std::string kind;
  std::string item;
  std::string part;
  std::string key;
  ledger::StreamId home = 0;  ///< where copies of this kind belong now
  std::string moves{};        ///< for people: "from calendar to tasks", if a copy lies elsewhere
  std::optional<Desired> desired;  ///< none: must not be there
  Absence absence = Absence::unmarked;
  bool frozen = false;  ///< its handler is switched off: not planned here (never "deleted")
  bool kept = false;    ///< nothing can be said about its handler now: left as it is
  bool open = false;    ///< its create has an unknown outcome, which must be settled first
  std::vector<ledger::Link> links;  ///< at most one per stream
  std::optional<ledger::Quarantine> quarantine;
  std::vector<Millis> restorations;  ///< recreates and repairs of the last 24 h, ascending
};

struct Policy {
  config::Drift drift = config::Drift::repair;
  config::OnDisable on_disable = config::OnDisable::keep;
  std::string config;  ///< fingerprint of configuration and plugin revision
  Millis now = 0;
};

/// One action per link or document of the row; noop where there is nothing to do. Pure.
std::vector<Action> decide(const Row& row, const Policy& policy);

/// When a key that was restored at these times may be restored again: at once for the first three
/// in 24 h, then after 1, 4 and 24 h. 0: now. Pure.
Millis restore_not_before(const std::vector<Millis>& restorations);

}  // namespace relais::sync
