#include "engine/sync/roster.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "engine/base/text.hpp"
#include "engine/config/section.hpp"
#include "engine/plugin/account.hpp"
#include "engine/plugin/session.hpp"
#include "engine/sync/dispatch.hpp"
#include "engine/sync/session_parts.hpp"

namespace relais::sync {
namespace {

enum class Standing {
  current,  ///< his link leads here
  former,   ///< he was linked here once: what remains is looked after, nothing is added
  unclear,  ///< he was here, and where his link leads cannot be said now: nothing is removed
};

/// A handler in a mailbox.
struct Linked {
  const config::Entity* entity;
  const store::Handler* handler;
  connection::Connection* connection;
  ledger::Mailbox mailbox;
  std::string address;
  Standing standing = Standing::current;
};

config::Privacy privacy_of(const Linked& linked) {
  return config::parse_privacy(linked.handler->privacy.value_or(""))
      .value_or(linked.entity->privacy);
}

std::string language_of(const Linked& linked) {
  return language_for(*linked.entity, *linked.handler);
}

/// Changes when a kind has to be planned whole: another configuration, other handlers, other rules
/// for those that are switched off.
std::string scope_of(const LaneKind& kind, config::OnDisable on_disable) {
  std::string text = kind.config;
  for (const auto& handler : kind.on) text += "/on " + handler;
  for (const auto& handler : kind.off) text += "/off " + handler;
  for (const auto& handler : kind.kept) text += "/kept " + handler;
  if (!kind.off.empty() && on_disable == config::OnDisable::remove) text += "/remove";
  return sha256_hex(text);
}

class Builder {
 public:
  Builder(Context& context, const config::Config& config, const plugin::Catalogue& catalogue,
          Connections& connections, const Selection& selection, bool frozen_too)
      : context_(context),
        config_(config),
        catalogue_(catalogue),
        connections_(connections),
        selection_(selection),
        frozen_too_(frozen_too) {}

  Result<Roster> build() {
    {
      RELAIS_ASSIGN(const auto snapshot, context_.store.snapshot());
      RELAIS_ASSIGN(handlers_, snapshot->handlers());
    }
    RELAIS_ASSIGN(members_, context_.ledger.members());
    RELAIS_ASSIGN(mailboxes_, context_.ledger.mailboxes());
    for (const auto& handler : handlers_)
      if (config_.entity(handler.entity) == nullptr && selection_.takes(handler) &&
          (selection_.entity.empty() || selection_.entity == handler.entity))
        problem(handler.entity, handler.code, "",
                {Errc::unsupported, "entity not configured",
                 "add it to `entities` in the configuration"});
    for (const auto& entity : config_.entities)
      if (selection_.takes(entity)) RELAIS_TRY(add_entity(entity));
    RELAIS_TRY(forget_unlinked());
    for (auto& job : roster_.jobs)
      for (const auto& member : members_)
        if (member.mailbox == job.mailbox.id) job.entities.insert(member.entity);
    return std::move(roster_);
  }

 private:
  void problem(std::string entity, std::string handler, std::string addin, Error error) {
    roster_.problems.push_back(
        {std::move(entity), std::move(handler), std::move(addin), std::move(error)});
  }

  Result<> add_entity(const config::Entity& entity) {
    for (const auto& resolution : plugin::resolve(entity.subscription, catalogue_)) {
      if (!selection_.addin.empty() && selection_.addin != resolution.addin) continue;
      const plugin::PluginEntry* entry = resolution.entry;
      if (entry == nullptr) {
        if (entity.subscribes(resolution.addin))
          problem(entity.id, "", resolution.addin, {Errc::unsupported, resolution.reason, ""});
        // What was subscribed once may have to be taken away (on_disable).
        if (!frozen_too_ && entity.safety.on_disable != config::OnDisable::remove) continue;
        entry = catalogue_.usable(resolution.addin);
        if (entry == nullptr) continue;
      }
      if (entry->manifest.exports.empty()) continue;
      RELAIS_TRY(add_addin(entity, *entry, resolution.works()));
    }
    return {};
  }

