#include "engine/sync/engine.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "engine/base/json.hpp"
#include "engine/base/log.hpp"
#include "engine/http/client.hpp"
#include "engine/plugin/discover.hpp"
#include "engine/sync/alert.hpp"
#include "engine/sync/dispatch.hpp"
#include "engine/sync/dot_report.hpp"
#include "engine/sync/success.hpp"

namespace relais::sync {
namespace {

constexpr Millis kKeepHistory = 90LL * 86'400'000;

int exit_code_of(const Error& error) {
  switch (error.code) {
    case Errc::unsupported:
      return 0;  // told, and nothing to do about it in a run
    case Errc::not_found:
      return 1;
    default:
      return relais::exit_code(error.code);
  }
}

/// All but what is in quarantine, which is told by itself.
bool is_done(const Outcome& outcome) {
  const int code = sync::exit_code(outcome);
  return code == 0 || code == 3;
}

std::string summary_of(const Outcome& outcome) {
  json::object done;
  std::int64_t quarantined = 0;
  std::int64_t failed = 0;
  for (const auto& mailbox : outcome.report.mailboxes) {
    for (const auto& [type, n] : mailbox.applied.by_type) {
      auto& sum = done[type];
      sum = (sum.is_int64() ? sum.get_int64() : 0) + n;
    }
    quarantined += mailbox.quarantined;
    failed += mailbox.outcome ? 0 : 1;
  }
  return json::serialize(json::object{{"done", std::move(done)},
                                      {"mailboxes", outcome.report.mailboxes.size()},
                                      {"failed", failed},
                                      {"quarantined", quarantined},
                                      {"holds", outcome.report.holds.size()},
                                      {"requests", outcome.traffic.requests}});
}

}  // namespace

struct Engine::Parts {
  config::Config config;
  plugin::Catalogue catalogue;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<ledger::Ledger> ledger;
  SystemClock system_clock;
  std::atomic<bool> never{false};
  Clock* clock;
  const std::atomic<bool>* cancel;
  Progress* progress;
  StepListener* steps;
  http::Client client;
  http::GateKeeper gates;
  Connections connections;
  Staged staged;

  Parts(config::Config the_config, plugin::Catalogue the_catalogue, const EngineOptions& options)
      : config(std::move(the_config)),
        catalogue(std::move(the_catalogue)),
        clock(options.clock != nullptr ? options.clock : &system_clock),
        cancel(options.cancel != nullptr ? options.cancel : &never),
        progress(options.progress),
        steps(options.steps),
        client(http::ClientOptions{.ca_file = options.ca_file}),
        connections({client, gates, *clock, options.steps}) {}

  /// Null: nobody is to be alerted.
  Alert alert() const {
    if (config.alert_command.empty()) return nullptr;
    return [this](std::string_view text) {
      return sync::alert(config.alert_command, text, secret_variables(config, staged));
    };
  }

