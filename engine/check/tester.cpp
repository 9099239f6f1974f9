#include "engine/check/tester.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "engine/check/dots.hpp"
#include "engine/check/lines.hpp"
#include "engine/check/plugin_ways.hpp"
#include "engine/config/credentials.hpp"
#include "engine/config/mail.hpp"
#include "engine/plugin/needs.hpp"
#include "engine/plugin/resolve.hpp"
#include "engine/sync/dot_report.hpp"
#include "engine/sync/parallel.hpp"

namespace relais::check {
namespace {

using plugin::ProbeOutcome;

constexpr int kNotFound = 404;

/// An entity under test: its connections, its handlers, and what is to be kept of it.
class Subject {
 public:
  Subject(const Firm& firm, const sync::Selection& selection, const config::Entity& entity,
          Update update)
      : firm_(firm), selection_(selection), entity_(entity) {
    report_.entity = entity.id;
    const auto edited = firm.staged.find(entity.id);
    report_.staged = edited != firm.staged.end();
    if (!report_.staged || update == Update::no) return;
    entity_.microsoft365 = edited->second;
    tries_ = true;
  }

  Result<> test(const std::vector<store::Handler>& handlers) {
    for (const auto& handler : handlers)
      if (handler.entity == entity_.id && selection_.takes(handler)) add(handler);
    if (selection_.handler.empty() && selection_.addin.empty()) sign_in_by_default();
    sync::for_each_parallel(visits_.size(), firm_.workers, [&](std::size_t i) {
      if (!firm_.cancel.load(std::memory_order_relaxed)) work_on(visits_[i]);
    });
    if (firm_.cancel) return fail(Errc::cancelled, "the connection test was stopped");
    RELAIS_TRY(fatal_);
    for (auto& visit : visits_) report_.handlers.push_back(std::move(visit.report));
    return {};
  }

  /// Puts edited credentials into use, and keeps the dots of those that are.
  Result<EntityTest> settle(Update update) {
    const bool use_them = update == Update::anyway || sound();
    if (tries_) report_.updated = use_them;
    if (tries_ && !use_them) return std::move(report_);
    const bool own = entity_.microsoft365 && entity_.microsoft365->has_credentials();
    const bool signed_in = ways_.contains(std::string(connection::microsoft365_name));
    const bool known = signed_in && (tries_ || !report_.staged);
    if (own && known && (tries_ || sound()))
      RELAIS_TRY(sync::commit_credentials(firm_.ledger, entity_.id, *entity_.microsoft365));
    if (tries_) report_.staged = false;
    RELAIS_TRY(keep_dots());
    return std::move(report_);
  }

 private:
  struct Way {
    std::unique_ptr<connection::Connection> tried;
    connection::Connection* connection = nullptr;
    Line token;
  };
  struct Task {
    std::size_t addin = 0;  ///< in the report
    const plugin::PluginEntry* entry = nullptr;
    const store::Link* link = nullptr;
    Way* way = nullptr;
  };
  struct Work {
    const store::Handler* handler = nullptr;
    HandlerTest report;
    std::vector<Task> tasks;
  };
  struct Owner {
    Line line;
    std::optional<connection::Account> account;
  };

  void add(const store::Handler& handler) {
    Work work;
    work.handler = &handler;
    work.report = {entity_.id, handler.id, handler.code, {}};
    std::map<std::string, plugin::Resolution> by_addin;
    std::vector<std::string> addins;
    for (auto& resolution : plugin::resolve(entity_.subscription, firm_.catalogue)) {
      const bool asked_for = selection_.addin == resolution.addin;
      if (!asked_for && !(selection_.addin.empty() && entity_.subscribes(resolution.addin)))
        continue;
      addins.push_back(resolution.addin);
      by_addin.emplace(resolution.addin, std::move(resolution));
    }
    in_order_of_tests(addins);
    for (const auto& addin : addins) {
      const auto& resolution = by_addin.at(addin);
      AddinTest test{.addin = addin};
      test.reason = why_not(handler, resolution);
      if (test.reason.empty()) {
        const auto& connection = resolution.entry->manifest.connection;
        work.tasks.push_back({work.report.addins.size(), resolution.entry, handler.link(connection),
                              &way(connection)});
      }
      work.report.addins.push_back(std::move(test));
    }
    visits_.push_back(std::move(work));
  }

