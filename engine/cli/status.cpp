#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>
#include <set>

#include "engine/cli/mail.hpp"
#include "engine/cli/secret_text.hpp"
#include "engine/cli/status_text.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/sync/success.hpp"

namespace relais::cli {
namespace {

constexpr std::size_t kRunsShown = 5;
constexpr std::size_t kRefusalsShown = 5;
constexpr Millis kLately = 7LL * 86'400'000;
constexpr std::size_t kDirtyPage = 1000;
constexpr std::size_t kDegradedOfAMailbox = 100;
constexpr std::string_view kKinds[] = {store::kContact, store::kDeadline, store::kReminder,
                                       store::kAppointment};

/// Reads both databases; takes no lock and sends nothing.
class Reader {
 public:
  Reader(sync::Engine& engine, Millis now, StatusScope scope)
      : engine_(engine),
        ledger_(engine.ledger()),
        now_(now),
        only_(std::move(scope.only)),
        entity_(only_ ? only_->entity : std::move(scope.entity)) {}

  Result<Status> read() {
    const auto& config = engine_.config();
    status_.store_url = config.store.url;
    status_.ledger_url = config.store.ledger;
    RELAIS_ASSIGN(status_.head, engine_.store().head());
    RELAIS_ASSIGN(const auto seq, ledger_.meta("feed_seq"));
    if (!seq.empty()) std::from_chars(seq.data(), seq.data() + seq.size(), status_.ledger_seq);
    status_.own = only_.has_value();
    RELAIS_ASSIGN(status_.last_success, sync::last_success(ledger_));
    if (!only_ && alerts()) {
      RELAIS_ASSIGN(const auto troubles, sync::trouble_record(ledger_));
      status_.not_alerted = troubles.not_alerted;
    }
    RELAIS_TRY(read_entities());
    RELAIS_ASSIGN(auto handlers, all_handlers(engine_.store()));
    RELAIS_ASSIGN(status_.names, mailbox_names(handlers, ledger_));
    std::erase_if(handlers, [&](const auto& one) { return !concerns(one.entity, one.code); });
    RELAIS_TRY(read_handlers(handlers));
    RELAIS_TRY(read_pending());
    RELAIS_TRY(read_owner_facts(handlers));
    RELAIS_TRY(read_holds());
    if (!only_) {
      RELAIS_ASSIGN(status_.runs, ledger_.runs(kRunsShown));
      RELAIS_ASSIGN(status_.refusals, ledger_.refusals(kRefusalsShown));
      RELAIS_ASSIGN(status_.refused_lately, ledger_.count_refusals(now_ - kLately));
    }
    const sync::Selection selection{entity_, only_ ? only_->handler : "", ""};
    RELAIS_ASSIGN(status_.mail, read_mail_status(engine_, selection));
    status_.takes_mail = takes_mail(config, selection);
    return std::move(status_);
  }

 private:
  bool concerns(std::string_view entity, std::string_view handler) const {
    return (entity_.empty() || entity_ == entity) && (!only_ || only_->handler == handler);
  }

  /// Without a command, what one before did not take is owed to nobody.
  bool alerts() const { return !engine_.config().alert_command.empty(); }

  Result<> read_holds() {
    RELAIS_ASSIGN(auto holds, ledger_.holds());
    std::erase_if(holds, [&](const auto& hold) {
      if (hold.state != ledger::HoldState::open) return true;
      if (entity_.empty()) return false;
      return hold.mailbox == 0 || !only_ ? hold.entity != entity_ : !is_looked_at(hold.mailbox);
    });
    status_.holds = std::move(holds);
    return {};
  }

  bool is_looked_at(ledger::MailboxId id) const {
    return std::any_of(mailboxes_.begin(), mailboxes_.end(),
                       [&](const auto& mailbox) { return mailbox.id == id; });
  }

  Result<> read_entities() {
    for (const auto& entity : engine_.config().entities) {
      if (!entity_.empty() && entity.id != entity_) continue;
      EntityStatus one;
      one.id = entity.id;
      RELAIS_ASSIGN(const auto today, local_date(now_, entity.time_zone));
      RELAIS_ASSIGN(one.secret, secret_of(engine_, entity));
      if (!alerts()) one.secret.not_alerted.clear();
      one.staged = engine_.staged().contains(entity.id);
      one.addins = plugin::resolve(entity.subscription, engine_.catalogue());
      if (!only_) RELAIS_TRY(read_unassigned(one, today));
      status_.entities.push_back(std::move(one));
    }
    return {};
  }

