#include "engine/sync/inventory.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "engine/base/log.hpp"
#include "engine/sync/commit.hpp"
#include "engine/sync/key.hpp"

namespace relais::sync {
namespace {

using ledger::Link;

bool is_of(const ledger::Stream& stream, const Lane& lane, std::string_view target) {
  return stream.key.entity == lane.entity && stream.key.addin == lane.addin &&
         stream.key.target == target;
}

/// The copies by key; of several that carry the same the oldest.
Result<std::map<std::string, plugin::Found>> ours_by_key(Context& context, Lane& lane,
                                                         std::string_view target) {
  std::map<std::string, plugin::Found> ours;
  std::set<std::string> twins;
  RELAIS_ASSIGN(auto all, list_ours(context, lane, target));
  for (auto& found : all) {
    const auto [at, inserted] = ours.emplace(found.key, found);
    if (inserted) continue;
    twins.insert(found.key);
    if (found.created_at < at->second.created_at) at->second = std::move(found);
  }
  for (const auto& key : twins)
    log::warning("{}: two copies carry the key {}; the older one is kept in step, none is deleted",
                 lane.label, key);
  return ours;
}

Link link_to(const plugin::Found& found, ledger::StreamId stream, Millis now) {
  const auto key = *parse_key(found.key);
  Link link;
  link.key = found.key;
  link.kind = key.kind;
  link.item = key.item;
  link.part = key.part;
  link.stream = stream;
  link.remote_id = found.remote_id;
  link.etag = found.etag;
  link.container = found.container;
  link.written = found.written_fingerprint;
  link.remote = found.remote_fingerprint;
  link.facts = found.facts;
  link.updated_at = now;
  return link;
}

/// The stream that a copy found in this target belongs to: that of its container, else the kind's
/// home if that is in the target, else the default container's.
Result<ledger::StreamId> stream_of(Context& context, Job& job, const Lane& lane,
                                   std::string_view target, const plugin::Found& found) {
  for (const auto& stream : job.streams)
    if (is_of(stream, lane, target) && !stream.container.empty() &&
        stream.container == found.container)
      return stream.id;
  const LaneKind& kind = *lane.kind(parse_key(found.key)->kind);
  if (kind.target == target) return kind.home;
  const ledger::StreamKey key{job.mailbox.id, lane.entity, lane.addin, std::string(target), ""};
  for (const auto& stream : job.streams)
    if (stream.key == key) return stream.id;
  ledger::Stream made;
  RELAIS_TRY(context.ledger.write([&](ledger::Writer& w) -> Result<> {
    RELAIS_ASSIGN(made, w.stream(key));
    return {};
  }));
  job.streams.push_back(made);
  return made.id;
}

Result<std::int64_t> take_inventory(Context& context, Job& job, Lane& lane,
                                    std::string_view target) {
  RELAIS_ASSIGN(const auto ours, ours_by_key(context, lane, target));
  std::vector<Link> adopted;
  for (const auto& [text, found] : ours) {
    const auto key = *parse_key(text);
    RELAIS_ASSIGN(const auto known,
                  context.ledger.links_of_item(job.mailbox.id, key.kind, key.item));
    if (std::any_of(known.begin(), known.end(),
                    [&](const Link& l) { return l.remote_id == found.remote_id; }))
      continue;
    RELAIS_ASSIGN(const auto stream, stream_of(context, job, lane, target, found));
    if (std::any_of(known.begin(), known.end(),
                    [&](const Link& l) { return l.key == text && l.stream == stream; }))
      continue;
    adopted.push_back(link_to(found, stream, context.clock.now()));
  }
  RELAIS_TRY(commit(context, lane, [&](ledger::Writer& w) -> Result<> {
    const Millis now = context.clock.now();
    for (const auto& link : adopted) {
      RELAIS_TRY(w.put_link(job.mailbox.id, link));
      RELAIS_TRY(
          w.mark_dirty(job.mailbox.id, {link.kind, link.item, 0, "found in the mailbox", 0, now}));
      RELAIS_TRY(w.record({context.run, now, job.mailbox.id, lane.entity, link.kind, link.item,
                           link.key, "adopt", "carries our key", "engine", "done", "", ""}));
    }
    for (auto& stream : job.streams) {
      if (!is_of(stream, lane, target)) continue;
      stream.inventoried = true;
      RELAIS_TRY(w.put_stream(stream));
    }
    return {};
  }));
  return static_cast<std::int64_t>(adopted.size());
}

/// Targets besides `homes` where copies may lie: those that were used before, and those that we are
/// said to be permitted to look into.
std::set<std::string> other_targets(const Job& job, const Lane& lane,
                                    const std::set<std::string>& homes) {
  std::set<std::string> targets;
  for (const auto& stream : job.streams)
    if (is_of(stream, lane, stream.key.target) && !stream.inventoried)
      targets.insert(stream.key.target);
  const auto granted = lane.connection->permissions();
  for (const auto& permission : lane.manifest->permissions)
    if (!permission.target.empty() && granted &&
        std::find(granted->begin(), granted->end(), permission.role) != granted->end())
      targets.insert(permission.target);
  for (const auto& home : homes) targets.erase(home);
  return targets;
}

}  // namespace

Result<std::vector<plugin::Found>> list_ours(Context& context, Lane& lane,
                                             std::string_view target) {
  std::vector<plugin::Found> ours;
  RELAIS_TRY(lane.exporter->inventory(target, [&](plugin::Found found) -> Result<void> {
    if (found.life != plugin::Life::live) return {};
    const auto key = parse_key(found.key);
    if (key && key->store == context.store_uuid && lane.kind(key->kind) != nullptr)
      ours.push_back(std::move(found));
    return {};
  }));
  RELAIS_ASSIGN(const auto snapshot, context.store.snapshot());
  std::vector<plugin::Found> of_entity;
  for (auto& found : ours) {
    const auto key = *parse_key(found.key);
    RELAIS_ASSIGN(const auto item, snapshot->explain("", key.kind, key.item));
    if (!item.item_exists || item.item_entity == lane.entity) of_entity.push_back(std::move(found));
  }
  return of_entity;
}

Result<std::int64_t> find_copies(Context& context, Job& job, Lane& lane) {
  std::set<std::string> homes;
  bool known = true;
  for (const auto& kind : lane.kinds) {
    if (kind.on.empty() || lane.closed.contains(kind.target)) continue;
    homes.insert(kind.target);
    known = known && job.stream(kind.home)->inventoried;
  }
  std::int64_t adopted = 0;
  if (known) return adopted;
  for (const auto& target : other_targets(job, lane, homes)) {
    const auto some = take_inventory(context, job, lane, target);
    // Not permitted any more: as long as copies were there, it had to be.
    if (!some && some.error().code == Errc::refused)
      log::info("{}: target {} is not looked into: {}", lane.label, target, some.error().text);
    else if (!some)
      return some;
    adopted += some.value_or(0);
  }
  for (const auto& home : homes) {
    const auto some = take_inventory(context, job, lane, home);
    if (!some && !lane.closes(home, some.error())) return some;
    adopted += some.value_or(0);
  }
  return adopted;
}

}  // namespace relais::sync
