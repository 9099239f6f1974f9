#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "engine/cli/explain_text.hpp"
#include "engine/cli/holds.hpp"
#include "engine/cli/mail_explain.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"
#include "engine/plugin/resolve.hpp"
#include "engine/sync/key.hpp"
#include "engine/sync/privacy.hpp"
#include "engine/sync/window.hpp"

namespace relais::cli {
namespace {

constexpr std::size_t kHistory = 20;

struct Subject {
  std::string kind;
  std::string item;
};

/// As verbs call it, and as the plugin calls its kind.
bool is_mail(const std::string& kind) { return kind == kMailWord || kind == "message"; }

Result<std::string> checked_kind(const Call& call, const std::string& kind) {
  const std::vector<std::string> kinds{std::string(store::kContact), std::string(store::kDeadline),
                                       std::string(store::kReminder),
                                       std::string(store::kAppointment)};
  if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) return kind;
  if (is_mail(kind)) return usage_error(call.verb, "\"mail\" needs the id of a message");
  return usage_error(call.verb,
                     fmt::format("there is no kind \"{}\"", kind) + did_you_mean(kind, kinds));
}

/// KIND ITEM-ID, or the key of a copy.
Result<Subject> subject_of(const Call& call, const store::Head& head) {
  if (call.arguments.size() == 2) {
    RELAIS_ASSIGN(const auto kind, checked_kind(call, call.arguments[0]));
    return Subject{kind, call.arguments[1]};
  }
  const auto key = sync::parse_key(call.arguments[0]);
  if (!key && (is_mail(call.arguments[0]) || checked_kind(call, call.arguments[0])))
    return usage_error(call.verb, fmt::format("\"{}\" needs an id", call.arguments[0]));
  if (!key)
    return usage_error(
        call.verb,
        fmt::format("\"{}\" is neither KIND ITEM-ID nor the key of a copy", call.arguments[0]));
  if (key->store != head.uuid)
    return fail(Errc::not_found,
                fmt::format("this key belongs to the practice store {}, not to this one ({})",
                            key->store, head.uuid));
  RELAIS_ASSIGN(const auto kind, checked_kind(call, key->kind));
  return Subject{kind, key->item};
}

class Explainer {
 public:
  Explainer(sync::Engine& engine, Subject subject)
      : engine_(engine), ledger_(engine.ledger()), subject_(std::move(subject)) {
    story_.kind = subject_.kind;
    story_.item = subject_.item;
  }

  Result<ItemStory> read(const std::string& entity, const std::string& code) {
    RELAIS_ASSIGN(handlers_, all_handlers(engine_.store()));
    RELAIS_ASSIGN(story_.names, mailbox_names(handlers_, ledger_));
    RELAIS_ASSIGN(members_, ledger_.members());
    RELAIS_ASSIGN(mailboxes_, ledger_.mailboxes());
    RELAIS_TRY(read_holds());
    RELAIS_ASSIGN(const auto snapshot, engine_.store().snapshot());
    RELAIS_ASSIGN(story_.facts, snapshot->explain("", subject_.kind, subject_.item));
    for (const auto& handler : handlers_) {
      if (!entity.empty() && handler.entity != entity) continue;
      if (!code.empty() && handler.code != code) continue;
      RELAIS_ASSIGN(const auto facts, snapshot->explain(handler.id, subject_.kind, subject_.item));
      RELAIS_ASSIGN(outside_of_, outside_of(*snapshot, handler));
      const bool named = !code.empty();
      // A handler of another entity can only have a copy from before the item changed hands.
      RELAIS_TRY(add_cases(handler, facts, named));
    }
    return std::move(story_);
  }

 private:
  Result<> read_holds() {
    RELAIS_ASSIGN(const auto holds, ledger_.holds());
    for (const auto& hold : holds) {
      if (hold.state != ledger::HoldState::open || hold.kind != subject_.kind) continue;
      RELAIS_ASSIGN(const auto keys, ledger_.hold_keys(hold.id));
      for (const auto& one : keys) {
        const auto held = parse_hold_key(one);
        const auto key = sync::parse_key(held.key);
        if (key && key->kind == subject_.kind && key->item == subject_.item)
          holds_.emplace_back(held.mailbox, hold);
      }
    }
    return {};
  }

  Result<> add_cases(const store::Handler& handler, const store::Explanation& facts, bool named) {
    bool any = false;
    for (const auto& member : members_) {
      if (member.handler != handler.id) continue;
      Case one;
      one.handler = handler;
      one.mailbox = member.mailbox;
      one.known.store = facts;
      one.known.store.linked = facts.linked && member.linked;
      RELAIS_TRY(fill_in(one));
      if (!member.linked && !one.worth_showing()) continue;
      any = true;
      if (named || one.worth_showing()) story_.cases.push_back(std::move(one));
    }
    if (any || (!named && !facts.marked)) return {};
    Case one;
    one.handler = handler;
    one.known.store = facts;
    RELAIS_TRY(fill_in(one));
    story_.cases.push_back(std::move(one));
    return {};
  }

  /// The window of the handler's entity, if the item is his and lies outside of it; else empty.
  Result<std::string> outside_of(store::Snapshot& snapshot, const store::Handler& handler) const {
    const auto* entity = engine_.config().entity(handler.entity);
    if (entity == nullptr) return std::string();
    const std::vector<std::string> ids{subject_.item};
    RELAIS_ASSIGN(const auto items, snapshot.items(handler.id, subject_.kind, ids));
    RELAIS_ASSIGN(const auto today, local_date(engine_.clock().now(), entity->time_zone));
    const auto window = sync::days_around(today, entity->window);
    if (items.empty() || sync::is_inside(items.front(), window)) return std::string();
    return window.first + " to " + window.last;
  }

