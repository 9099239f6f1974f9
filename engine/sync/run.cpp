#include "engine/sync/run.hpp"

#include <algorithm>
#include <mutex>
#include <optional>

#include "engine/base/log.hpp"
#include "engine/sync/dispatch.hpp"
#include "engine/sync/inventory.hpp"
#include "engine/sync/observe.hpp"
#include "engine/sync/outcome.hpp"
#include "engine/sync/parallel.hpp"
#include "engine/sync/recover.hpp"
#include "engine/sync/settle.hpp"

namespace relais::sync {
namespace {

/// Rounds without progress after which a run gives up, whatever time is left.
constexpr int kMaxFruitless = 50;

/// A mailbox in a run: its job, its report, and how this round went.
struct Turn {
  Job* job = nullptr;
  MailboxReport report;
  MailboxPlan plan;
  bool planned = false;
  bool wrote = false;
  bool retry = false;                                  ///< something failed that may pass
  std::optional<Error> refused;                        ///< what stopped a lane for this run
  std::set<std::pair<const Lane*, std::string>> told;  ///< targets that refused
  int fruitless = 0;  ///< rounds in a row that ended with a passing error and without progress
};

class Runner {
 public:
  Runner(Context& context, std::vector<Job>& jobs, const RunOptions& options)
      : context_(context), options_(options), deadline_(context.clock.now() + options.max_wait) {
    for (auto& job : jobs) {
      Turn turn;
      turn.job = &job;
      turn.report.mailbox = job.mailbox.id;
      turn.report.label = job.label;
      turns_.push_back(std::move(turn));
    }
  }

  Result<Report> run() {
    int fruitless = 0;
    for (int round = 0;; ++round) {
      RELAIS_ASSIGN(const auto dispatched, dispatch(context_));
      report_.changes += dispatched.changes;
      report_.date_changes.insert(report_.date_changes.end(), dispatched.date_changes.begin(),
                                  dispatched.date_changes.end());
      if (dispatched.ledger_restored) RELAIS_TRY(read_streams_again());
      RELAIS_ASSIGN(auto active, active_turns(round == 0, dispatched.changes > 0));
      if (active.empty()) break;
      if (round == 0 && options_.exactly != nullptr) RELAIS_TRY(refuse_open_creates(active));
      RELAIS_TRY(in_parallel(active, [&](Turn& turn) { return prepare(turn, round == 0); }));
      RELAIS_TRY(hold(active, round == 0));
      if (!options_.send) break;
      if (round == 0 && options_.exactly != nullptr) RELAIS_TRY(compare(active));
      RELAIS_TRY(in_parallel(active, [&](Turn& turn) { return carry_out(turn); }));
      const bool progress =
          std::any_of(turns_.begin(), turns_.end(), [](const auto& turn) { return turn.wrote; });
      fruitless = progress ? 0 : fruitless + 1;
      if (progress) deadline_ = context_.clock.now() + options_.max_wait;
      if (fruitless == kMaxFruitless) {
        give_up(active);
        break;
      }
    }
    return finish();
  }

 private:
  void give_up(const std::vector<Turn*>& active) {
    for (auto* turn : active)
      if (turn->report.outcome)
        turn->report.outcome =
            fail(Errc::temporary, "there is work left that makes no progress", "run again later");
  }

  /// They would be settled, and perhaps sent again, before the saved plan could be compared.
  Result<> refuse_open_creates(const std::vector<Turn*>& active) {
    for (const auto* turn : active) {
      RELAIS_ASSIGN(const auto intents, context_.ledger.intents(turn->job->mailbox.id));
      if (!intents.empty())
        return fail(Errc::conflict,
                    "an earlier run left creates whose outcome is not known; nothing was sent",
                    "run `relais sync` first");
    }
    return {};
  }

  Result<> read_streams_again() {
    for (auto& turn : turns_) {
      RELAIS_ASSIGN(turn.job->streams, context_.ledger.streams(turn.job->mailbox.id));
    }
    return {};
  }

