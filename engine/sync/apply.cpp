#include "engine/sync/apply.hpp"

#include <algorithm>
#include <unordered_map>

#include "engine/base/log.hpp"
#include "engine/base/text.hpp"
#include "engine/sync/commit.hpp"
#include "engine/sync/key.hpp"
#include "engine/sync/outcome.hpp"
#include "engine/sync/render.hpp"

namespace relais::sync {
namespace {

constexpr std::size_t kChunk = 64;

bool creates(const Action& action) {
  return action.type == ActionType::create || action.type == ActionType::recreate ||
         action.type == ActionType::move;
}

/// The second half of a move: what is counted and told is the move.
bool is_old_copy(const Action& action) {
  return action.type == ActionType::remove && action.cause == Cause::engine;
}

/// Actions of a plan that are not done yet, by item: with the last one its dirty key goes.
using Remaining = std::unordered_map<std::string, std::int64_t>;

/// One operation on its way: the action, what it is sent as, and what came back.
struct Sending {
  const Action* action = nullptr;
  plugin::Op op;
  ledger::Intent intent;  // creates
  ledger::Link link;      // updates and removes
  const Wanted* wanted = nullptr;
  int tries = 0;  // refusals so far
  plugin::OpResult result;
};

class KindApplier {
 public:
  KindApplier(Context& context, Job& job, const KindPlan& plan, Remaining& remaining,
              Applied& applied)
      : context_(context),
        job_(job),
        lane_(job.lanes[plan.lane]),
        kind_(*lane_.kind(plan.kind)),
        remaining_(remaining),
        applied_(applied) {
    for (const auto& key : plan.pending) seqs_.emplace(key.item, key.seq);
  }

  /// Several targets while copies move: a call to the plugin is about one. What one refuses closes
  /// that one.
  Result<> run(std::span<const Action* const> actions) {
    std::map<std::string_view, std::vector<const Action*>> by_target;
    for (const Action* action : actions)
      by_target[job_.stream(action->stream)->key.target].push_back(action);
    for (const auto& [target, some] : by_target) {
      if (lane_.closed.contains(target)) continue;
      const auto ran = run_target(target, some);
      if (!ran && !lane_.closes(target, ran.error())) return ran;
    }
    return {};
  }

 private:
  Result<> run_target(std::string_view target, std::span<const Action* const> actions) {
    for (std::size_t from = 0; from < actions.size(); from += kChunk) {
      if (context_.cancelled()) return fail(Errc::cancelled, "stopped");
      RELAIS_TRY(chunk(target, actions.subspan(from, std::min(kChunk, actions.size() - from))));
    }
    return {};
  }

  Result<> chunk(std::string_view target, std::span<const Action* const> actions) {
    std::vector<Sending> sendings;
    Rendered rendered;
    RELAIS_TRY(prepare(actions, rendered, sendings));
    if (sendings.empty()) return {};
    RELAIS_TRY(write_intents(sendings));
    const auto sent = send(target, sendings);
    RELAIS_TRY(write_results(sendings));
    return sent;
  }

  /// Reads again, renders again: an action that no longer fits what is true now is left to the next
  /// plan.
  Result<> prepare(std::span<const Action* const> actions, Rendered& rendered,
                   std::vector<Sending>& sendings) {
    std::vector<std::string> items;
    for (const Action* action : actions)
      if (items.empty() || items.back() != action->item) items.push_back(action->item);
    {
      RELAIS_ASSIGN(const auto snapshot, context_.store.snapshot());
      RELAIS_ASSIGN(rendered, read_and_render(context_, lane_, kind_, *snapshot, items));
    }
    std::unordered_map<std::string_view, const Wanted*> wanted;
    for (const auto& document : rendered.wanted) wanted.emplace(document.key, &document);
    RELAIS_ASSIGN(const auto links, context_.ledger.links(job_.mailbox.id, kind_.kind, items));
    RELAIS_ASSIGN(const auto refusals,
                  context_.ledger.quarantined(job_.mailbox.id, kind_.kind, items));
    for (const Action* action : actions) {
      Sending sending;
      sending.action = action;
      const auto at = wanted.find(action->key);
      sending.wanted = at == wanted.end() ? nullptr : at->second;
      const auto link = std::find_if(links.begin(), links.end(), [&](const auto& l) {
        return l.key == action->key && l.stream == action->stream;
      });
      const bool has_link = link != links.end();
      if (has_link) sending.link = *link;
      for (const auto& refusal : refusals)
        if (refusal.key == action->key) sending.tries = refusal.tries;
      const bool unclear = rendered.unrenderable.contains(action->item);
      if (unclear ||
          !still_fits(*action, sending.wanted, has_link ? &*link : nullptr, links, rendered)) {
        ++applied_.postponed;
        continue;
      }
      RELAIS_TRY(make_op(sending));
      sendings.push_back(std::move(sending));
    }
    return {};
  }