  Result<Context> context(ledger::RunId run) {
    RELAIS_ASSIGN(const auto head, store->head());
    return Context{*store, *ledger, *clock, *cancel, head.uuid, run, progress};
  }
};

int exit_code(const Outcome& outcome) {
  std::vector<int> codes{0};
  for (const auto& problem : outcome.problems) codes.push_back(exit_code_of(problem.error));
  for (const auto& mailbox : outcome.report.mailboxes) {
    if (!mailbox.outcome) codes.push_back(exit_code_of(mailbox.outcome.error()));
    if (mailbox.quarantined > 0 || mailbox.unrenderable > 0) codes.push_back(3);
  }
  if (!outcome.report.holds.empty()) codes.push_back(4);
  constexpr int worst_first[] = {7, 1, 2, 6, 5, 4, 3};
  for (const int code : worst_first)
    if (std::find(codes.begin(), codes.end(), code) != codes.end()) return code;
  return 0;
}

Engine::Engine(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Engine::~Engine() = default;

const config::Config& Engine::config() const { return parts_->config; }
const plugin::Catalogue& Engine::catalogue() const { return parts_->catalogue; }
store::Store& Engine::store() { return *parts_->store; }
ledger::Ledger& Engine::ledger() { return *parts_->ledger; }
Clock& Engine::clock() { return *parts_->clock; }
Result<Context> Engine::context(ledger::RunId run) { return parts_->context(run); }
Connections& Engine::connections() { return parts_->connections; }
const Staged& Engine::staged() const { return parts_->staged; }
StepListener* Engine::steps() { return parts_->steps; }

Result<std::unique_ptr<Engine>> Engine::open(config::Config config, EngineOptions options) {
  const auto store_mode = options.create ? store::OpenMode::create : store::OpenMode::existing;
  const auto ledger_mode = options.create ? ledger::OpenMode::create : ledger::OpenMode::existing;
  store::OpenOptions store_options;
  store_options.mode = store_mode;
  store_options.steps = options.steps;
  RELAIS_ASSIGN(auto store, store::open(config.store.url, store_options));
  RELAIS_ASSIGN(auto ledger, ledger::open(config.store.ledger, ledger_mode, options.steps));
  RELAIS_ASSIGN(auto staged, use_active_credentials(config, *ledger));
  plugin::DiscoverOptions discovery;
  discovery.directories =
      plugin::search_path(config.plugins.path, std::getenv("RELAIS_PLUGIN_PATH"));
  discovery.pins = config.plugins.pins;
  discovery.timeout = config.plugins.timeout;
  auto catalogue = plugin::discover(discovery);
  auto parts = std::make_unique<Parts>(std::move(config), std::move(catalogue), options);
  parts->store = std::move(store);
  parts->ledger = std::move(ledger);
  parts->staged = std::move(staged);
  return std::unique_ptr<Engine>(new Engine(std::move(parts)));
}

Result<Outcome> Engine::run(std::string_view command, const Selection& selection,
                            const RunOptions& options) {
  Parts& p = *parts_;
  RELAIS_TRY(p.ledger->lock());
  ledger::RunId run = 0;
  if (options.send)
    RELAIS_TRY(p.ledger->write([&](ledger::Writer& w) -> Result<> {
      RELAIS_ASSIGN(run, w.start_run(command, p.clock->now()));
      return w.forget_history(p.clock->now() - kKeepHistory);
    }));
  const auto body = [&]() -> Result<Outcome> {
    RELAIS_ASSIGN(auto context, p.context(run));
    RELAIS_ASSIGN(auto roster,
                  build_roster(context, p.config, p.catalogue, p.connections, selection));
    Outcome outcome;
    outcome.run = run;
    outcome.problems = std::move(roster.problems);
    for (const auto& [entity, edited] : p.staged)
      if (selection.takes(*p.config.entity(entity)))
        outcome.problems.push_back(not_in_use_yet(entity));
    RunOptions mine = options;
    mine.everything =
        selection.everything() &&
        std::all_of(outcome.problems.begin(), outcome.problems.end(),
                    [](const auto& p2) { return p2.error.code == Errc::unsupported; });
    RELAIS_ASSIGN(outcome.report, sync::run(context, roster.jobs, mine));
    if (options.send) RELAIS_TRY(keep_refusals(context, p.config, roster.jobs));
    outcome.traffic = p.connections.traffic();
    return outcome;
  };
  auto outcome = body();
  if (options.send) {
    const std::string word = !outcome ? name_of(outcome.error().code)
                                      : fmt::format("exit {}", sync::exit_code(*outcome));
    const auto ended = p.ledger->write([&](ledger::Writer& w) -> Result<> {
      const Millis now = p.clock->now();
      if (outcome && selection.addin.empty() && options.exactly == nullptr)
        RELAIS_TRY(keep_mailbox_successes(w, outcome->report, now));
      if (outcome && selection.everything() && options.exactly == nullptr && is_done(*outcome))
        RELAIS_TRY(keep_firm_success(w, now));
      return w.end_run(run, now, word, outcome ? summary_of(*outcome) : "");
    });
    if (!ended && outcome) return fail(ended.error());
  }
  return outcome;
}

Result<Outcome> Engine::plan(const Selection& selection, bool audit) {
  RunOptions options;
  options.send = false;
  options.audit = audit;
  options.workers = parts_->config.sync.workers;
  return run("plan", selection, options);
}

Result<Outcome> Engine::sync(const Selection& selection, bool audit, Millis max_wait) {
  RunOptions options;
  options.audit = audit;
  options.workers = parts_->config.sync.workers;
  options.max_wait = max_wait;
  return run(audit ? "audit" : "sync", selection, options);
}

Result<Outcome> Engine::apply(const PlanFile& plan, Millis max_wait) {
  Parts& p = *parts_;
  RELAIS_ASSIGN(const auto head, p.store->head());
  if (head.uuid != plan.store_uuid)
    return fail(Errc::config, "the plan was made for another practice store",
                "make a new one with `relais plan --out FILE`");
  if (head.seq != plan.store_seq)
    return fail(Errc::conflict,
                fmt::format("the practice store has moved on since the plan was made (change {}, "
                            "now {}); nothing was sent",
                            plan.store_seq, head.seq),
                "look at a new plan with `relais plan --out FILE`");
  std::set<std::string> exactly;
  for (const auto& row : plan.rows) exactly.insert(signature(row.mailbox_id, row.action));
  RunOptions options;
  options.workers = p.config.sync.workers;
  options.max_wait = max_wait;
  options.exactly = &exactly;
  return run("apply", plan.selection, options);
}

Result<Outcome> Engine::rebuild(const Selection& selection, Millis max_wait) {
  Parts& p = *parts_;
  RELAIS_TRY(p.ledger->lock());
  RELAIS_ASSIGN(const auto head, p.store->head());
  RELAIS_ASSIGN(const auto known, p.ledger->meta("store_uuid"));
  if (!known.empty() && known != head.uuid)
    return fail(Errc::config, "the ledger belongs to another practice store",
                "point store.ledger at the ledger of this store, or at a new file");
  RELAIS_ASSIGN(const auto mailboxes, p.ledger->mailboxes());
  // The store counts as it is now; everything is looked at again, whatever the feed said before.
  RELAIS_TRY(p.ledger->write([&](ledger::Writer& w) -> Result<> {
    RELAIS_TRY(w.set_meta("store_uuid", head.uuid));
    RELAIS_TRY(w.set_meta("feed_seq", std::to_string(head.seq)));
    for (const auto& mailbox : mailboxes)
      for (const auto kind :
           {store::kContact, store::kDeadline, store::kReminder, store::kAppointment})
        RELAIS_TRY(w.mark_dirty(
            mailbox.id, {std::string(kind), ledger::kAllItems, 0, "rebuild", 0, p.clock->now()}));
    return {};
  }));
  RELAIS_TRY(p.store->prune(head.seq));
  {
    RELAIS_ASSIGN(auto context, p.context(0));
    RELAIS_ASSIGN(auto roster,
                  build_roster(context, p.config, p.catalogue, p.connections, selection));
    for (auto& job : roster.jobs) RELAIS_TRY(forget_links(context, job));
  }
  RunOptions options;
  options.workers = p.config.sync.workers;
  options.max_wait = max_wait;
  return run("rebuild", selection, options);
}

Result<std::vector<Engine::Purge>> Engine::purge(const Selection& selection, bool send) {
  Parts& p = *parts_;
  RELAIS_TRY(p.ledger->lock());
  RELAIS_ASSIGN(auto context, p.context(0));
  RELAIS_ASSIGN(auto roster,
                build_roster(context, p.config, p.catalogue, p.connections, selection, true));
  for (const auto& job : roster.jobs)
    for (const auto& lane : job.lanes)
      if (send && lane.wanted_by_selected())
        return fail(Errc::usage,
                    fmt::format("{} ({}) is still switched on: the next sync would create every "
                                "copy again; nothing was deleted",
                                lane.label, lane.addin),
                    "switch it off first, with `relais handler set CODE` and --addresses or "
                    "--calendar-items off");
  if (send)
    RELAIS_TRY(p.ledger->write([&](ledger::Writer& w) -> Result<> {
      RELAIS_ASSIGN(context.run, w.start_run("purge", p.clock->now()));
      return {};
    }));
  std::vector<Purge> purges;
  for (auto& job : roster.jobs) {
    Purge one;
    one.label = job.label;
    auto purged = sync::purge(context, job, send);
    if (purged)
      one.purged = *purged;
    else
      one.outcome = fail(purged.error());
    purges.push_back(std::move(one));
  }
  if (send)
    RELAIS_TRY(p.ledger->write(
        [&](ledger::Writer& w) { return w.end_run(context.run, p.clock->now(), "done", ""); }));
  return purges;
}

Result<std::vector<SecretNews>> Engine::watch_secrets() {
  Parts& p = *parts_;
  RELAIS_TRY(p.ledger->lock());
  return SecretWatch(p.config, *p.ledger, *p.clock, p.connections, p.alert()).look();
}

Result<std::string> Engine::tell_troubles(const Troubles& troubles) {
  Parts& p = *parts_;
  const Alert tell = p.alert();
  if (!tell) return std::string();
  RELAIS_TRY(p.ledger->lock());
  return sync::tell_troubles(*p.ledger, troubles, tell);
}

Result<ledger::Hold> Engine::approve(std::int64_t id, std::string_view by) {
  Parts& p = *parts_;
  RELAIS_ASSIGN(const auto holds, p.ledger->holds());
  for (auto hold : holds) {
    if (hold.id != id) continue;
    if (hold.state == ledger::HoldState::approved)
      return fail(Errc::usage, fmt::format("hold {} is approved already", id), "run `relais sync`");
    RELAIS_TRY(
        p.ledger->write([&](ledger::Writer& w) { return w.approve_hold(id, p.clock->now(), by); }));
    hold.state = ledger::HoldState::approved;
    return hold;
  }
  return fail(Errc::not_found, fmt::format("there is no hold {}", id),
              "`relais status` lists the holds that ask for an approval");
}

}  // namespace relais::sync
