#include "engine/sync/recover.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/base/log.hpp"
#include "engine/sync/commit.hpp"
#include "engine/sync/outcome.hpp"
#include "engine/sync/render.hpp"

namespace relais::sync {
namespace {

using ledger::Intent;
using plugin::Found;

bool older(const Found* a, const Found* b) { return a->created_at < b->created_at; }

plugin::Op remove_op(const Found& twin) {
  plugin::Op op;
  op.action = plugin::OpAction::remove;
  op.key = twin.key;
  op.verify = true;
  op.container = twin.container;
  op.remote_id = twin.remote_id;
  op.etag = twin.etag;
  return op;
}

class Recovery {
 public:
  Recovery(Context& context, Job& job, Lane& lane, ledger::Stream& stream)
      : context_(context), job_(job), lane_(lane), stream_(stream) {}

  Result<std::int64_t> settle(std::span<const Intent> intents) {
    std::vector<plugin::Ref> refs;
    for (const auto& intent : intents) refs.push_back({intent.key, ""});
    RELAIS_ASSIGN(const auto found, lane_.exporter->lookup(stream_.key.target, refs));
    std::vector<std::vector<const Found*>> copies(intents.size());
    for (const auto& answer : found)
      if (answer.life == plugin::Life::live && answer.key == intents[answer.index].key)
        copies[answer.index].push_back(&answer);

    std::vector<std::pair<const Intent*, const Found*>> adopted;
    std::vector<plugin::Op> twins;
    std::vector<const Intent*> missing;
    for (std::size_t i = 0; i < intents.size(); ++i) {
      RELAIS_ASSIGN(const auto links,
                    context_.ledger.links(job_.mailbox.id, intents[i].kind,
                                          std::vector<std::string>{intents[i].item}));
      // What a link holds already is the old copy of a move, not the outcome of this create.
      std::erase_if(copies[i], [&](const Found* copy) { return is_linked(links, *copy); });
      if (copies[i].empty()) {
        missing.push_back(&intents[i]);
        continue;
      }
      const auto kept = std::min_element(copies[i].begin(), copies[i].end(), older);
      adopted.emplace_back(&intents[i], *kept);
      for (auto copy = copies[i].begin(); copy != copies[i].end(); ++copy)
        if (copy != kept) twins.push_back(remove_op(**copy));
    }
    RELAIS_ASSIGN(const auto left, remove(twins));
    RELAIS_TRY(look_again(left));
    RELAIS_TRY(adopt(adopted));
    RELAIS_TRY(create_again(missing));
    return done_;
  }

  /// Answers the keys whose twin is still there, or may be.
  Result<std::set<std::string>> remove(std::span<const plugin::Op> twins) {
    std::set<std::string> left;
    if (twins.empty()) return left;
    const auto applied =
        lane_.exporter->apply(stream_.key.target, twins, [&](plugin::OpResult result) {
          const bool gone = result.ok() || result.error == Errc::not_found;
          log::info("{}: twin of {} {}", lane_.label, twins[result.index].key,
                    gone ? "removed" : "could not be removed yet");
          if (gone)
            ++done_;
          else
            left.insert(twins[result.index].key);
        });
    if (!applied && ends_run(applied.error().code)) return fail(applied.error());
    return left;
  }

  /// Looks at these keys once more when the other side's search has caught up (W6).
  Result<> look_again(const std::set<std::string>& keys) {
    if (keys.empty()) return {};
    return commit(context_, lane_, [&](ledger::Writer& w) -> Result<> {
      const Millis due = context_.clock.now() + lane_.safety.settle_after.count();
      for (const auto& key : keys) RELAIS_TRY(w.put_sweep(job_.mailbox.id, {key, stream_.id, due}));
      return {};
    });
  }

 private:
  static bool is_linked(const std::vector<ledger::Link>& links, const Found& found) {
    return std::any_of(links.begin(), links.end(),
                       [&](const auto& link) { return link.remote_id == found.remote_id; });
  }

  Result<> adopt(const std::vector<std::pair<const Intent*, const Found*>>& adopted) {
    if (adopted.empty()) return {};
    return commit(context_, lane_, [&](ledger::Writer& w) -> Result<> {
      const Millis now = context_.clock.now();
      for (const auto& [intent, found] : adopted) {
        plugin::OpResult result;
        result.remote_id = found->remote_id;
        result.etag = found->etag;
        result.container = found->container;
        result.remote_fingerprint = found->remote_fingerprint;
        result.facts = found->facts;
        RELAIS_TRY(settle_create(w, job_.mailbox.id, *intent, result, 0, now));
        RELAIS_TRY(record(w, *intent, "adopt", "its answer was lost", "done", result, now));
        ++done_;
      }
      return {};
    });
  }