  bool still_fits(const Action& action, const Wanted* wanted, const ledger::Link* link,
                  const std::vector<ledger::Link>& links, const Rendered& rendered) const {
    if (action.type == ActionType::remove) {
      if (link == nullptr) return false;
      if (action.cause == Cause::reshaped)
        return wanted == nullptr && is_replaced(action, links, rendered);
      if (action.cause != Cause::engine) return wanted == nullptr || kind_.on.empty();
      // The old copy of a move goes only when the new one is linked.
      return std::any_of(links.begin(), links.end(), [&](const auto& other) {
        return other.key == action.key && other.stream == kind_.home &&
               other.seen != ledger::Seen::gone;
      });
    }
    if (wanted == nullptr || wanted->document.fingerprint != action.written) return false;
    switch (action.type) {
      case ActionType::create:
      case ActionType::move:
        return link == nullptr;
      case ActionType::recreate:
        return link != nullptr && link->seen == ledger::Seen::gone;
      default:
        return link != nullptr;
    }
  }

  /// A part goes only if something of the item stays: what was to take its place may have been
  /// refused, and an appointment at its old time is better than none.
  bool is_replaced(const Action& action, const std::vector<ledger::Link>& links,
                   const Rendered& rendered) const {
    return std::any_of(links.begin(), links.end(), [&](const auto& link) {
      return link.item == action.item && link.stream == kind_.home &&
             link.seen != ledger::Seen::gone &&
             std::any_of(rendered.wanted.begin(), rendered.wanted.end(),
                         [&](const auto& wanted) { return wanted.key == link.key; });
    });
  }

  Result<> make_op(Sending& sending) {
    const Action& action = *sending.action;
    if (creates(action)) {
      RELAIS_ASSIGN(ledger::Stream * stream, ensure_container(action.stream));
      const auto& document = sending.wanted->document;
      sending.intent = {action.key,
                        action.kind,
                        action.item,
                        action.part,
                        action.stream,
                        sending.link.incarnation + 1,
                        random_uuid(),
                        document.body,
                        document.fingerprint,
                        document.degraded,
                        document.revisit_on,
                        kind_.config,
                        sending.wanted->revision,
                        action.type == ActionType::recreate,
                        context_.clock.now()};
      sending.op = create_op(sending.intent, stream->container);
      return {};
    }
    plugin::Op& op = sending.op;
    op.action =
        action.type == ActionType::remove ? plugin::OpAction::remove : plugin::OpAction::update;
    op.key = action.key;
    op.incarnation = static_cast<std::uint32_t>(sending.link.incarnation);
    op.verify = !sending.link.own;
    op.container = sending.link.container;
    op.remote_id = sending.link.remote_id;
    op.etag =
        sending.link.seen == ledger::Seen::edited ? sending.link.seen_etag : sending.link.etag;
    if (sending.wanted != nullptr && op.action == plugin::OpAction::update) {
      op.news = action.cause == Cause::source;
      op.previous = action.type == ActionType::repair ? action.written : sending.link.written;
      op.document = sending.wanted->document.body;
      op.fingerprint = sending.wanted->document.fingerprint;
    }
    return {};
  }

  /// Once per stream and run: what the configuration names may have been deleted since.
  Result<ledger::Stream*> ensure_container(ledger::StreamId id) {
    ledger::Stream* stream = job_.stream(id);
    if (stream == nullptr)
      return fail(Errc::internal, "an action names a stream that is not there");
    if (ensured_.count(id) > 0) return stream;
    RELAIS_ASSIGN(const auto container,
                  lane_.exporter->ensure(stream->key.target, stream->container));
    ensured_.insert(id);
    if (container.id == stream->container) return stream;
    ledger::Stream after = *stream;
    if (!after.container.empty()) after.cursor.clear();  // it was another one's
    after.container = container.id;
    after.created = container.created;
    RELAIS_TRY(commit(context_, lane_, [&](ledger::Writer& w) { return w.put_stream(after); }));
    *stream = after;
    return stream;
  }

  Result<> write_intents(const std::vector<Sending>& sendings) {
    if (std::none_of(sendings.begin(), sendings.end(),
                     [](const auto& s) { return creates(*s.action); }))
      return {};
    return context_.ledger.write([&](ledger::Writer& w) -> Result<> {
      for (const auto& sending : sendings)
        if (creates(*sending.action)) RELAIS_TRY(w.put_intent(job_.mailbox.id, sending.intent));
      return {};
    });
  }

