#include "engine/cli/explain_next.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

/// Why nothing is planned in this mailbox at all; empty: it is.
std::string frozen(const Known& known) {
  if (!known.addin_trouble.empty()) return known.addin_trouble;
  if (!known.store.handler_active) return "the handler is not active";
  if (!known.store.linked) return "the handler is not linked";
  if (!known.store.switched_on) return "the kind is switched off for the handler";
  return {};
}

std::string of_frozen(const Known& known, const std::string& why) {
  if (known.links.empty()) return "nothing: " + why;
  if (known.on_disable == config::OnDisable::remove)
    return "the copy is deleted by the next sync: " + why + ", and on_disable is remove";
  return "nothing: " + why + "; the copy stays as it is (on_disable: keep)";
}

std::string of_link(const Known& known, const ledger::Link& link) {
  if (link.seen == ledger::Seen::gone)
    return "created again by the next sync: its owner deleted it";
  if (link.seen == ledger::Seen::edited)
    return known.drift == config::Drift::repair
               ? "repaired by the next sync: its owner edited what belongs to the practice store"
               : fmt::format("left as it is: its owner edited it, and drift is {}",
                             config::name_of(known.drift));
  if (link.seen == ledger::Seen::claimed)
    return "the next sync asks whether it was changed or deleted, and acts on the answer";
  if (link.revision != known.store.item_revision)
    return "the next sync writes it, if what is shown there has changed with it";
  if (known.dirty)
    return "the next sync looks at it, because something that it shows may have changed";
  return "nothing: it is in step, as far as is known without asking the other side";
}

}  // namespace

std::string next_step(const Known& known) {
  if (!known.holds.empty())
    return fmt::format("nothing until an approval: it is held; if it is meant: relais approve {}",
                       known.holds.front().id);
  if (const std::string why = frozen(known); !why.empty()) return of_frozen(known, why);
  if (!known.quarantine.empty())
    return fmt::format("tried again {}, or as soon as it changes: it was refused",
                       known.quarantine.front().next_at == 0
                           ? "later"
                           : "after " + time_text(known.quarantine.front().next_at));
  std::string step;
  if (known.store.exported) {
    step = !known.links.empty()       ? of_link(known, known.links.front())
           : known.outside_of.empty() ? "created by the next sync"
                                      : "nothing: its date is outside of the window (" +
                                            known.outside_of + "); what comes nearer is created";
  } else {
    step = known.links.empty() ? "nothing: it is not there, and it is not wanted there"
                               : "deleted by the next sync";
  }
  if (!known.blocked.empty() && !step.starts_with("nothing"))
    step += "; the last run could not work on this mailbox: " + known.blocked;
  return step;
}

}  // namespace relais::cli
