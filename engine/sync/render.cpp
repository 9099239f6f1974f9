#include "engine/sync/render.hpp"

#include "engine/sync/key.hpp"

namespace relais::sync {

Result<Rendered> read_and_render(Context& context, Lane& lane, const LaneKind& kind,
                                 store::Snapshot& snapshot, std::span<const std::string> items) {
  std::map<std::string, store::Item> found;  // two handlers may share a mailbox: one copy
  for (const auto& handler : kind.on) {
    RELAIS_ASSIGN(auto some, snapshot.items(handler, kind.kind, items));
    for (auto& item : some) {
      std::string id = item.id;
      found.emplace(std::move(id), std::move(item));
    }
  }
  RELAIS_ASSIGN(const auto today, local_date(context.clock.now(), lane.time_zone));
  Rendered rendered;
  for (const auto& [id, item] : found) {
    auto documents = lane.exporter->render(kind.target, item.json, today);
    if (!documents) {
      if (documents.error().code != Errc::item) return fail(std::move(documents).error());
      rendered.unrenderable.emplace(id, std::move(documents).error().text);
      continue;
    }
    for (auto& document : *documents) {
      std::string key = make_key({context.store_uuid, kind.kind, id, document.part});
      rendered.wanted.push_back({id, std::move(key), item.revision, std::move(document)});
    }
  }
  return rendered;
}

}  // namespace relais::sync