  /// Those with something to do now. Waits for the first one if all have to wait and time is left.
  Result<std::vector<Turn*>> active_turns(bool first, bool changes) {
    for (;;) {
      std::vector<Turn*> active;
      Millis wake = 0;
      for (auto& turn : turns_) {
        Job& job = *turn.job;
        if (job.stopped) continue;
        if (!first) {
          RELAIS_ASSIGN(const bool work, has_work(turn, changes));
          if (!work) continue;
        }
        if (job.mailbox.not_before <= context_.clock.now()) {
          active.push_back(&turn);
        } else if (job.mailbox.not_before <= deadline_) {
          wake = wake == 0 ? job.mailbox.not_before : std::min(wake, job.mailbox.not_before);
        } else {
          if (turn.report.outcome.has_value())
            turn.report.outcome = fail(Errc::temporary, "the other side asks to wait",
                                       "run again after " + format_utc(job.mailbox.not_before));
          job.stopped = true;
        }
      }
      if (!active.empty() || wake == 0) return active;
      if (context_.progress != nullptr) context_.progress->waiting(wake);
      while (context_.clock.now() < wake) {
        if (context_.cancelled()) return fail(Errc::cancelled, "stopped");
        context_.clock.sleep(
            std::chrono::milliseconds(std::min<Millis>(wake - context_.clock.now(), 200)));
      }
    }
  }

  Result<bool> has_work(Turn& turn, bool changes) {
    if (changes || turn.wrote || turn.retry) return true;
    for (const auto& lane : turn.job->lanes) {
      if (lane.stopped) continue;
      RELAIS_ASSIGN(const auto open, open_keys(*turn.job, lane));
      if (!open.empty()) return true;
    }
    return false;
  }

  /// Keys of the lane whose create has an unknown outcome.
  Result<std::set<std::string>> open_keys(Job& job, const Lane& lane) {
    std::set<std::string> keys;
    RELAIS_ASSIGN(const auto intents, context_.ledger.intents(job.mailbox.id));
    for (const auto& intent : intents) {
      const auto* stream = job.stream(intent.stream);
      if (stream != nullptr && job.lane_of(*stream) == &lane) keys.insert(intent.key);
    }
    return keys;
  }

  /// Runs `body` for each turn; an error of one mailbox is its own, one of the store ends the run.
  template <class Body>
  Result<> in_parallel(std::vector<Turn*>& turns, Body body) {
    std::mutex guard;
    Result<> fatal;
    for_each_parallel(turns.size(), options_.workers, [&](std::size_t i) {
      auto result = body(*turns[i]);
      if (result) return;
      const std::lock_guard lock(guard);
      if (fatal) fatal = std::move(result);
    });
    return fatal;
  }

  /// Recover, observe, plan. Leaves `planned` false if this mailbox cannot be worked on now.
  Result<> prepare(Turn& turn, bool first) {
    Job& job = *turn.job;
    const bool look = first || turn.wrote || turn.retry;
    turn.planned = turn.wrote = turn.retry = false;
    turn.report.outcome = Result<>{};
    const bool audit = first && (options_.audit || audit_is_due(job));
    for (auto& lane : job.lanes) {
      lane.ready = false;
      if (lane.stopped) continue;
      RELAIS_TRY(make_ready(turn, lane));
      if (lane.stopped || !lane.ready || !look) continue;
      // A change at the source does not wait for a look at the other side that fails for now.
      if (const auto seen = look_at(job, lane, audit); !seen)
        RELAIS_TRY(note(turn, lane, seen.error()));
      RELAIS_TRY(note_closed(turn, lane));
    }
    RELAIS_ASSIGN(turn.plan, make_plan(context_, job, audit));
    for (const auto& [lane, error] : turn.plan.failures)
      RELAIS_TRY(note(turn, job.lanes[lane], error));
    turn.planned = true;
    if (!first) return {};
    for (const auto& kind : turn.plan.kinds) {
      if (!options_.send)  // otherwise they are done, and a cold export has millions
        turn.report.planned.insert(turn.report.planned.end(), kind.actions.begin(),
                                   kind.actions.end());
      turn.report.as_it_should_be += kind.as_it_should_be;
      turn.report.unrenderable += static_cast<std::int64_t>(kind.unrenderable.size());
    }
    return {};
  }

  /// Settles what an earlier cycle left open, and finds copies that this ledger does not know:
  /// without that nothing is planned. Creates that stay open keep only their own keys waiting.
  Result<> make_ready(Turn& turn, Lane& lane) {
    Job& job = *turn.job;
    if (options_.send) {
      const auto recovered = recover(context_, job, lane);
      if (!recovered) RELAIS_TRY(note(turn, lane, recovered.error()));
      turn.report.recovered += recovered.value_or(0);
      turn.wrote |= recovered.value_or(0) > 0;
      RELAIS_TRY(note_closed(turn, lane));
    }
    RELAIS_ASSIGN(lane.open, open_keys(job, lane));
    if (options_.send && !lane.open.empty() && !turn.retry)
      RELAIS_TRY(note(turn, lane,
                      {Errc::temporary, "it is not known yet whether some items were created",
                       "run again later"}));
    const auto adopted = find_copies(context_, job, lane);
    if (!adopted) return note(turn, lane, adopted.error());
    turn.report.recovered += *adopted;
    lane.ready = true;
    return note_closed(turn, lane);
  }

