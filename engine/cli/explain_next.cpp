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

std::string table_of(const std::string& kind) { return kind + "_assignee"; }

std::string switch_of(const std::string& kind) {
  return kind == store::kContact ? "addresses" : kind + 's';
}

std::string deleted_text(const std::string& kind) {
  return fmt::format("it is deleted at the source: the practice software restores it (table {})",
                     kind == store::kContact ? "address" : kind);
}

/// Why the practice store does not want it there; empty: it does.
std::string to_want_it(const store::Explanation& store, const About& about) {
  if (!store.item_exists)
    return "nothing is known of it: ids are those of the practice store, as they were imported";
  if (store.item_deleted_at) return deleted_text(about.kind);
  if (store.item_entity != store.handler_entity)
    return fmt::format("it belongs to entity {}, whose handlers alone can have it",
                       store.item_entity);
  if (store.marked) return {};
  if (about.kind == store::kContact)
    return fmt::format("relais address mark {} --handler {} --entity {}", about.item, about.handler,
                       about.entity);
  return fmt::format("the practice software assigns it to him (table {})", table_of(about.kind));
}

std::string to_take_it_away(const About& about) {
  if (about.kind == store::kContact)
    return fmt::format("relais address unmark {} --handler {} --entity {}", about.item,
                       about.handler, about.entity);
  return fmt::format("the practice software takes the assignment away (table {})",
                     table_of(about.kind));
}

/// What keeps everything of this kind out of the mailbox; empty: nothing does.
std::string to_open_the_way(const Known& known, const About& about) {
  if (!known.addin_trouble.empty())
    return "the configuration and its plugins: `relais plugins` says what is missing";
  if (!known.store.handler_active)
    return "the practice software makes the handler active (table handler)";
  if (!known.store.linked)
    return fmt::format("relais handler link {} ADDRESS --entity {}", about.handler, about.entity);
  if (!known.store.switched_on)
    return fmt::format("relais handler set {} --{} on --entity {}", about.handler,
                       switch_of(about.kind), about.entity);
  return {};
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

std::string what_would_change_it(const Known& known, const About& about) {
  if (!known.holds.empty())
    return fmt::format("relais approve {}, if it is meant; if not, put it right at the source",
                       known.holds.front().id);
  const bool there = !known.links.empty();
  if (auto way = to_open_the_way(known, about); !way.empty())
    return there && !known.store.exported ? "relais purge removes what stays; or " + way : way;
  if (auto wanted = to_want_it(known.store, about); !wanted.empty()) return wanted;
  if (!known.quarantine.empty())
    return "correct the item at the source: what is written differently is tried at once";
  if (!there && !known.outside_of.empty())
    return fmt::format("another date, or a wider entities[].window in the configuration ({} now)",
                       known.outside_of);
  return to_take_it_away(about);
}

std::string what_would_show_it(const store::Explanation& facts, const std::string& kind,
                               const std::string& item) {
  if (!facts.item_exists)
    return "ids are those of the practice store: look the item up there, or in the file that was "
           "imported";
  if (facts.item_deleted_at) return deleted_text(kind);
  if (kind == store::kContact)
    return fmt::format("it is marked for nobody: relais address mark {} --handler CODE", item);
  return fmt::format("it is assigned to nobody: the practice software assigns it (table {})",
                     table_of(kind));
}

}  // namespace relais::cli