  Result<> add_addin(const config::Entity& entity, const plugin::PluginEntry& entry,
                     bool subscribed) {
    auto section = plugin::section_for(entity, entry);
    if (!section) {
      problem(entity.id, "", entry.manifest.addin, section.error());
      return {};
    }
    std::map<ledger::MailboxId, std::vector<Linked>> by_mailbox;
    std::set<ledger::MailboxId> selected;
    std::set<std::string> unclear;
    for (const auto& handler : handlers_) {
      if (handler.entity != entity.id) continue;
      const store::Link* link = handler.link(entry.manifest.connection);
      const bool wants = subscribed && wants_any(handler, entry);
      const bool taken = selection_.takes(handler);
      if (link == nullptr) {
        if (wants && taken)
          problem(entity.id, handler.code, entry.manifest.addin,
                  {Errc::unsupported, "not linked",
                   "relais handler link " + handler.code + " ADDRESS"});
        continue;
      }
      if (!link->user_id && !(wants && taken)) continue;  // never synced, or not asked about
      RELAIS_ASSIGN(auto linked, resolve(entity, handler, *link, entry, taken));
      if (!linked) {
        unclear.insert(handler.id);
        continue;
      }
      if (taken) selected.insert(linked->mailbox.id);
      by_mailbox[linked->mailbox.id].push_back(std::move(*linked));
    }
    RELAIS_TRY(add_former(entity, entry, unclear, by_mailbox, selected));
    for (const auto& [mailbox, linked] : by_mailbox)
      if (selected.contains(mailbox))
        RELAIS_TRY(add_lane(entity, entry, *section, subscribed, linked));
    return {};
  }

  static bool wants_any(const store::Handler& handler, const plugin::PluginEntry& entry) {
    return handler.active &&
           std::any_of(entry.manifest.exports.begin(), entry.manifest.exports.end(),
                       [&](const auto& exported) { return handler.wants(exported.kind); });
  }

  /// Handlers that the ledger knows in a mailbox and whose link does not lead there (any more). A
  /// mailbox with nobody else is visited only if something is to be removed.
  Result<> add_former(const config::Entity& entity, const plugin::PluginEntry& entry,
                      const std::set<std::string>& unclear,
                      std::map<ledger::MailboxId, std::vector<Linked>>& by_mailbox,
                      std::set<ledger::MailboxId>& selected) {
    const bool visit = frozen_too_ || entity.safety.on_disable == config::OnDisable::remove;
    for (const auto& member : members_) {
      if (member.entity != entity.id) continue;
      const auto handler = std::find_if(handlers_.begin(), handlers_.end(),
                                        [&](const auto& h) { return h.id == member.handler; });
      const auto mailbox = std::find_if(mailboxes_.begin(), mailboxes_.end(),
                                        [&](const auto& m) { return m.id == member.mailbox; });
      if (handler == handlers_.end() || mailbox == mailboxes_.end() ||
          mailbox->connection != entry.manifest.connection)
        continue;
      const auto here = by_mailbox.find(member.mailbox);
      if (here != by_mailbox.end() &&
          std::any_of(here->second.begin(), here->second.end(),
                      [&](const auto& one) { return one.handler == &*handler; }))
        continue;
      const Standing standing =
          unclear.contains(member.handler) ? Standing::unclear : Standing::former;
      const bool alone = here == by_mailbox.end();
      if (alone && (!visit || standing == Standing::unclear || !selection_.takes(*handler)))
        continue;
      auto connection = connections_.get(entity, entry.manifest.connection);
      if (!connection || (*connection)->tenant() != mailbox->tenant) continue;
      by_mailbox[member.mailbox].push_back(
          {&entity, &*handler, *connection, *mailbox, "", standing});
      if (alone) selected.insert(member.mailbox);
    }
    return {};
  }

  /// Nothing: a problem was noted (for those that the run is about).
  Result<std::optional<Linked>> resolve(const config::Entity& entity, const store::Handler& handler,
                                        const store::Link& link, const plugin::PluginEntry& entry,
                                        bool taken) {
    const auto trouble = [&](const Error& error) {
      if (taken) problem(entity.id, handler.code, entry.manifest.addin, error);
      return std::optional<Linked>{};
    };
    auto connection = connections_.get(entity, entry.manifest.connection);
    if (!connection) return trouble(connection.error());
    RELAIS_ASSIGN(const auto owner, owner_of(context_.store, handler, link, **connection));
    if (owner.trouble) return trouble(*owner.trouble);
    RELAIS_ASSIGN(auto mailbox,
                  join(entity, handler, link.connection, **connection, owner.account.id));
    return std::optional<Linked>{
        Linked{&entity, &handler, *connection, std::move(mailbox), owner.account.primary_address}};
  }