  Result<> send(std::string_view target, std::vector<Sending>& sendings) {
    std::vector<plugin::Op> ops;
    ops.reserve(sendings.size());
    for (auto& sending : sendings) ops.push_back(std::move(sending.op));
    const auto sent = lane_.exporter->apply(target, ops, [&](plugin::OpResult result) {
      sendings[result.index].result = std::move(result);
    });
    // One item that the other side cannot write now does not stop the rest; a refusal does, and so
    // does a wait that was asked for, or a chunk of which nothing went.
    std::size_t failed = 0;
    for (const auto& sending : sendings) {
      const auto& result = sending.result;
      if (result.ok() || !concerns_mailbox(*result.error)) continue;
      ++failed;
      job_.mailbox.not_before = std::max(job_.mailbox.not_before, result.not_before);
      if (*result.error != Errc::temporary || result.not_before > context_.clock.now() ||
          failed == sendings.size())
        return sent ? fail(*result.error, result.message) : sent;
    }
    return sent;
  }

  Result<> write_results(const std::vector<Sending>& sendings) {
    return commit(context_, lane_, [&](ledger::Writer& w) -> Result<> {
      const Millis now = context_.clock.now();
      for (const auto& sending : sendings) RELAIS_TRY(write_result(w, sending, now));
      return {};
    });
  }

  Result<> write_result(ledger::Writer& w, const Sending& sending, Millis now) {
    const Action& action = *sending.action;
    const auto& result = sending.result;
    const char* outcome = "done";
    if (creates(action)) {
      RELAIS_ASSIGN(outcome,
                    settle_create(w, job_.mailbox.id, sending.intent, result, sending.tries, now));
      RELAIS_TRY(learn_container(w, action.stream, result));
    } else if (result.ok()) {
      RELAIS_TRY(action.type == ActionType::remove ? write_removed(w, sending)
                                                   : write_updated(w, sending, now));
    } else {
      RELAIS_ASSIGN(outcome, write_failed(w, sending, now));
    }
    if (result.ok()) {
      ++applied_.done;
      if (!is_old_copy(action)) ++applied_.by_type[name_of(action.type)];
      RELAIS_TRY(w.spend_approval(hold_key(job_.mailbox.id, action)));
      RELAIS_TRY(clear(w, action));
      if (context_.progress != nullptr) context_.progress->done(1);
    } else if (*result.error == Errc::item) {
      ++applied_.refused;
    } else if (*result.error == Errc::unknown_outcome && creates(action)) {
      ++applied_.unknown;
    } else {
      ++applied_.postponed;
    }
    return w.record({context_.run, now, job_.mailbox.id, lane_.entity, action.kind, action.item,
                     action.key, is_old_copy(action) ? "move" : name_of(action.type), action.reason,
                     name_of(action.cause), outcome, result.code, result.request_id});
  }

  Result<> clear(ledger::Writer& w, const Action& action) {
    if (--remaining_[action.item] > 0) return {};
    const auto seq = seqs_.find(action.item);
    return w.clear_dirty(job_.mailbox.id, {action.kind, action.item,
                                           seq == seqs_.end() ? 0 : seq->second, "", 0, 0});
  }

  /// The default container's id shows first in the answer to a create; one that is gone shows too.
  Result<> learn_container(ledger::Writer& w, ledger::StreamId id, const plugin::OpResult& result) {
    ledger::Stream* stream = job_.stream(id);
    const bool gone = !result.ok() && *result.error == Errc::not_found;
    if (gone ? stream->container.empty() : !stream->container.empty() || result.container.empty())
      return {};
    stream->container = gone ? "" : result.container;
    if (gone) {
      stream->cursor.clear();
      ensured_.erase(id);
    }
    return w.put_stream(*stream);
  }

  Result<> write_removed(ledger::Writer& w, const Sending& sending) {
    RELAIS_TRY(w.drop_link(job_.mailbox.id, sending.link.key, sending.link.stream));
    return w.drop_quarantine(job_.mailbox.id, sending.link.key);
  }

  Result<> write_updated(ledger::Writer& w, const Sending& sending, Millis now) {
    ledger::Link link = sending.link;
    const auto& document = sending.wanted->document;
    link.etag = sending.result.etag;
    if (!sending.result.container.empty()) link.container = sending.result.container;
    if (!sending.result.facts.empty()) link.facts = sending.result.facts;
    link.remote = sending.result.remote_fingerprint;
    link.written = document.fingerprint;
    link.degraded = document.degraded;
    link.revisit_on = document.revisit_on;
    link.config = kind_.config;
    link.revision = sending.wanted->revision;
    link.own = true;
    link.seen = ledger::Seen::nothing;
    link.seen_etag.clear();
    link.seen_remote.clear();
    link.updated_at = now;
    RELAIS_TRY(w.put_link(job_.mailbox.id, link));
    return w.drop_quarantine(job_.mailbox.id, link.key);
  }