  /// Why it is grey; nothing: it is tested.
  std::string why_not(const store::Handler& handler, const plugin::Resolution& resolution) const {
    if (!resolution.works()) return resolution.reason;
    const auto& manifest = resolution.entry->manifest;
    if (manifest.exports.empty()) {
      const auto settings = config::mail_of(entity_).of(handler.code);
      if (settings.provider != manifest.connection || settings.type != config::MailSettings{}.type)
        return fmt::format("no plugin provides {}/{}", settings.provider, settings.type);
    }
    if (!handler.active) return "the handler is not active";
    if (handler.link(manifest.connection) == nullptr) return "not linked";
    if (manifest.connection == connection::microsoft365_name) return why_no_credentials();
    return entity_.connections.contains(manifest.connection)
               ? ""
               : fmt::format("entity not configured: no connection {}", manifest.connection);
  }

  std::string why_no_credentials() const {
    const bool some = entity_.microsoft365 && entity_.microsoft365->has_credentials();
    return some ? "" : "entity not configured: no credentials";
  }

  void sign_in_by_default() {
    if (why_no_credentials().empty()) way(std::string(connection::microsoft365_name));
  }

  /// Signs in once for all handlers.
  Way& way(const std::string& name) {
    const auto known = ways_.find(name);
    if (known != ways_.end()) return known->second;
    Way& made = ways_[name];
    made.token = sign_in(name, made);
    made.token.probe = ways_.size() == 1 ? "token" : "token (" + name + ")";
    report_.token.push_back(made.token);
    return made;
  }

  Line sign_in(const std::string& name, Way& made) {
    const Millis at = firm_.clock.now();
    auto connection = connect(name, made);
    if (!connection) return line_of("token", connection.error(), {}, at);
    made.connection = *connection;
    connection::Said said;
    const auto signed_in = made.connection->authenticate(&said);
    if (!signed_in) return line_of("token", signed_in.error(), std::move(said), at);
    const auto granted = made.connection->permissions();
    return granted && granted->empty() ? line_without_permissions("token", at)
                                       : Line{.probe = "token", .at = at};
  }

  Result<connection::Connection*> connect(const std::string& name, Way& made) {
    if (!tries_) return firm_.ways.connection(entity_, name);
    RELAIS_ASSIGN(made.tried, firm_.ways.try_out(entity_, name));
    return made.tried.get();
  }

  void work_on(Work& work) {
    std::map<const Way*, Owner> owners;
    for (const auto& task : work.tasks) {
      AddinTest& test = work.report.addins[task.addin];
      test.lines.push_back(task.way->token);
      if (!task.way->token.failed()) {
        auto known = owners.find(task.way);
        if (known == owners.end())
          known = owners.emplace(task.way, owner_of(*work.handler, task)).first;
        test.lines.push_back(known->second.line);
        if (known->second.account) look(*work.handler, task, *known->second.account, test.lines);
      }
      test.at = firm_.clock.now();
      test.reason = reason_of(test.lines);
      const bool red = std::any_of(test.lines.begin(), test.lines.end(),
                                   [](const Line& line) { return line.failed(); });
      test.out_of_reach = out_of_reach(test.lines);
      test.colour = test.out_of_reach ? Colour::grey : red ? Colour::red : Colour::green;
    }
  }

  /// Asks each time, also for what is known: it may have changed (R17).
  Owner owner_of(const store::Handler& handler, const Task& task) {
    const store::Link& link = *task.link;
    connection::Said said;
    const auto found = task.way->connection->resolve(link.address, &said);
    Owner owner{user_line(handler, link, found, std::move(said), firm_.clock.now()), {}};
    if (link.user_id) {
      if (!owner.line.failed())
        owner.account = {*link.user_id, link.primary_address.value_or(link.address)};
    } else if (found) {
      owner.account = *found;
      if (!tries_) keep_owner(handler, link, *found);
    }
    return owner;
  }

  void keep_owner(const store::Handler& handler, const store::Link& link,
                  const connection::Account& account) {
    std::optional<std::string> primary;
    if (!account.primary_address.empty()) primary = account.primary_address;
    note(firm_.store.set_resolved(handler.id, link.connection, account.id, primary));
  }

  void look(const store::Handler& handler, const Task& task, const connection::Account& account,
            std::vector<Line>& lines) {
    const auto heard =
        firm_.ways.probe({entity_, handler, *task.entry, *task.way->connection, account});
    const Millis at = firm_.clock.now();
    if (heard) {
      auto more =
          lines_of(*heard, plugin::by_need(entity_, *task.entry), *task.way->connection, at);
      std::move(more.begin(), more.end(), std::back_inserter(lines));
    } else if (heard.error().code == Errc::unsupported) {
      lines.push_back({.probe = task.entry->manifest.id,
                       .outcome = ProbeOutcome::not_needed,
                       .said = {.message = "the add-in has no test of its own"},
                       .at = at});
    } else if (heard.error().code != Errc::cancelled) {
      lines.push_back(line_of(task.entry->manifest.id, heard.error(), {}, at));
    }
  }