  /// The mailbox of the account, with the handler as its member. Writes only what is new.
  Result<ledger::Mailbox> join(const config::Entity& entity, const store::Handler& handler,
                               const std::string& connection, connection::Connection& service,
                               const std::string& account_id) {
    for (const auto& known : mailboxes_) {
      if (known.connection != connection || known.tenant != service.tenant() ||
          known.account_id != account_id)
        continue;
      for (const auto& member : members_)
        if (member.mailbox == known.id && member.handler == handler.id &&
            member.entity == entity.id && member.linked)
          return known;
    }
    ledger::Mailbox mailbox;
    RELAIS_TRY(context_.ledger.write([&](ledger::Writer& w) -> Result<> {
      RELAIS_ASSIGN(mailbox, w.mailbox(connection, service.tenant(), account_id));
      RELAIS_ASSIGN(const bool joined, w.put_member({mailbox.id, handler.id, entity.id, true}));
      if (!joined) return {};
      return mark_everything_dirty(w, {&mailbox, 1}, "linked", context_.clock.now());
    }));
    RELAIS_ASSIGN(members_, context_.ledger.members());
    RELAIS_ASSIGN(mailboxes_, context_.ledger.mailboxes());
    return mailbox;
  }

  Result<> add_lane(const config::Entity& entity, const plugin::PluginEntry& entry,
                    const json::object& section, bool subscribed,
                    const std::vector<Linked>& linked) {
    const Linked& first = linked.front();
    Lane lane;
    lane.entity = entity.id;
    lane.addin = entry.manifest.addin;
    lane.manifest = &entry.manifest;
    lane.connection = first.connection;
    lane.time_zone = entity.time_zone;
    lane.window = entity.window;
    lane.safety = entity.safety;
    for (const auto& one : linked) {
      if (selection_.takes(*one.handler)) lane.selected.push_back(one.handler->id);
      if (!lane.label.empty()) lane.label += '+';
      lane.label += entity.id + '/' + one.handler->code;
    }
    bool has_copies = false;
    for (const auto& exported : entry.manifest.exports) {
      LaneKind kind;
      kind.kind = exported.kind;
      kind.target = plugin::wanted_target(exported, section);
      kind.config = sha256_hex(config::section_fingerprint(entity, lane.addin, section) + '/' +
                               std::to_string(entry.manifest.render_revision) + '/' +
                               language_of(first) + '/' + kind.target);
      for (const auto& one : linked) {
        const bool on = subscribed && one.standing == Standing::current && one.handler->active &&
                        one.handler->wants(kind.kind);
        auto& list = one.standing == Standing::unclear ? kind.kept : on ? kind.on : kind.off;
        list.push_back(one.handler->id);
        if (on) kind.privacy.emplace(one.handler->id, privacy_of(one));
      }
      if (kind.kind != store::kContact)  // which privacy never changes
        for (const auto& [handler, privacy] : kind.privacy)
          kind.config =
              sha256_hex(kind.config + '/' + handler + '/' + std::string(config::name_of(privacy)));
      kind.scope = scope_of(kind, entity.safety.on_disable);
      const auto name = plugin::wanted_container(exported, kind.target, section).value_or("");
      RELAIS_TRY(context_.ledger.write([&](ledger::Writer& w) -> Result<> {
        RELAIS_ASSIGN(const auto home,
                      w.stream({first.mailbox.id, entity.id, lane.addin, kind.target, name}));
        kind.home = home.id;
        return {};
      }));
      RELAIS_ASSIGN(const auto copy,
                    context_.ledger.linked_items(first.mailbox.id, entity.id, kind.kind, "", 1));
      has_copies = has_copies || !copy.empty();
      lane.kinds.push_back(std::move(kind));
    }
    if (!frozen_too_ && !lane.wanted() && !has_copies) return {};
    RELAIS_TRY(open(lane, entry, section, first));
    Job& job = job_of(first.mailbox, lane.label);
    job.lanes.push_back(std::move(lane));
    RELAIS_ASSIGN(job.streams, context_.ledger.streams(job.mailbox.id));
    return {};
  }

