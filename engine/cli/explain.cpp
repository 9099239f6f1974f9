#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "engine/cli/explain_next.hpp"
#include "engine/cli/holds.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/table.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"
#include "engine/plugin/resolve.hpp"
#include "engine/sync/key.hpp"

namespace relais::cli {
namespace {

constexpr std::size_t kHistory = 20;

struct Subject {
  std::string kind;
  std::string item;
};

/// What is known of the item in one mailbox of one handler.
struct Case {
  store::Handler handler;
  ledger::MailboxId mailbox = 0;  ///< 0: none yet
  std::string label;
  Known known;
  std::vector<ledger::ActionRecord> history;

  bool worth_showing() const {
    return known.store.marked || !known.links.empty() || !known.quarantine.empty() ||
           !known.holds.empty() || !history.empty();
  }
};

Result<std::string> checked_kind(const Call& call, const std::string& kind) {
  const std::vector<std::string> kinds{std::string(store::kContact), std::string(store::kDeadline),
                                       std::string(store::kReminder),
                                       std::string(store::kAppointment)};
  if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) return kind;
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
      : engine_(engine), ledger_(engine.ledger()), subject_(std::move(subject)) {}

  Result<> read(const std::string& entity, const std::string& code) {
    RELAIS_ASSIGN(handlers_, all_handlers(engine_.store()));
    RELAIS_ASSIGN(names_, mailbox_names(handlers_, ledger_));
    RELAIS_ASSIGN(members_, ledger_.members());
    RELAIS_ASSIGN(mailboxes_, ledger_.mailboxes());
    RELAIS_TRY(read_holds());
    RELAIS_ASSIGN(const auto snapshot, engine_.store().snapshot());
    for (const auto& handler : handlers_) {
      if (!entity.empty() && handler.entity != entity) continue;
      if (!code.empty() && handler.code != code) continue;
      RELAIS_ASSIGN(const auto facts, snapshot->explain(handler.id, subject_.kind, subject_.item));
      item_ = facts;
      const bool named = !code.empty();
      // A handler of another entity can only have a copy from before the item changed hands.
      RELAIS_TRY(add_cases(handler, facts, named));
    }
    return {};
  }

  Reply reply(const Call& call) const;

 private:
  /// The first line of the store's reasons is about the item.
  std::vector<std::string> item_reasons() const {
    if (item_.reasons.empty()) return {};
    return {item_.reasons.front()};
  }

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
      if (named || one.worth_showing()) cases_.push_back(std::move(one));
    }
    if (any || (!named && !facts.marked)) return {};
    Case one;
    one.handler = handler;
    one.known.store = facts;
    RELAIS_TRY(fill_in(one));
    cases_.push_back(std::move(one));
    return {};
  }

  Result<> fill_in(Case& one) {
    one.label = one.handler.entity + '/' + one.handler.code;
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
  MailboxNames names_;
  std::vector<ledger::Member> members_;
  std::vector<ledger::Mailbox> mailboxes_;
  std::vector<std::pair<ledger::MailboxId, ledger::Hold>> holds_;
  std::vector<Case> cases_;
  store::Explanation item_;
};

const char* seen_word(ledger::Seen seen) {
  switch (seen) {
    case ledger::Seen::nothing:
      return "as we left it";
    case ledger::Seen::claimed:
      return "said to be changed or gone, not confirmed yet";
    case ledger::Seen::edited:
      return "edited by its owner";
    case ledger::Seen::gone:
      return "deleted by its owner";
  }
  return "";
}

std::string degraded_text(const std::string& list) {
  const auto value = parse_json(list, "degraded");
  if (!value || !value->is_array() || value->get_array().empty()) return {};
  std::string text;
  for (const auto& one : value->get_array())
    text += (text.empty() ? "" : ", ") +
            (one.is_string() ? std::string(one.get_string()) : json::serialize(one));
  return text;
}

std::string link_text(const ledger::Link& link) {
  std::string text = fmt::format("  copy{}: {}, last written {} from revision {}\n",
                                 link.part.empty() ? "" : " " + link.part, seen_word(link.seen),
                                 time_text(link.updated_at), link.revision);
  text += fmt::format("    remote id {}\n", link.remote_id);
  if (!link.container.empty()) text += fmt::format("    container {}\n", link.container);
  if (const auto degraded = degraded_text(link.degraded); !degraded.empty())
    text += fmt::format("    degraded: {}\n", degraded);
  if (!link.revisit_on.empty()) text += fmt::format("    rendered again on {}\n", link.revisit_on);
  return text;
}