  Result<const char*> write_failed(ledger::Writer& w, const Sending& sending, Millis now) {
    const auto& result = sending.result;
    const Action& action = *sending.action;
    if (*result.error == Errc::not_found) {
      // A claim: looked up before anything is recreated or forgotten.
      ledger::Link link = sending.link;
      link.seen = ledger::Seen::claimed;
      RELAIS_TRY(w.put_link(job_.mailbox.id, link));
      return "postponed";
    }
    if (*result.error != Errc::item) return "postponed";
    // Of a delete without a fingerprint: the right copy of what moved is not in quarantine.
    const auto quarantine = quarantine_of(action.key, action.kind, action.item, action.written,
                                          result, sending.tries, now);
    RELAIS_TRY(w.put_quarantine(job_.mailbox.id, quarantine));
    RELAIS_TRY(w.postpone_dirty(job_.mailbox.id, action.kind, action.item, "in quarantine",
                                quarantine.next_at));
    return "refused";
  }

  Context& context_;
  Job& job_;
  Lane& lane_;
  const LaneKind& kind_;
  Remaining& remaining_;
  Applied& applied_;
  std::unordered_map<std::string, std::int64_t> seqs_;
  std::set<ledger::StreamId> ensured_;
};

/// Links whose copies their owner deleted already: nothing to send.
Result<> forget(Context& context, Job& job, const KindPlan& plan,
                const std::vector<const Action*>& actions, Remaining& remaining) {
  if (actions.empty()) return {};
  const Lane& lane = job.lanes[plan.lane];
  std::unordered_map<std::string_view, const ledger::DirtyKey*> pending;
  for (const auto& key : plan.pending) pending.emplace(key.item, &key);
  return context.ledger.write([&](ledger::Writer& w) -> Result<> {
    const Millis now = context.clock.now();
    for (const Action* action : actions) {
      RELAIS_TRY(w.drop_link(job.mailbox.id, action->key, action->stream));
      RELAIS_TRY(w.drop_quarantine(job.mailbox.id, action->key));
      if (--remaining[action->item] == 0) {
        const auto key = pending.find(action->item);
        const std::int64_t seq = key == pending.end() ? 0 : key->second->seq;
        RELAIS_TRY(w.clear_dirty(job.mailbox.id, {action->kind, action->item, seq, "", 0, 0}));
      }
      RELAIS_TRY(w.record({context.run, now, job.mailbox.id, lane.entity, action->kind,
                           action->item, action->key, "forget",
                           action->reason + "; its copy was deleted in the mailbox already",
                           name_of(action->cause), "done", "", ""}));
    }
    return {};
  });
}

}  // namespace

Result<> apply(Context& context, Job& job, const MailboxPlan& plan,
               const std::set<ledger::HoldKey>& held, Applied& applied) {
  std::vector<Remaining> remaining(plan.kinds.size());
  for (std::size_t i = 0; i < plan.kinds.size(); ++i) {
    for (const auto& action : plan.kinds[i].actions) ++remaining[i][action.item];
    for (const auto& action : plan.kinds[i].waiting) ++remaining[i][action.item];  // stays dirty
  }
  std::set<std::size_t> refused;
  Result<> passing;
  // Everything that adds comes before anything that takes away (W18), over all kinds.
  for (const bool removing : {false, true}) {
    for (std::size_t i = 0; i < plan.kinds.size(); ++i) {
      const KindPlan& kind = plan.kinds[i];
      if (refused.contains(kind.lane)) continue;
      std::vector<const Action*> actions;
      std::vector<const Action*> forgotten;
      for (const auto& action : kind.actions) {
        if ((action.type == ActionType::remove) != removing) continue;
        if (action.forget) {
          forgotten.push_back(&action);
        } else if (!held.contains(hold_key(job.mailbox.id, action))) {
          actions.push_back(&action);
        }
      }
      RELAIS_TRY(forget(context, job, kind, forgotten, remaining[i]));
      KindApplier applier(context, job, kind, remaining[i], applied);
      const auto ran = applier.run(actions);
      if (ran) continue;
      if (stops_lane_only(ran.error().code)) {
        refused.insert(kind.lane);
        applied.refusals.emplace_back(kind.lane, ran.error());
      } else if (ends_run(ran.error().code) || job.mailbox.not_before > context.clock.now()) {
        return ran;
      } else if (passing) {  // the other kinds, and what is to be removed, may fare better
        passing = ran;
      }
    }
  }
  return passing;
}

}  // namespace relais::sync