  bool audit_is_due(Job& job) {
    for (const auto& lane : job.lanes)
      for (const auto& kind : lane.kinds) {
        const auto* home = job.stream(kind.home);
        if (!kind.on.empty() &&
            home->audited_at + lane.safety.audit_every.count() <= context_.clock.now())
          return true;
      }
    return false;
  }

  Result<> look_at(Job& job, Lane& lane, bool full) {
    std::set<ledger::StreamId> seen;
    for (const auto& kind : lane.kinds) {
      if (kind.on.empty() || !seen.insert(kind.home).second) continue;
      RELAIS_TRY(unless_closed(lane, kind.target, [&] {
        return observe(context_, job, lane, *job.stream(kind.home), full);
      }));
    }
    for (const auto& stream : job.streams)
      if (job.lane_of(stream) == &lane)
        RELAIS_TRY(unless_closed(lane, stream.key.target,
                                 [&] { return confirm(context_, job, lane, stream); }));
    return {};
  }

  template <class Body>
  static Result<> unless_closed(Lane& lane, std::string_view target, Body body) {
    if (lane.closed.contains(target)) return {};
    auto result = body();
    if (!result && lane.closes(target, result.error())) return {};
    return result;
  }

  Result<> hold(std::vector<Turn*>& active, bool first) {
    std::vector<PlannedJob> plans;
    for (auto* turn : active)
      if (turn->planned) plans.push_back({turn->job, &turn->plan});
    RELAIS_ASSIGN(brake_, brake(context_, plans, options_.everything && whole_firm_is_planned()));
    if (options_.exactly != nullptr && !first) hold_all_else(plans);
    report_.held.insert(brake_.held.begin(), brake_.held.end());
    std::int64_t actions = 0;
    for (const auto& [job, plan] : plans) {
      for (const auto& kind : plan->kinds)
        for (const auto& action : kind.actions)
          if (!brake_.held.contains(hold_key(job->mailbox.id, action))) ++actions;
    }
    if (context_.progress != nullptr && options_.send) context_.progress->planned(actions);
    return {};
  }

  bool whole_firm_is_planned() const {
    return std::all_of(turns_.begin(), turns_.end(), [](const auto& turn) {
      return turn.planned && turn.plan.failures.empty() &&
             std::all_of(turn.job->lanes.begin(), turn.job->lanes.end(), [](const auto& lane) {
               return lane.ready && !lane.stopped && lane.closed.empty();
             });
    });
  }

  /// After its first round a saved plan is finished; what came up meanwhile waits for the next
  /// sync.
  void hold_all_else(const std::vector<PlannedJob>& plans) {
    for (const auto& [job, plan] : plans)
      for (const auto& kind : plan->kinds)
        for (const auto& action : kind.actions)
          if (action.cause != Cause::engine &&
              !options_.exactly->contains(signature(job->mailbox.id, action)))
            brake_.held.insert(hold_key(job->mailbox.id, action));
  }

  /// A saved plan is carried out only if it is still the plan.
  Result<> compare(const std::vector<Turn*>& active) {
    std::set<std::string> now;
    for (const auto* turn : active)
      for (const auto& kind : turn->plan.kinds)
        for (const auto& action : kind.actions)
          if (!brake_.held.contains(hold_key(turn->job->mailbox.id, action)))
            now.insert(signature(turn->job->mailbox.id, action));
    if (now == *options_.exactly) return {};
    return fail(Errc::conflict, "the plan no longer fits what is there now; nothing was sent",
                "look at a new plan with `relais plan --out FILE`");
  }