std::string history_text(const std::vector<ledger::ActionRecord>& history) {
  if (history.empty()) return "  no action recorded\n";
  Table table({"  WHEN", "RUN", "ACTION", "OUTCOME", "WHY", "CODE", "REQUEST ID"});
  for (const auto& one : history)
    table.add({"  " + time_text(one.at), std::to_string(one.run), one.type, one.outcome, one.reason,
               one.code, one.request_id});
  return table.text();
}

std::string case_text(const Case& one, const MailboxNames& names, const Paint& paint) {
  std::string text = paint.strong(one.label) + '\n';
  for (const auto& reason : one.known.store.reasons) text += "  " + reason + '\n';
  if (one.mailbox == 0 && one.known.store.linked) text += "  his mailbox was not looked up yet\n";
  for (const auto& link : one.known.links) text += link_text(link);
  for (const auto& q : one.known.quarantine)
    text += fmt::format("  quarantine: {} ({} tries): {}\n", q.code, q.tries, q.text);
  for (const auto& hold : one.known.holds)
    text += "  " + paint.warning(hold_text(hold, names)) + '\n';
  text += "  next: " + next_step(one.known) + '\n';
  return text + history_text(one.history);
}

json::object to_json(const ledger::Link& link) {
  const auto degraded = parse_json(link.degraded, "degraded");
  return {{"key", link.key},
          {"part", link.part},
          {"remote_id", link.remote_id},
          {"container", link.container},
          {"written_at", time_json(link.updated_at)},
          {"revision", link.revision},
          {"incarnation", link.incarnation},
          {"degraded", degraded ? *degraded : json::value(json::array{})},
          {"seen", seen_word(link.seen)}};
}

json::object to_json(const ledger::ActionRecord& one) {
  return {{"at", time_json(one.at)}, {"run", one.run},
          {"action", one.type},      {"outcome", one.outcome},
          {"reason", one.reason},    {"cause", one.cause},
          {"code", one.code},        {"request_id", one.request_id}};
}

json::object to_json(const Case& one, const MailboxNames& names) {
  json::array reasons(one.known.store.reasons.begin(), one.known.store.reasons.end());
  json::array links;
  for (const auto& link : one.known.links) links.push_back(to_json(link));
  json::array quarantine;
  for (const auto& q : one.known.quarantine)
    quarantine.push_back(json::object{
        {"code", q.code}, {"text", q.text}, {"tries", q.tries}, {"next_at", time_json(q.next_at)}});
  json::array history;
  for (const auto& record : one.history) history.push_back(to_json(record));
  return {{"mailbox", one.label},
          {"wanted", one.known.store.exported},
          {"reasons", std::move(reasons)},
          {"links", std::move(links)},
          {"quarantine", std::move(quarantine)},
          {"holds", cli::to_json(one.known.holds, names)},
          {"next", next_step(one.known)},
          {"history", std::move(history)}};
}

Reply Explainer::reply(const Call& call) const {
  Reply reply;
  const auto paint = call.paint();
  json::array cases;
  reply.text = fmt::format("{} {}\n", subject_.kind, subject_.item);
  for (const auto& one : cases_) {
    reply.text += case_text(one, names_, paint);
    cases.push_back(to_json(one, names_));
  }
  if (cases_.empty()) {
    for (const auto& reason : item_reasons()) reply.text += "  " + reason + '\n';
    reply.text += "  no mailbox shows it, wants it, or ever did\n";
  }
  reply.document = {{"kind", subject_.kind},
                    {"item", subject_.item},
                    {"exists", item_.item_exists},
                    {"entity", item_.item_entity},
                    {"revision", item_.item_revision},
                    {"deleted_at", item_.item_deleted_at ? json::value(*item_.item_deleted_at)
                                                         : json::value(nullptr)},
                    {"mailboxes", std::move(cases)}};
  return reply;
}

Result<Reply> run(const Call& call) {
  RELAIS_ASSIGN(const auto engine, open_engine(call));
  RELAIS_ASSIGN(const auto head, engine->store().head());
  RELAIS_ASSIGN(auto subject, subject_of(call, head));
  RELAIS_ASSIGN(const auto selection,
                selection_of(call, engine->config(), engine->store(), engine->catalogue()));
  Explainer explainer(*engine, subject);
  RELAIS_TRY(explainer.read(selection.entity, selection.handler));
  return explainer.reply(call);
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
          "copy, quarantine and holds, what would happen next, and what was done, newest first.",
          {{"entity", "ID", "only this entity"}, {"handler", "CODE", "only this handler"}},
          "relais explain contact 17 --handler MM",
          run};
}

}  // namespace relais::cli