  Result<> read_unassigned(EntityStatus& entity, const std::string& today) {
    RELAIS_ASSIGN(const auto snapshot, engine_.store().snapshot());
    for (const auto& addin : entity.addins) {
      if (!addin.works()) continue;
      for (const auto& exported : addin.entry->manifest.exports) {
        RELAIS_ASSIGN(auto items, snapshot->unassigned(entity.id, exported.kind, today));
        if (!items.empty()) entity.unassigned.push_back({exported.kind, std::move(items)});
      }
    }
    return {};
  }

  void note_change(Millis since) {
    status_.oldest_change_for = std::max(status_.oldest_change_for, now_ - since);
  }

  /// What the store has and no run has read: before the first run that is all of it, and no delay.
  /// Whose it is shows only once it was read, so a handler is told as well.
  Result<> read_unread() {
    if (status_.ledger_seq < 0 || status_.ledger_seq >= status_.head.seq) return {};
    status_.unread = status_.head.seq - status_.ledger_seq;
    RELAIS_ASSIGN(const auto first, engine_.store().changes(status_.ledger_seq, 1));
    if (!first.empty() && first.front().at != 0) note_change(first.front().at);
    return {};
  }

  /// Keys of kinds that no add-in exports wait for nothing and are not counted.
  Result<> read_pending() {
    RELAIS_TRY(read_unread());
    const auto count = [&](const ledger::DirtyKey& key) {
      ++status_.dirty;
      note_change(key.since);
    };
    for (const auto& mailbox : mailboxes_) {
      for (const auto& kind : kinds_of(mailbox.id)) {
        RELAIS_ASSIGN(const auto whole, ledger_.dirty_whole(mailbox.id, kind));
        if (whole) count(*whole);
        for (std::string after;;) {
          RELAIS_ASSIGN(const auto page,
                        ledger_.dirty(mailbox.id, kind, after, std::numeric_limits<Millis>::max(),
                                      kDirtyPage));
          for (const auto& key : page) count(key);
          if (page.size() < kDirtyPage) break;
          after = page.back().item;
        }
      }
    }
    return {};
  }

  /// What is exported to a mailbox for any of its members' entities.
  std::set<std::string> kinds_of(ledger::MailboxId mailbox) const {
    std::set<std::string> kinds;
    for (const auto& member : members_)
      for (const auto& entity : status_.entities)
        if (member.mailbox == mailbox && member.linked && member.entity == entity.id)
          for (const auto& addin : entity.addins)
            if (addin.works())
              for (const auto& exported : addin.entry->manifest.exports)
                kinds.insert(exported.kind);
    return kinds;
  }

  Result<> read_handlers(const std::vector<store::Handler>& handlers) {
    RELAIS_ASSIGN(mailboxes_, ledger_.mailboxes());
    RELAIS_ASSIGN(members_, ledger_.members());
    RELAIS_ASSIGN(dots_, ledger_.dots());
    if (!entity_.empty())
      std::erase_if(mailboxes_, [&](const auto& mailbox) { return !is_of(mailbox, handlers); });
    for (const auto& mailbox : mailboxes_) {
      RELAIS_ASSIGN(auto quarantined, ledger_.quarantined(mailbox.id));
      quarantined_[mailbox.id] = static_cast<std::int64_t>(quarantined.size());
      for (auto& one : quarantined)
        status_.quarantined.push_back({name_of(status_.names, mailbox.id), std::move(one)});
      RELAIS_ASSIGN(degraded_[mailbox.id], ledger_.count_degraded(mailbox.id));
      status_.degraded_count += degraded_[mailbox.id];
      RELAIS_ASSIGN(auto degraded, ledger_.degraded(mailbox.id, kDegradedOfAMailbox));
      for (auto& link : degraded)
        status_.degraded.push_back({name_of(status_.names, mailbox.id), std::move(link)});
    }
    for (const auto& handler : handlers) RELAIS_TRY(read_handler(handler));
    return {};
  }

  /// One of them is linked to it; or was, which is the firm's business and not that of a handler.
  bool is_of(const ledger::Mailbox& mailbox, const std::vector<store::Handler>& handlers) const {
    return std::any_of(members_.begin(), members_.end(), [&](const auto& member) {
      return member.mailbox == mailbox.id && (member.linked || !only_) &&
             std::any_of(handlers.begin(), handlers.end(),
                         [&](const auto& handler) { return handler.id == member.handler; });
    });
  }