  Result<> create_again(const std::vector<const Intent*>& missing) {
    if (missing.empty()) return {};
    RELAIS_ASSIGN(const auto wanted, still_wanted(missing));
    std::vector<const Intent*> again;
    RELAIS_TRY(commit(context_, lane_, [&](ledger::Writer& w) -> Result<> {
      const Millis due = context_.clock.now() + lane_.safety.settle_after.count();
      for (const Intent* intent : missing) {
        // It may still arrive: look once more when the other side's search has caught up (W6).
        RELAIS_TRY(w.put_sweep(job_.mailbox.id, {intent->key, intent->stream, due}));
        if (wanted.contains({intent->key, intent->written})) {
          again.push_back(intent);
        } else {
          RELAIS_TRY(w.drop_intent(job_.mailbox.id, intent->key, intent->stream));
        }
      }
      return {};
    }));
    std::vector<plugin::Op> ops;
    for (const Intent* intent : again) ops.push_back(create_op(*intent, stream_.container));
    if (ops.empty()) return {};
    std::vector<plugin::OpResult> results(ops.size());
    const auto applied = lane_.exporter->apply(
        stream_.key.target, ops,
        [&](plugin::OpResult result) { results[result.index] = std::move(result); });
    RELAIS_TRY(commit(context_, lane_, [&](ledger::Writer& w) -> Result<> {
      const Millis now = context_.clock.now();
      for (std::size_t i = 0; i < ops.size(); ++i) {
        RELAIS_ASSIGN(const auto outcome,
                      settle_create(w, job_.mailbox.id, *again[i], results[i], 0, now));
        RELAIS_TRY(record(w, *again[i], again[i]->recreate ? "recreate" : "create",
                          "sent again: it had not arrived", outcome, results[i], now));
        if (results[i].ok()) ++done_;
      }
      return {};
    }));
    return applied;
  }

  /// Documents that are to be in this mailbox now. Another one than that of the intent is the next
  /// plan's business: what was kept for it may not be said any more.
  Result<std::set<std::pair<std::string, std::string>>> still_wanted(
      const std::vector<const Intent*>& intents) {
    std::set<std::pair<std::string, std::string>> wanted;  // (key, fingerprint)
    RELAIS_ASSIGN(const auto snapshot, context_.store.snapshot());
    for (const auto& kind : lane_.kinds) {
      std::vector<std::string> items;
      for (const Intent* intent : intents)
        if (intent->kind == kind.kind && intent->stream == kind.home) items.push_back(intent->item);
      if (items.empty()) continue;
      RELAIS_ASSIGN(auto rendered, read_and_render(context_, lane_, kind, *snapshot, items));
      for (auto& one : rendered.wanted)
        wanted.emplace(std::move(one.key), std::move(one.document.fingerprint));
    }
    return wanted;
  }

  Result<> record(ledger::Writer& w, const Intent& intent, const char* type, const char* reason,
                  const char* outcome, const plugin::OpResult& result, Millis now) {
    return w.record({context_.run, now, job_.mailbox.id, lane_.entity, intent.kind, intent.item,
                     intent.key, type, reason, "engine", outcome, result.code, result.request_id});
  }

  Context& context_;
  Job& job_;
  Lane& lane_;
  ledger::Stream& stream_;
  std::int64_t done_ = 0;
};

/// Keys that were created again: if two copies turned up, the linked one stays.
Result<> sweep(Context& context, Job& job, Lane& lane) {
  RELAIS_ASSIGN(const auto sweeps, context.ledger.sweeps(job.mailbox.id, context.clock.now()));
  if (sweeps.empty()) return {};
  RELAIS_ASSIGN(const auto intents, context.ledger.intents(job.mailbox.id));
  for (const auto& due : sweeps) {
    auto* stream = job.stream(due.stream);
    if (stream == nullptr || job.lane_of(*stream) != &lane ||
        lane.closed.contains(stream->key.target))
      continue;
    if (std::any_of(intents.begin(), intents.end(),
                    [&](const Intent& i) { return i.key == due.key; }))
      continue;  // still open: which copy is the twin is not known yet
    const std::vector<plugin::Ref> refs{{due.key, ""}};
    auto answer = lane.exporter->lookup(stream->key.target, refs);
    if (!answer) {
      if (!lane.closes(stream->key.target, answer.error())) return fail(answer.error());
      continue;
    }
    auto found = std::move(*answer);
    std::erase_if(found,
                  [&](const Found& f) { return f.life != plugin::Life::live || f.key != due.key; });
    std::vector<plugin::Op> twins;
    if (!found.empty()) {
      std::vector<std::string> ids;
      for (const auto& copy : found) ids.push_back(copy.remote_id);
      RELAIS_ASSIGN(const auto links, context.ledger.links_by_remote(job.mailbox.id, ids));
      for (const auto& copy : found) {
        const bool linked = std::any_of(links.begin(), links.end(), [&](const auto& link) {
          return link.remote_id == copy.remote_id;
        });
        if (!linked) twins.push_back(remove_op(copy));
      }
    }
    Recovery recovery(context, job, lane, *stream);
    RELAIS_ASSIGN(const auto left, recovery.remove(twins));
    RELAIS_TRY(recovery.look_again(left));
    if (!left.empty()) continue;
    RELAIS_TRY(commit(context, lane, [&](ledger::Writer& w) {
      return w.drop_sweep(job.mailbox.id, due.key, due.stream);
    }));
  }
  return {};
}

}  // namespace

Result<std::int64_t> recover(Context& context, Job& job, Lane& lane) {
  RELAIS_ASSIGN(const auto intents, context.ledger.intents(job.mailbox.id));
  std::int64_t done = 0;
  for (auto& stream : job.streams) {
    if (job.lane_of(stream) != &lane || lane.closed.contains(stream.key.target)) continue;
    std::vector<Intent> open;
    for (const auto& intent : intents)
      if (intent.stream == stream.id) open.push_back(intent);
    if (open.empty()) continue;
    Recovery recovery(context, job, lane, stream);
    const auto settled = recovery.settle(open);
    if (!settled && !lane.closes(stream.key.target, settled.error())) return settled;
    done += settled.value_or(0);
  }
  RELAIS_TRY(sweep(context, job, lane));
  return done;
}

}  // namespace relais::sync
