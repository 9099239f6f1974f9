#include "engine/sync/dispatch.hpp"

#include <fmt/core.h>

#include <charconv>
#include <map>

#include "engine/base/log.hpp"
#include "engine/store/date_changes.hpp"

namespace relais::sync {
namespace {

constexpr std::size_t kChangesAtOnce = 10'000;

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// Which mailboxes a handler's link leads to.
Result<std::map<std::string, std::vector<ledger::MailboxId>, std::less<>>> mailboxes_of_handlers(
    ledger::Ledger& ledger) {
  std::map<std::string, std::vector<ledger::MailboxId>, std::less<>> by_handler;
  RELAIS_ASSIGN(const auto members, ledger.members());
  for (const auto& member : members) by_handler[member.handler].push_back(member.mailbox);
  return by_handler;
}

/// The feed was pruned beyond what this ledger has seen: it is an old copy. Whatever it does not
/// know must be found by its key before anything is created.
Result<> distrust_ledger(Context& context) {
  log::warning(
      "the ledger is older than the store's change feed; copies are looked for by their keys");
  RELAIS_ASSIGN(const auto mailboxes, context.ledger.mailboxes());
  return context.ledger.write([&](ledger::Writer& w) -> Result<> {
    RELAIS_TRY(w.forget_inventories());
    return mark_everything_dirty(w, mailboxes, "ledger restored", context.clock.now());
  });
}

constexpr const char* kDatesSeen = "date_changes_seq";

/// Each change of a date that nobody can extend is told once. A new ledger begins with the next
/// one: what was before its time is no news.
Result<> warn_of_dates(Context& context, bool new_ledger, Dispatched& total) {
  RELAIS_ASSIGN(const auto seen, context.ledger.meta(kDatesSeen));
  std::int64_t after = number(seen);
  const auto keep = [&] {
    return context.ledger.write(
        [&](ledger::Writer& w) { return w.set_meta(kDatesSeen, std::to_string(after)); });
  };
  if (seen.empty() && new_ledger) {
    RELAIS_ASSIGN(after, context.store.last_date_change());
    return keep();
  }
  for (;;) {
    RELAIS_ASSIGN(const auto changes, context.store.date_changes(after, kChangesAtOnce));
    if (changes.empty()) return {};
    for (const auto& change : changes)
      log::warning("entity {}: the date of {} deadline {} was changed from {}", change.entity,
                   change.type, change.deadline, store::dates_text(change));
    total.date_changes.insert(total.date_changes.end(), changes.begin(), changes.end());
    after = changes.back().seq;
    RELAIS_TRY(keep());
  }
}

}  // namespace

Result<> mark_everything_dirty(ledger::Writer& writer, std::span<const ledger::Mailbox> mailboxes,
                               std::string_view reason, Millis now) {
  for (const auto& mailbox : mailboxes)
    for (const auto kind :
         {store::kContact, store::kDeadline, store::kReminder, store::kAppointment})
      RELAIS_TRY(writer.mark_dirty(
          mailbox.id, {std::string(kind), ledger::kAllItems, 0, std::string(reason), 0, now}));
  return {};
}

Result<Dispatched> dispatch(Context& context) {
  RELAIS_ASSIGN(const auto head, context.store.head());
  RELAIS_ASSIGN(const auto known, context.ledger.meta("store_uuid"));
  if (!known.empty() && known != head.uuid)
    return fail(Errc::config, "the ledger belongs to another practice store",
                "point store.ledger at the ledger of this store, or at a new file");
  RELAIS_ASSIGN(const auto seen, context.ledger.meta("feed_seq"));
  std::int64_t feed = number(seen);
  if (head.seq < feed)
    return fail(Errc::braked,
                fmt::format("the practice store is older than the ledger (change {} of {}): it was "
                            "restored from a backup; nothing is sent",
                            head.seq, feed),
                "check the store, then run `relais rebuild`");
  Dispatched total;
  RELAIS_TRY(warn_of_dates(context, seen.empty(), total));
  if (feed < head.pruned) {
    total.ledger_restored = true;
    RELAIS_TRY(distrust_ledger(context));
    feed = head.pruned;
    RELAIS_TRY(context.ledger.write(
        [&](ledger::Writer& w) { return w.set_meta("feed_seq", std::to_string(feed)); }));
  }

  RELAIS_ASSIGN(const auto by_handler, mailboxes_of_handlers(context.ledger));
  for (;;) {
    RELAIS_ASSIGN(const auto changes, context.store.changes(feed, kChangesAtOnce));
    if (changes.empty()) break;
    const std::int64_t last = changes.back().seq;
    RELAIS_ASSIGN(const auto affected, context.store.expand(changes));
    RELAIS_TRY(context.ledger.write([&](ledger::Writer& w) -> Result<> {
      const Millis now = context.clock.now();
      for (const auto& one : affected) {
        if (one.handler.empty()) {
          RELAIS_ASSIGN(const auto marked, w.mark_linked_dirty(one.kind, one.item, last, now));
          total.keys += marked;
          continue;
        }
        const auto mailboxes = by_handler.find(one.handler);
        if (mailboxes == by_handler.end()) continue;  // not linked: he will be planned whole
        for (const auto mailbox : mailboxes->second) {
          RELAIS_TRY(w.mark_dirty(mailbox, {one.kind, one.item, last, "source", 0, now}));
          ++total.keys;
        }
      }
      RELAIS_TRY(w.set_meta("store_uuid", head.uuid));
      return w.set_meta("feed_seq", std::to_string(last));
    }));
    // A long import holds the store: what was read can be pruned with the next changes.
    if (auto pruned = context.store.prune(last); !pruned && pruned.error().code != Errc::busy)
      return fail(std::move(pruned).error());
    feed = last;
    total.changes += static_cast<std::int64_t>(changes.size());
  }
  return total;
}

}  // namespace relais::sync