  Result<> open(Lane& lane, const plugin::PluginEntry& entry, const json::object& section,
                const Linked& first) {
    lane.transport = first.connection->transport(first.mailbox.account_id, entry.manifest.limits,
                                                 context_.cancel);
    lane.state = std::make_unique<LedgerState>(context_.ledger, first.mailbox.id, entry.manifest.id,
                                               lane.entity);
    plugin::SessionOptions options = session_options(context_, section);
    options.label = lane.label;
    options.account = plugin::to_json(session_account(
        *first.entity, *first.handler, *first.connection, first.mailbox.account_id, first.address));
    options.transport = lane.transport.get();
    options.state = lane.state.get();
    RELAIS_ASSIGN(lane.exporter, plugin::open_session(entry, std::move(options)));
    return {};
  }

  Job& job_of(const ledger::Mailbox& mailbox, const std::string& label) {
    for (auto& job : roster_.jobs)
      if (job.mailbox.id == mailbox.id) return job;
    Job job;
    job.mailbox = mailbox;
    job.label = label;
    roster_.jobs.push_back(std::move(job));
    return roster_.jobs.back();
  }

  /// Members whose handler leads elsewhere now, or nowhere.
  Result<> forget_unlinked() {
    std::vector<std::string> linked;
    for (const auto& member : members_) {
      const auto handler = std::find_if(handlers_.begin(), handlers_.end(),
                                        [&](const auto& h) { return h.id == member.handler; });
      const auto mailbox = std::find_if(mailboxes_.begin(), mailboxes_.end(),
                                        [&](const auto& m) { return m.id == member.mailbox; });
      if (handler == handlers_.end() || mailbox == mailboxes_.end()) continue;
      const auto* link = handler->link(mailbox->connection);
      if (link != nullptr && (!link->user_id || *link->user_id == mailbox->account_id))
        linked.push_back(member.handler + '/' + std::to_string(member.mailbox));
    }
    const auto still = static_cast<std::size_t>(
        std::count_if(members_.begin(), members_.end(), [](const auto& m) { return m.linked; }));
    if (still == linked.size()) return {};
    return context_.ledger.write(
        [&](ledger::Writer& w) { return w.unlink_members_except(linked); });
  }

  Context& context_;
  const config::Config& config_;
  const plugin::Catalogue& catalogue_;
  Connections& connections_;
  const Selection& selection_;
  bool frozen_too_;
  std::vector<store::Handler> handlers_;
  std::vector<ledger::Member> members_;
  std::vector<ledger::Mailbox> mailboxes_;
  Roster roster_;
};

}  // namespace

Result<connection::Connection*> Connections::get(const config::Entity& entity,
                                                 std::string_view name) {
  const std::pair<std::string, std::string> key{entity.id, std::string(name)};
  auto at = made_.find(key);
  if (at == made_.end()) at = made_.emplace(key, connection::make(entity, name, services_)).first;
  if (!at->second) return fail(at->second.error());
  return at->second->get();
}

Result<std::unique_ptr<connection::Connection>> Connections::try_out(const config::Entity& entity,
                                                                     std::string_view name) const {
  return connection::make(entity, name, services_);
}

connection::Connection* Connections::find(const config::Entity& entity,
                                          std::string_view name) const {
  const auto at = made_.find({entity.id, std::string(name)});
  return at == made_.end() || !at->second ? nullptr : at->second->get();
}

connection::Traffic Connections::traffic() const {
  connection::Traffic sum;
  for (const auto& [key, made] : made_) {
    if (!made) continue;
    const auto traffic = (*made)->traffic();
    sum.requests += traffic.requests;
    sum.mutating += traffic.mutating;
    sum.token_requests += traffic.token_requests;
    sum.throttled += traffic.throttled;
  }
  return sum;
}

Result<Roster> build_roster(Context& context, const config::Config& config,
                            const plugin::Catalogue& catalogue, Connections& connections,
                            const Selection& selection, bool frozen_too) {
  return Builder(context, config, catalogue, connections, selection, frozen_too).build();
}

}  // namespace relais::sync