  /// Of all who share the mailbox and have the kind, the strictest; as the sync does.
  std::string privacy_in(const Case& one, const config::Entity& entity) const {
    if (subject_.kind == store::kContact) return {};
    auto strictest = config::Privacy::full;
    for (const auto& handler : handlers_) {
      const bool here = std::any_of(members_.begin(), members_.end(), [&](const auto& member) {
        return member.linked && member.mailbox == one.mailbox && member.handler == handler.id;
      });
      const bool on = here && handler.active && handler.wants(subject_.kind);
      if (handler.entity != entity.id || (handler.id != one.handler.id && !on)) continue;
      strictest = sync::stricter(
          strictest, config::parse_privacy(handler.privacy.value_or("")).value_or(entity.privacy));
    }
    return std::string(config::name_of(strictest));
  }

  Result<> fill_in(Case& one) {
    one.label = one.handler.entity + '/' + one.handler.code;
    one.known.outside_of = outside_of_;
    fill_in_settings(one);
    if (one.mailbox == 0) return {};
    one.known.resolved = true;
    for (const auto& mailbox : mailboxes_)
      if (mailbox.id == one.mailbox) one.known.blocked = mailbox.blocked;
    RELAIS_ASSIGN(one.known.links,
                  ledger_.links_of_item(one.mailbox, subject_.kind, subject_.item));
    const std::vector<std::string> items{subject_.item};
    RELAIS_ASSIGN(one.known.quarantine, ledger_.quarantined(one.mailbox, subject_.kind, items));
    RELAIS_ASSIGN(one.history,
                  ledger_.history(subject_.kind, subject_.item, one.mailbox, kHistory));
    RELAIS_ASSIGN(one.known.dirty, is_dirty(one.mailbox));
    for (const auto& [mailbox, hold] : holds_)
      if (mailbox == one.mailbox) one.known.holds.push_back(hold);
    return {};
  }

  void fill_in_settings(Case& one) const {
    const auto* entity = engine_.config().entity(one.handler.entity);
    if (entity == nullptr) {
      one.known.addin_trouble = "entity " + one.handler.entity + " is not configured";
      return;
    }
    one.known.privacy = privacy_in(one, *entity);
    one.known.drift = entity->safety.drift;
    one.known.on_disable = entity->safety.on_disable;
    one.known.addin_trouble = "no subscribed add-in exports the kind " + subject_.kind;
    for (const auto& line : plugin::resolve(entity->subscription, engine_.catalogue())) {
      if (!line.works()) continue;
      for (const auto& exported : line.entry->manifest.exports)
        if (exported.kind == subject_.kind) one.known.addin_trouble.clear();
    }
  }

  /// The ledger lists dirty keys in order: the first one from just before the item on.
  Result<bool> is_dirty(ledger::MailboxId mailbox) {
    RELAIS_ASSIGN(const auto whole, ledger_.dirty_whole(mailbox, subject_.kind));
    if (whole) return true;
    std::string before = subject_.item;
    if (!before.empty()) before.pop_back();
    for (;;) {
      RELAIS_ASSIGN(const auto page, ledger_.dirty(mailbox, subject_.kind, before,
                                                   std::numeric_limits<Millis>::max(), 500));
      for (const auto& key : page) {
        if (key.item == subject_.item) return true;
        if (key.item > subject_.item) return false;
      }
      if (page.empty()) return false;
      before = page.back().item;
    }
  }

  sync::Engine& engine_;
  ledger::Ledger& ledger_;
  Subject subject_;
  std::vector<store::Handler> handlers_;
  std::vector<ledger::Member> members_;
  std::vector<ledger::Mailbox> mailboxes_;
  std::vector<std::pair<ledger::MailboxId, ledger::Hold>> holds_;
  std::string outside_of_;  // of the handler who is being read
  ItemStory story_;
};

Result<Reply> run_explain(const Call& call) {
  if (call.arguments.size() == 2 && is_mail(call.arguments[0])) return explain_mail(call);
  RELAIS_ASSIGN(const auto engine, open_engine(call));
  RELAIS_ASSIGN(const auto head, engine->store().head());
  RELAIS_ASSIGN(auto subject, subject_of(call, head));
  RELAIS_ASSIGN(const auto selection,
                selection_of(call, engine->config(), engine->store(), engine->catalogue()));
  Explainer explainer(*engine, subject);
  RELAIS_ASSIGN(const auto story, explainer.read(selection.entity, selection.handler));
  return reply_of(story, call.paint());
}

}  // namespace

Verb explain_verb() {
  return {"explain",
          "KIND ITEM-ID",
          1,
          2,
          "Says why an item is, or is not, in a mailbox",
          "KIND is contact, deadline, reminder or appointment; ITEM-ID is the id in the practice\n"
          "store; the key of a copy does as well. Per mailbox: what the practice store says, the\n"
          "copy, quarantine and holds, what would happen next and what would change it, and what\n"
          "was done, newest first.\n"
          "With mail and the id of a message, in the practice store or in its mailbox: whether it\n"
          "was collected, which rule of the configuration decided, when, and what would change it.",
          {{"entity", "ID", "only this entity"}, {"handler", "CODE", "only this handler"}},
          "relais explain contact 17 --handler MM\nrelais explain mail AAMkADk0 --handler MM",
          run_explain,
          kForViewers};
}

}  // namespace relais::cli
