#include "engine/collect/plugin_sessions.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/check/tester.hpp"
#include "engine/collect/blob_folder.hpp"
#include "engine/plugin/collect_session.hpp"
#include "engine/plugin/resolve.hpp"
#include "engine/sync/ledger_state.hpp"
#include "engine/sync/session_parts.hpp"

namespace relais::collect {
namespace {

class PluginSession final : public Session {
 public:
  PluginSession(ledger::Ledger& ledger, ledger::MailboxId mailbox, const std::string& plugin,
                const store::BlobFiles& blobs, const std::string& entity)
      : ledger_(ledger), state_(ledger, mailbox, plugin, entity), blobs_(blobs, entity) {}

  plugin::Collector& collector() override { return *collector_; }
  Result<> commit_state() override {
    return ledger_.write([&](ledger::Writer& writer) -> Result<> {
      state_.attach(&writer);
      auto committed = collector_->commit_state();
      state_.attach(nullptr);
      return committed;
    });
  }
  bool throttled() const override { return transport_->traffic().throttled > 0; }

  Result<> start(const plugin::PluginEntry& entry, plugin::SessionOptions options,
                 std::unique_ptr<connection::Transport> transport) {
    transport_ = std::move(transport);
    options.transport = transport_.get();
    options.state = &state_;
    options.blobs = &blobs_;
    RELAIS_ASSIGN(collector_, plugin::open_collector(entry, std::move(options)));
    return {};
  }

 private:
  ledger::Ledger& ledger_;
  std::unique_ptr<connection::Transport> transport_;
  sync::LedgerState state_;
  BlobFolder blobs_;
  std::unique_ptr<plugin::Collector> collector_;  ///< ends first
};

}  // namespace

Result<PluginSessions::Way> PluginSessions::way(const Account& account) {
  for (const auto& resolution :
       plugin::resolve(account.entity->subscription, engine_.catalogue())) {
    if (resolution.addin != kAddin) continue;
    if (!resolution.works()) return fail(Errc::unsupported, resolution.reason);
    const auto& settings = account.settings;
    const auto& manifest = resolution.entry->manifest;
    if (manifest.collects.empty() || manifest.connection != settings.provider ||
        settings.type != config::MailSettings{}.type)
      return fail(Errc::unsupported,
                  fmt::format("no plugin provides {}/{}", settings.provider, settings.type));
    Way way;
    way.entry = resolution.entry;
    RELAIS_ASSIGN(way.connection, engine_.connections().get(*account.entity, manifest.connection));
    return way;
  }
  return fail(Errc::unsupported, "not subscribed");
}

Result<ledger::Mailbox> PluginSessions::mailbox(const Way& way, const std::string& user_id) {
  RELAIS_ASSIGN(const auto known, engine_.ledger().mailboxes());
  const auto found = std::find_if(known.begin(), known.end(), [&](const auto& one) {
    return one.connection == way.connection->name() && one.tenant == way.connection->tenant() &&
           one.account_id == user_id;
  });
  if (found != known.end()) return *found;
  ledger::Mailbox made;
  RELAIS_TRY(engine_.ledger().write([&](ledger::Writer& writer) -> Result<> {
    RELAIS_ASSIGN(made, writer.mailbox(way.connection->name(), way.connection->tenant(), user_id));
    return {};
  }));
  return made;
}

Result<PluginSessions::Way> PluginSessions::linked_way(const Account& account) {
  RELAIS_ASSIGN(auto to, way(account));
  to.link = account.handler.link(to.entry->manifest.connection);
  if (to.link == nullptr)
    return fail(Errc::unsupported, "blocked: not linked",
                "relais handler link " + account.handler.code + " ADDRESS");
  if (!account.handler.active) return fail(Errc::unsupported, "blocked: the handler is not active");
  return to;
}

Result<check::AddinTest> PluginSessions::test(const Account& account) {
  RELAIS_TRY(linked_way(account));
  return check::test_addin(engine_,
                           {account.entity->id, account.handler.code, std::string(kAddin)});
}

Result<Sessions::Mailbox> PluginSessions::find(const Account& account) {
  RELAIS_ASSIGN(const auto to, linked_way(account));
  RELAIS_ASSIGN(const auto owner,
                sync::owner_of(engine_.store(), account.handler, *to.link, *to.connection));
  if (owner.trouble) return fail(*owner.trouble);
  RELAIS_ASSIGN(const auto known, mailbox(to, owner.account.id));
  return Mailbox{owner.account.id, owner.account.primary_address, known.not_before};
}

Result<std::unique_ptr<Session>> PluginSessions::open(const Account& account, const Mailbox& where,
                                                      Since since) {
  RELAIS_ASSIGN(const auto to, way(account));
  RELAIS_ASSIGN(const auto known, mailbox(to, where.user_id));
  RELAIS_ASSIGN(const auto section, plugin::section_for(*account.entity, *to.entry));
  RELAIS_ASSIGN(const auto context, engine_.context());
  auto described = sync::session_account(*account.entity, account.handler, *to.connection,
                                         where.user_id, where.address);
  described.collect_since = since.collect;
  described.history_from = since.history;
  described.marks = account.settings.marker != config::Marker::none;
  auto options = sync::session_options(context, section);
  options.label = account.label();
  options.account = plugin::to_json(described);
  auto session = std::make_unique<PluginSession>(engine_.ledger(), known.id, to.entry->manifest.id,
                                                 blobs_, account.entity->id);
  RELAIS_TRY(session->start(
      *to.entry, std::move(options),
      to.connection->transport(where.user_id, to.entry->manifest.limits, context.cancel)));
  return session;
}

Result<> PluginSessions::postpone(const Account& account, const Mailbox& where, Millis until) {
  RELAIS_ASSIGN(const auto to, way(account));
  RELAIS_ASSIGN(const auto known, mailbox(to, where.user_id));
  return engine_.ledger().write(
      [&](ledger::Writer& writer) { return writer.set_mailbox(known.id, until, known.blocked); });
}

connection::Traffic PluginSessions::traffic() const { return engine_.connections().traffic(); }

}  // namespace relais::collect