  Result<> read_owner_facts(const std::vector<store::Handler>& handlers) {
    RELAIS_ASSIGN(const auto snapshot, engine_.store().snapshot());
    for (const auto& mailbox : mailboxes_) {
      std::vector<store::Handler> here;
      for (const auto& handler : handlers)
        if (std::any_of(members_.begin(), members_.end(), [&](const auto& member) {
              return member.mailbox == mailbox.id && member.handler == handler.id && member.linked;
            }))
          here.push_back(handler);
      RELAIS_ASSIGN(auto facts, owner_facts(*snapshot, ledger_, mailbox.id, here));
      std::move(facts.begin(), facts.end(), std::back_inserter(status_.owner_facts));
    }
    return {};
  }

  Result<> read_handler(const store::Handler& handler) {
    HandlerStatus one;
    one.entity = handler.entity;
    one.code = handler.code;
    one.state = state_of(handler);
    one.dots = check::dots_of(engine_.config(), handler, dots_, now_);
    for (const auto& member : members_) {
      if (member.handler != handler.id) continue;
      const auto mailbox = std::find_if(mailboxes_.begin(), mailboxes_.end(),
                                        [&](const auto& m) { return m.id == member.mailbox; });
      if (mailbox == mailboxes_.end()) continue;
      if (member.linked) {
        one.blocked = mailbox->blocked;
        one.not_before = mailbox->not_before > now_ ? mailbox->not_before : 0;
        RELAIS_ASSIGN(one.last_success, sync::last_success(ledger_, mailbox->id));
      }
      for (const auto kind : kKinds) {
        RELAIS_ASSIGN(const auto n, ledger_.count_links(mailbox->id, handler.entity, kind));
        one.copies += n;
      }
      one.degraded += degraded_[mailbox->id];
      one.quarantined += quarantined_[mailbox->id];
    }
    status_.handlers.push_back(std::move(one));
    return {};
  }

  std::string state_of(const store::Handler& handler) const {
    if (engine_.config().entity(handler.entity) == nullptr) return "entity not configured";
    if (!handler.active) return "not active";
    if (handler.links.empty()) return "not linked";
    const bool resolved = std::any_of(handler.links.begin(), handler.links.end(),
                                      [](const auto& link) { return link.user_id.has_value(); });
    if (!resolved) return "linked, not looked up yet";
    const bool wanted = std::any_of(std::begin(kKinds), std::end(kKinds),
                                    [&](auto kind) { return handler.wants(kind); });
    return wanted ? "linked" : "linked, all switched off";
  }

  sync::Engine& engine_;
  ledger::Ledger& ledger_;
  Millis now_;
  std::optional<config::HandlerUser> only_;
  std::string entity_;  ///< empty: all of them
  std::vector<ledger::Mailbox> mailboxes_;
  std::vector<ledger::Member> members_;
  std::vector<ledger::Dot> dots_;
  std::map<ledger::MailboxId, std::int64_t> quarantined_;
  std::map<ledger::MailboxId, std::int64_t> degraded_;
  Status status_;
};

Result<Reply> run_status(const Call& call) {
  RELAIS_ASSIGN(const auto engine, open_engine(call));
  const Millis now = call.clock.now();
  if (call.has("entity")) RELAIS_TRY(check_entity(engine->config(), call.value("entity")));
  RELAIS_ASSIGN(
      const auto status,
      read_status(*engine, now, {only_handler(call, engine->config()), call.value("entity")}));
  Reply reply;
  reply.text = status_text(status, now, call.terminal);
  reply.document = status_json(status);
  return reply;
}

}  // namespace

Result<Status> read_status(sync::Engine& engine, Millis now, StatusScope scope) {
  return Reader(engine, now, std::move(scope)).read();
}

Verb status_verb() {
  return {"status",
          "",
          0,
          0,
          "Shows how things stand",
          "Store and ledger, the last success and the oldest change that waits; the entities with\n"
          "the days that their secrets last and their add-ins; the handlers with their dots and\n"
          "copies; mail accounts; what is held and how to approve it, the quarantine, what could\n"
          "not be shown whole, tasks that were ticked, the last runs, and calls that were refused\n"
          "for want of a role. Sends nothing, and works while a sync is running. Users with the\n"
          "role handler see what concerns themselves.",
          {{"entity", "ID", "only this entity"}},
          "relais status\nrelais status --entity zurich",
          run_status,
          kForViewersAndOwn};
}

}  // namespace relais::cli
