#include "engine/sync/render.hpp"

#include "engine/base/json.hpp"
#include "engine/sync/key.hpp"
#include "engine/sync/privacy.hpp"
#include "engine/sync/window.hpp"

namespace relais::sync {
namespace {

using Items = std::map<std::string, store::Item>;

Result<Items> read(const LaneKind& kind, store::Snapshot& snapshot,
                   std::span<const std::string> items) {
  Items found;  // two handlers may share a mailbox: one copy
  for (const auto& handler : kind.on) {
    RELAIS_ASSIGN(auto some, snapshot.items(handler, kind.kind, items));
    for (auto& item : some) {
      std::string id = item.id;
      found.insert_or_assign(std::move(id), std::move(item));
    }
  }
  return found;
}

/// Who looks into the mailbox sees everything in it: the strictest mode holds for all of it.
config::Privacy privacy_of(const LaneKind& kind) {
  auto privacy = config::Privacy::full;
  for (const auto& [handler, own] : kind.privacy) privacy = stricter(privacy, own);
  return privacy;
}

Result<std::string> told(const store::Item& shown, const LaneKind& kind) {
  if (kind.kind == store::kContact) return shown.json;
  RELAIS_ASSIGN(auto item, parse_json(shown.json, "an item of the practice store"));
  apply_privacy(item, kind.kind, privacy_of(kind));
  return json::serialize(item);
}

}  // namespace

Result<Rendered> read_and_render(Context& context, Lane& lane, const LaneKind& kind,
                                 store::Snapshot& snapshot, std::span<const std::string> items) {
  RELAIS_ASSIGN(const auto found, read(kind, snapshot, items));
  RELAIS_ASSIGN(const auto today, local_date(context.clock.now(), lane.time_zone));
  const Days window = days_around(today, lane.window);
  Rendered rendered;
  for (const auto& [id, shown] : found) {
    RELAIS_ASSIGN(const auto item, told(shown, kind));
    auto documents = lane.exporter->render(kind.target, item, today);
    if (!documents) {
      if (documents.error().code != Errc::item) return fail(std::move(documents).error());
      rendered.unrenderable.emplace(id, std::move(documents).error().text);
      continue;
    }
    rendered.shown.insert(id);
    const bool inside = is_inside(shown, window);
    for (auto& document : *documents) {
      if (!inside) document.keep = true;
      std::string key = make_key({context.store_uuid, kind.kind, id, document.part});
      rendered.wanted.push_back({id, std::move(key), shown.revision, std::move(document)});
    }
  }
  return rendered;
}

}  // namespace relais::sync
