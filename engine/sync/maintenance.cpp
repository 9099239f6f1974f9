#include "engine/sync/maintenance.hpp"

#include <set>

#include "engine/sync/commit.hpp"
#include "engine/sync/inventory.hpp"
#include "engine/sync/key.hpp"

namespace relais::sync {
namespace {

constexpr std::size_t kRemovedAtOnce = 64;

class LanePurge {
 public:
  LanePurge(Context& context, Job& job, Lane& lane, Purged& purged)
      : context_(context), job_(job), lane_(lane), purged_(purged) {}

  Result<> run(bool send) {
    std::set<std::string> targets;
    for (const auto& stream : job_.streams)
      if (job_.lane_of(stream) == &lane_) targets.insert(stream.key.target);
    for (const auto& target : targets) {
      RELAIS_ASSIGN(const auto ops, removals(target));
      purged_.found += static_cast<std::int64_t>(ops.size());
      if (!send) continue;
      for (std::size_t from = 0; from < ops.size(); from += kRemovedAtOnce) {
        if (context_.cancelled()) return fail(Errc::cancelled, "stopped");
        RELAIS_TRY(remove(
            target, std::span(ops).subspan(from, std::min(kRemovedAtOnce, ops.size() - from))));
      }
    }
    return send ? discard_containers() : Result<>{};
  }

 private:
  /// Our copies, without those that a handler who shares the mailbox and is switched on shows.
  Result<std::vector<plugin::Op>> removals(const std::string& target) {
    RELAIS_ASSIGN(const auto ours, list_ours(context_, lane_, target));
    RELAIS_ASSIGN(const auto wanted, wanted_by_others(ours));
    std::vector<plugin::Op> ops;
    for (const auto& found : ours) {
      const auto key = *parse_key(found.key);
      if (wanted.contains({key.kind, key.item})) continue;
      plugin::Op op;
      op.action = plugin::OpAction::remove;
      op.key = found.key;
      op.verify = true;
      op.remote_id = found.remote_id;
      op.etag = found.etag;
      op.container = found.container;
      ops.push_back(std::move(op));
    }
    return ops;
  }

  Result<std::set<std::pair<std::string, std::string>>> wanted_by_others(
      const std::vector<plugin::Found>& ours) {
    std::set<std::pair<std::string, std::string>> wanted;  // (kind, item)
    RELAIS_ASSIGN(const auto snapshot, context_.store.snapshot());
    for (const auto& kind : lane_.kinds) {
      std::vector<std::string> items;
      for (const auto& found : ours)
        if (const auto key = *parse_key(found.key); key.kind == kind.kind)
          items.push_back(key.item);
      for (const auto* handlers : {&kind.on, &kind.kept})
        for (const auto& handler : *handlers) {
          RELAIS_ASSIGN(const auto theirs, snapshot->items(handler, kind.kind, items));
          for (const auto& item : theirs) wanted.emplace(kind.kind, item.id);
        }
    }
    return wanted;
  }

  Result<> remove(const std::string& target, std::span<const plugin::Op> ops) {
    std::vector<plugin::OpResult> results(ops.size());
    const auto applied = lane_.exporter->apply(
        target, ops, [&](plugin::OpResult result) { results[result.index] = std::move(result); });
    std::vector<std::string> ids;
    for (const auto& op : ops) ids.push_back(op.remote_id);
    RELAIS_ASSIGN(const auto links, context_.ledger.links_by_remote(job_.mailbox.id, ids));
    RELAIS_TRY(commit(context_, lane_, [&](ledger::Writer& w) -> Result<> {
      const Millis now = context_.clock.now();
      for (std::size_t i = 0; i < ops.size(); ++i) {
        const auto& result = results[i];
        const bool gone = result.ok() || result.error == Errc::not_found;
        ++(gone ? purged_.removed : purged_.refused);
        if (!gone) continue;
        for (const auto& link : links)
          if (link.remote_id == ops[i].remote_id)
            RELAIS_TRY(w.drop_link(job_.mailbox.id, link.key, link.stream));
        const auto key = *parse_key(ops[i].key);
        RELAIS_TRY(w.record({context_.run, now, job_.mailbox.id, lane_.entity, key.kind, key.item,
                             ops[i].key, "purge", "purged by the operator", "engine", "done",
                             result.code, result.request_id}));
      }
      return {};
    }));
    return applied;
  }

  Result<> discard_containers() {
    for (auto& stream : job_.streams) {
      if (job_.lane_of(stream) != &lane_) continue;
      if (stream.created && !stream.container.empty()) {
        const auto discarded = lane_.exporter->discard(stream.key.target, stream.container);
        if (!discarded && discarded.error().code != Errc::conflict) return discarded;
        if (discarded) stream.container.clear();
        stream.created = stream.created && !discarded;
      }
      stream.cursor.clear();
      stream.inventoried = false;  // what could not be removed must be found again
      RELAIS_TRY(commit(context_, lane_, [&](ledger::Writer& w) { return w.put_stream(stream); }));
    }
    return {};
  }

  Context& context_;
  Job& job_;
  Lane& lane_;
  Purged& purged_;
};

}  // namespace

Result<> forget_links(Context& context, Job& job) {
  return context.ledger.write([&](ledger::Writer& w) -> Result<> {
    for (auto& stream : job.streams) {
      if (job.lane_of(stream) == nullptr) continue;
      stream.inventoried = false;
      stream.cursor.clear();
      RELAIS_TRY(w.drop_links(stream.id));
      RELAIS_TRY(w.put_stream(stream));
    }
    for (const auto& lane : job.lanes)
      for (const auto& kind : lane.kinds)
        RELAIS_TRY(w.mark_dirty(
            job.mailbox.id, {kind.kind, ledger::kAllItems, 0, "rebuild", 0, context.clock.now()}));
    return {};
  });
}

Result<Purged> purge(Context& context, Job& job, bool send) {
  Purged purged;
  for (auto& lane : job.lanes) RELAIS_TRY(LanePurge(context, job, lane, purged).run(send));
  return purged;
}

}  // namespace relais::sync