  Result<> carry_out(Turn& turn) {
    if (!turn.planned) return {};
    Job& job = *turn.job;
    Applied applied;
    auto result = settle_keys(context_, job, turn.plan);
    if (result) result = sync::apply(context_, job, turn.plan, brake_.held, applied);
    turn.plan = {};
    turn.planned = false;
    turn.report.applied.done += applied.done;
    for (const auto& [type, n] : applied.by_type) turn.report.applied.by_type[type] += n;
    turn.report.applied.refused += applied.refused;
    turn.report.applied.postponed = applied.postponed;
    turn.report.applied.unknown = applied.unknown;
    turn.wrote |= applied.done > 0;
    if (turn.wrote) turn.fruitless = 0;
    for (const auto& [lane, error] : applied.refusals)
      RELAIS_TRY(note(turn, job.lanes[lane], error));
    for (auto& lane : job.lanes) RELAIS_TRY(note_closed(turn, lane));
    if (!result) return note(turn, job.lanes.front(), result.error());
    // Otherwise the next round would ask the same again at once.
    if (!turn.wrote && (applied.postponed > 0 || applied.unknown > 0))
      return note(turn, job.lanes.front(),
                  Error{Errc::temporary, "some items could not be written yet", "run again later"});
    return {};
  }

  /// Keeps the error with its mailbox. What may pass is tried again in this run, later and later;
  /// what will not stops its lane.
  Result<> note(Turn& turn, Lane& lane, const Error& error) {
    if (ends_run(error.code)) return fail(error);
    Job& job = *turn.job;
    turn.report.outcome = fail(error);
    if (error.code == Errc::refused) lane.refusal = error;
    if (stops_lane_only(error.code)) {
      lane.stopped = true;
      turn.refused = error;
    } else {
      turn.retry = true;
      Millis asked = job.mailbox.not_before;
      for (const auto& one : job.lanes) asked = std::max(asked, one.exporter->not_before());
      const Millis own = context_.clock.now() + (500LL << std::min(turn.fruitless++, 6));
      job.mailbox.not_before = std::max(asked, own);
    }
    log::warning("{}: {}", lane.label, error.text);
    job.mailbox.blocked = error.text;
    // Other processes have to wait only if the other side asked for it, not until our own next try.
    const bool throttled = std::any_of(job.lanes.begin(), job.lanes.end(), [](const auto& one) {
      return one.transport && one.transport->traffic().throttled > 0;
    });
    return context_.ledger.write([&](ledger::Writer& w) {
      return w.set_mailbox(job.mailbox.id, throttled ? job.mailbox.not_before : 0, error.text);
    });
  }

  /// Told once; with the last target that anything is wanted in, the lane stops.
  Result<> note_closed(Turn& turn, Lane& lane) {
    if (lane.stopped) return {};
    for (const auto& [target, error] : lane.closed) {
      if (!turn.told.emplace(&lane, target).second) continue;
      RELAIS_TRY(note(turn, lane, error));
      lane.stopped = std::all_of(lane.kinds.begin(), lane.kinds.end(), [&](const auto& kind) {
        return kind.on.empty() || lane.closed.contains(kind.target);
      });
    }
    return {};
  }

  Result<Report> finish() {
    for (auto& turn : turns_) {
      Job& job = *turn.job;
      RELAIS_ASSIGN(const auto quarantined, context_.ledger.quarantined(job.mailbox.id));
      turn.report.quarantined = static_cast<std::int64_t>(quarantined.size());
      if (turn.refused) turn.report.outcome = fail(*turn.refused);
      if (turn.report.outcome && !job.mailbox.blocked.empty())
        RELAIS_TRY(context_.ledger.write(
            [&](ledger::Writer& w) { return w.set_mailbox(job.mailbox.id, 0, ""); }));
      report_.mailboxes.push_back(std::move(turn.report));
    }
    RELAIS_ASSIGN(const auto holds, context_.ledger.holds());
    for (const auto& hold : holds)
      if (hold.state == ledger::HoldState::open && concerns_us(hold)) report_.holds.push_back(hold);
    return std::move(report_);
  }

  bool concerns_us(const ledger::Hold& hold) const {
    return std::any_of(turns_.begin(), turns_.end(), [&](const auto& turn) {
      return (hold.mailbox == 0 || hold.mailbox == turn.job->mailbox.id) &&
             std::any_of(turn.job->lanes.begin(), turn.job->lanes.end(),
                         [&](const auto& lane) { return lane.entity == hold.entity; });
    });
  }

  Context& context_;
  const RunOptions& options_;
  Millis deadline_;
  std::vector<Turn> turns_;
  Brake brake_;
  Report report_;
};

}  // namespace

std::string signature(ledger::MailboxId mailbox, const Action& action) {
  return hold_key(mailbox, action) + '/' + action.written;
}

Result<Report> run(Context& context, std::vector<Job>& jobs, const RunOptions& options) {
  return Runner(context, jobs, options).run();
}

}  // namespace relais::sync
