#include "engine/collect/service.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/base/log.hpp"
#include "engine/collect/plugin_sessions.hpp"
#include "engine/collect/rounds.hpp"
#include "engine/collect/together.hpp"

namespace relais::collect {
namespace {

/// A file that no message names is left alone for a day: its message may be about to be stored.
constexpr Millis kUnnamedFor = 86'400'000;

}  // namespace

struct Service::Owned {
  std::unique_ptr<store::MailStore> mail;
  store::BlobFiles blobs;
  PluginSessions sessions;
  sync::Context context;

  Owned(sync::Engine& engine, std::unique_ptr<store::MailStore> the_mail, sync::Context the_context)
      : mail(std::move(the_mail)),
        blobs(engine.config().store.blobs, engine.steps()),
        sessions(engine, blobs),
        context(std::move(the_context)) {}

  /// Files that a crash left without a message. What cannot be removed waits for the next time.
  void sweep(Millis before) {
    const auto swept = blobs.sweep(before, [this](auto refs) { return mail->unreferenced(refs); });
    if (!swept) log::warning("files of messages were not tidied up: {}", swept.error().text);
  }
};

Service::Service(const Firm& firm)
    : firm_(firm),
      desk_{firm.mail, firm.clock, firm.cancel},
      workers_(firm.config.sync.workers),
      lock_([] { return Result<>{}; }) {}

Service::~Service() = default;

Result<std::unique_ptr<Service>> Service::open(sync::Engine& engine) {
  store::OpenOptions options;
  options.steps = engine.steps();
  RELAIS_ASSIGN(auto mail, store::open_mail(engine.config().store.url, options));
  RELAIS_ASSIGN(auto context, engine.context());
  auto owned = std::make_unique<Owned>(engine, std::move(mail), std::move(context));
  auto service =
      std::make_unique<Service>(Firm{engine.config(), engine.store(), *owned->mail, engine.clock(),
                                     owned->context.cancel, owned->sessions});
  service->owned_ = std::move(owned);
  service->lock_ = [&engine] { return engine.ledger().lock(); };
  return service;
}

Result<Account> Service::account(std::string_view entity, std::string_view handler) {
  sync::Selection selection{std::string(entity), std::string(handler), ""};
  RELAIS_ASSIGN(auto found, find_accounts(firm_.config, firm_.store, firm_.mail, selection));
  if (found.accounts.size() == 1 && !handler.empty()) return std::move(found.accounts.front());
  if (found.accounts.empty())
    return fail(Errc::not_found,
                fmt::format("there is no mail account {}: no such handler, or his entity does not "
                            "subscribe {}",
                            handler, kAddin),
                "`relais handler list` shows the codes");
  return fail(Errc::usage, fmt::format("several entities have a handler {}", handler),
              "say which with --entity");
}

Result<Outcome> Service::run(const sync::Selection& selection, bool audit) {
  RELAIS_TRY(lock_());
  return run_rounds(firm_, desk_, selection, audit, workers_);
}

Result<Outcome> Service::poll(const sync::Selection& selection) { return run(selection, false); }
Result<Outcome> Service::audit(const sync::Selection& selection) {
  RELAIS_ASSIGN(auto outcome, run(selection, true));
  if (owned_) owned_->sweep(firm_.clock.now() - kUnnamedFor);
  return outcome;
}

Result<FolderList> Service::folders(std::string_view entity, std::string_view handler) {
  RELAIS_ASSIGN(const auto of, account(entity, handler));
  RELAIS_ASSIGN(const auto mailbox, firm_.sessions.find(of));
  const Millis since = of.state.active_since.value_or(firm_.clock.now());
  RELAIS_ASSIGN(const auto session, firm_.sessions.open(of, mailbox, {since, {}}));
  RELAIS_ASSIGN(auto folders, session->collector().folders());
  FolderList out{mail::FolderTree(std::move(folders)), {}, {}, {}};
  RELAIS_ASSIGN(const auto stored, firm_.mail.pins(of.key()));
  auto pinned = pin_folders(of.settings, stored, out.tree, firm_.clock.now(), !of.active());
  out.pins = std::move(pinned.stored);
  out.not_resolved = std::move(pinned.not_resolved);
  mail::RuleSource source;
  source.settings = of.settings;
  source.pins = match_pins(of.settings, out.pins).pins;
  out.top_level = out.tree.top_level(mail::Rules(source));
  return out;
}

Result<Preview> Service::preview(std::string_view entity, std::string_view handler) {
  RELAIS_ASSIGN(const auto of, account(entity, handler));
  RELAIS_ASSIGN(const auto mailbox, firm_.sessions.find(of));
  const Millis since = firm_.clock.now() - kSampleOf;
  RELAIS_ASSIGN(const auto session, firm_.sessions.open(of, mailbox, {since, {}}));
  return collect::preview(desk_, of, *session, since);
}

Result<Activation> Service::activate(std::string_view entity, std::string_view handler,
                                     ActivationOptions options, Preview& why) {
  RELAIS_TRY(lock_());
  RELAIS_ASSIGN(const auto of, account(entity, handler));
  RELAIS_ASSIGN(const auto mailbox, firm_.sessions.find(of));
  RELAIS_ASSIGN(const auto session,
                firm_.sessions.open(of, mailbox, {firm_.clock.now() - kSampleOf, {}}));
  return collect::activate(desk_, of, mailbox, *session, options, why);
}

Result<> Service::suspend(std::string_view entity, std::string_view handler) {
  RELAIS_ASSIGN(const auto of, account(entity, handler));
  return firm_.mail.suspend(of.key());
}

Result<Reconsidered> Service::reconsider(std::string_view entity, std::string_view handler,
                                         bool send) {
  RELAIS_TRY(lock_());
  RELAIS_ASSIGN(const auto of, account(entity, handler));
  if (!of.active() || !of.state.active_since)
    return fail(Errc::conflict, fmt::format("mail account {} is not active", of.label()),
                "relais mail activate " + of.handler.code);
  RELAIS_ASSIGN(const auto mailbox, firm_.sessions.find(of));
  if (mailbox.user_id != of.state.mailbox_user_id)
    return fail(
        Errc::conflict,
        fmt::format("mail account {} has a new mailbox; nothing was skipped there yet", of.label()),
        "run `relais sync` first");
  RELAIS_ASSIGN(const auto session, firm_.sessions.open(of, mailbox, {*of.state.active_since, {}}));
  RELAIS_ASSIGN(const auto rules, rules_of(of, firm_.mail, of.state.active_since));
  return collect::reconsider(desk_, of, *session, rules, send);
}

Result<Explained> Service::explain(std::string_view entity, std::string_view handler,
                                   std::string_view remote_id) {
  RELAIS_ASSIGN(const auto of, account(entity, handler));
  return collect::explain(firm_.mail, of.key(), remote_id);
}

Result<std::vector<AccountStatus>> Service::status(const sync::Selection& selection) {
  RELAIS_ASSIGN(auto found, find_accounts(firm_.config, firm_.store, firm_.mail, selection));
  std::vector<AccountStatus> out;
  for (auto& account : found.accounts) {
    AccountStatus one;
    one.account = std::move(account);
    const auto key = one.account.key();
    const Millis since = one.account.state.active_since.value_or(0);
    RELAIS_ASSIGN(const auto pins, firm_.mail.pins(key));
    one.missing_pins = static_cast<std::size_t>(std::count_if(
        pins.begin(), pins.end(), [](const auto& pin) { return pin.missing_since.has_value(); }));
    RELAIS_ASSIGN(one.verdicts, firm_.mail.count_verdicts(key, since));
    RELAIS_ASSIGN(one.slipped_to, firm_.mail.count_slipped(key, since));
    out.push_back(std::move(one));
  }
  return out;
}

int exit_code(const Outcome& outcome) {
  sync::Outcome as;
  as.problems = outcome.problems;
  for (const auto& account : outcome.accounts)
    for (const auto* part : {&account.outcome, &account.marker_outcome}) {
      sync::MailboxReport report;
      report.outcome = *part;
      as.report.mailboxes.push_back(std::move(report));
    }
  return sync::exit_code(as);
}

Result<Together> sync_together(sync::Engine& engine, const sync::Selection& selection, bool audit,
                               Millis max_wait) {
  Together out;
  RELAIS_ASSIGN(out.exports, engine.sync(selection, audit, max_wait));
  out.mail = [&]() -> Result<Outcome> {
    RELAIS_ASSIGN(const auto service, Service::open(engine));
    return audit ? service->audit(selection) : service->poll(selection);
  }();
  return out;
}

}  // namespace relais::collect