  /// What one mailbox lacks, whoever asks, says nothing about the credentials; if all of them lack
  /// it, this is not the firm's service.
  bool sound() const {
    const auto failed = [](const Line& line) { return line.failed(); };
    if (report_.token.empty() || std::any_of(report_.token.begin(), report_.token.end(), failed))
      return false;
    bool any_tested = false;
    bool any_green = false;
    for (const auto& handler : report_.handlers)
      for (const auto& addin : handler.addins) {
        if (std::any_of(addin.lines.begin(), addin.lines.end(), [](const Line& line) {
              return line.failed() && line.said.http_status != kNotFound;
            }))
          return false;
        any_tested = any_tested || addin.colour != Colour::grey;
        any_green = any_green || addin.colour == Colour::green;
      }
    return any_green || !any_tested;
  }

  static std::string drift_in(const std::vector<Line>& lines) {
    for (const auto& line : lines)
      if (line.probe == kUserProbe && line.outcome == ProbeOutcome::degraded)
        return line.said.message;
    return {};
  }

  Result<> keep_dots() {
    RELAIS_ASSIGN(const auto before, firm_.ledger.dots());
    std::vector<ledger::Dot> dots;
    for (std::size_t i = 0; i < visits_.size(); ++i)
      for (const auto& task : visits_[i].tasks) {
        const auto& test = report_.handlers[i].addins[task.addin];
        const auto& connection = task.entry->manifest.connection;
        if (test.out_of_reach) {
          if (auto same = sync::with_outage(before, visits_[i].handler->id, test.addin, test.at,
                                            test.reason))
            dots.push_back(std::move(*same));
          continue;
        }
        const sync::DotReport kept{test.reason, connection,
                                   config::credentials_fingerprint(entity_, connection),
                                   sync::trace_of(task.link->address), drift_in(test.lines)};
        dots.push_back({visits_[i].handler->id, test.addin, test.colour == Colour::green, test.at,
                        sync::to_text(kept)});
      }
    if (dots.empty()) return {};
    return firm_.ledger.write([&](ledger::Writer& writer) -> Result<> {
      for (const auto& dot : dots) RELAIS_TRY(writer.put_dot(dot));
      return {};
    });
  }

  void note(Result<> written) {
    if (written) return;
    const std::lock_guard lock(guard_);
    if (fatal_) fatal_ = std::move(written);
  }

  const Firm& firm_;
  const sync::Selection& selection_;
  config::Entity entity_;  ///< with the credentials that are tested
  bool tries_ = false;
  std::map<std::string, Way> ways_;
  std::vector<Work> visits_;
  EntityTest report_;
  std::mutex guard_;  ///< of fatal_
  Result<> fatal_;
};

}  // namespace

Result<Report> test(const Firm& firm, const sync::Selection& selection, Update update) {
  std::vector<store::Handler> handlers;
  {
    RELAIS_ASSIGN(const auto snapshot, firm.store.snapshot());
    RELAIS_ASSIGN(handlers, snapshot->handlers());
  }
  Report report;
  for (const auto& entity : firm.config.entities) {
    if (!selection.takes(entity)) continue;
    Subject subject(firm, selection, entity, update);
    RELAIS_TRY(subject.test(handlers));
    RELAIS_ASSIGN(auto tested, subject.settle(update));
    report.entities.push_back(std::move(tested));
  }
  return report;
}

Result<Report> test(sync::Engine& engine, const sync::Selection& selection, Update update) {
  RELAIS_ASSIGN(const auto context, engine.context());
  RELAIS_ASSIGN(const auto ways, PluginWays::make(engine));
  return test(
      {engine.config(), engine.staged(), engine.catalogue(), engine.store(), engine.ledger(),
       engine.clock(), context.cancel, *ways, engine.config().sync.workers},
      selection, update);
}

Result<AddinTest> test_addin(sync::Engine& engine, const sync::Selection& selection) {
  RELAIS_ASSIGN(auto report, test(engine, selection));
  for (auto& entity : report.entities)
    for (auto& handler : entity.handlers)
      for (auto& addin : handler.addins) {
        if (addin.addin != selection.addin) continue;
        if (addin.colour == Colour::grey && !addin.out_of_reach)
          return fail(Errc::unsupported, addin.reason);
        return std::move(addin);
      }
  return fail(Errc::not_found, "there is no such handler");
}

}  // namespace relais::check
