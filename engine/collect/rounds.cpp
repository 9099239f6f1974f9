#include "engine/collect/rounds.hpp"

#include <map>
#include <mutex>

#include "engine/base/log.hpp"
#include "engine/sync/outcome.hpp"
#include "engine/sync/parallel.hpp"

namespace relais::collect {
namespace {

/// An account in a round.
struct Turn {
  Account account;
  Sessions::Mailbox mailbox;
  std::unique_ptr<Session> session;
  std::optional<mail::Rules> rules;
  std::optional<Millis> history;
  AccountReport report;
};

class Rounds {
 public:
  Rounds(const Firm& firm, const Desk& desk, bool audit)
      : firm_(firm), desk_(desk), audit_(audit) {}

  Result<Outcome> run(const sync::Selection& selection, int workers) {
    RELAIS_ASSIGN(auto found, find_accounts(firm_.config, firm_.store, firm_.mail, selection));
    outcome_.problems = std::move(found.problems);
    for (auto& account : found.accounts) {
      if (!account.active()) continue;
      Turn turn;
      turn.account = std::move(account);
      RELAIS_TRY(get_ready(std::move(turn)));
    }
    RELAIS_TRY(work(workers));
    for (auto& turn : turns_) outcome_.accounts.push_back(std::move(turn.report));
    outcome_.traffic = firm_.sessions.traffic();
    return std::move(outcome_);
  }

 private:
  /// What is wrong with one account is told; what is wrong with the store ends the run.
  Result<> get_ready(Turn turn) {
    turn.report.account = turn.account.key();
    auto ready = prepare(turn);
    if (!ready) {
      if (sync::ends_run(ready.error().code)) return ready;
      log::warning("{}: {}", turn.account.label(), ready.error().text);
      outcome_.problems.push_back(
          {turn.account.entity->id, turn.account.handler.code, std::string(kAddin), ready.error()});
      return {};
    }
    turns_.push_back(std::move(turn));
    return {};
  }

  Result<> prepare(Turn& turn) {
    RELAIS_ASSIGN(turn.mailbox, firm_.sessions.find(turn.account));
    if (turn.mailbox.not_before > desk_.clock.now())
      return fail(Errc::temporary, "the other side asks to wait",
                  "run again after " + format_utc(turn.mailbox.not_before));
    if (turn.account.state.mailbox_user_id != turn.mailbox.user_id) RELAIS_TRY(begin_anew(turn));
    const auto& state = turn.account.state;
    auto history = history_due(desk_, turn.account);
    if (history)
      turn.history = *history;
    else if (sync::ends_run(history.error().code))
      return fail(history.error());
    else
      turn.report.warnings.push_back(history.error());
    RELAIS_ASSIGN(turn.session,
                  firm_.sessions.open(turn.account, turn.mailbox,
                                      {state.active_since.value_or(0), turn.history}));
    RELAIS_TRY(look_up_new_names(turn));
    RELAIS_ASSIGN(turn.rules, rules_of(turn.account, desk_.mail, state.active_since));
    return {};
  }

  /// A new link is a new mailbox: collected from now on, by filters that hold there.
  Result<> begin_anew(Turn& turn) {
    const Millis now = desk_.clock.now();
    RELAIS_ASSIGN(const auto session, firm_.sessions.open(turn.account, turn.mailbox, {now, {}}));
    store::Filters filters;
    if (!turn.account.settings.exclude_folders.empty()) {
      RELAIS_ASSIGN(auto folders, session->collector().folders());
      RELAIS_ASSIGN(filters.pins,
                    find_excluded(desk_, turn.account, mail::FolderTree(std::move(folders)), true));
    }
    RELAIS_TRY(desk_.mail.activate(turn.account.key(), turn.mailbox.user_id, now, &filters));
    RELAIS_ASSIGN(turn.account.state, desk_.mail.account(turn.account.key()));
    turn.report.new_mailbox = true;
    log::info("{}: a new mailbox; its messages are collected from now on", turn.account.label());
    return {};
  }

  /// Names that came into the configuration since. Until they are found nothing is collected: it
  /// could be what they exclude.
  Result<> look_up_new_names(Turn& turn) {
    RELAIS_ASSIGN(const auto stored, desk_.mail.pins(turn.account.key()));
    if (match_pins(turn.account.settings, stored).unpinned.empty()) return {};
    RELAIS_ASSIGN(auto folders, turn.session->collector().folders());
    RELAIS_ASSIGN(const auto pins,
                  find_excluded(desk_, turn.account, mail::FolderTree(std::move(folders)), false));
    return desk_.mail.set_pins(turn.account.key(), pins);
  }

  Result<> work(int workers) {
    std::map<std::string, std::vector<Turn*>> by_mailbox;
    for (auto& turn : turns_) by_mailbox[turn.mailbox.user_id].push_back(&turn);
    std::vector<std::vector<Turn*>> groups;
    for (auto& [id, group] : by_mailbox) groups.push_back(std::move(group));
    std::mutex guard;
    Result<> fatal;
    sync::for_each_parallel(groups.size(), workers, [&](std::size_t i) {
      for (auto* turn : groups[i]) {
        auto done = work_on(*turn);
        if (done) continue;
        const std::lock_guard lock(guard);
        if (fatal) fatal = std::move(done);
        return;
      }
    });
    return fatal;
  }

  Result<> work_on(Turn& turn) {
    Collecting collecting(desk_, turn.account, *turn.session, *turn.rules, turn.report);
    turn.report.outcome = collect_all(turn, collecting);
    RELAIS_TRY(note(turn, turn.report.outcome));
    if (turn.report.not_before > desk_.clock.now()) return {};
    turn.report.marker_outcome = collecting.mark();
    return note(turn, turn.report.marker_outcome);
  }

  Result<> collect_all(Turn& turn, Collecting& collecting) {
    RELAIS_TRY(collecting.poll());
    if (audit_ || collecting.audit_is_due()) RELAIS_TRY(collecting.audit());
    if (!turn.history) return {};
    return collect_history(desk_, turn.account, *turn.session, turn.report, *turn.history);
  }

  Result<> note(Turn& turn, const Result<>& done) {
    if (done) return {};
    if (sync::ends_run(done.error().code)) return done;
    log::warning("{}: {}", turn.account.label(), done.error().text);
    if (done.error().code != Errc::temporary) return {};
    turn.report.not_before =
        std::max(turn.report.not_before, turn.session->collector().not_before());
    if (!turn.session->throttled() || turn.report.not_before <= desk_.clock.now()) return {};
    const std::lock_guard lock(postponing_);
    return firm_.sessions.postpone(turn.account, turn.mailbox, turn.report.not_before);
  }

  const Firm& firm_;
  const Desk& desk_;
  bool audit_;
  std::vector<Turn> turns_;
  Outcome outcome_;
  std::mutex postponing_;
};

}  // namespace

Result<Outcome> run_rounds(const Firm& firm, const Desk& desk, const sync::Selection& selection,
                           bool audit, int workers) {
  return Rounds(firm, desk, audit).run(selection, workers);
}

}  // namespace relais::collect
