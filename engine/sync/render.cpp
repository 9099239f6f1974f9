#include "engine/sync/render.hpp"

#include "engine/base/json.hpp"
#include "engine/sync/key.hpp"
#include "engine/sync/privacy.hpp"
#include "engine/sync/window.hpp"

namespace relais::sync {
namespace {

/// An item that somebody of the mailbox is to have, with the strictest privacy of those.
struct Shown {
  store::Item item;
  config::Privacy privacy = config::Privacy::full;
};

Result<std::map<std::string, Shown>> read(const LaneKind& kind, store::Snapshot& snapshot,
                                          std::span<const std::string> items) {
  std::map<std::string, Shown> found;  // two handlers may share a mailbox: one copy
  for (const auto& handler : kind.on) {
    RELAIS_ASSIGN(auto some, snapshot.items(handler, kind.kind, items));
    const auto privacy = kind.privacy.at(handler);
    for (auto& item : some) {
      std::string id = item.id;
      auto& shown = found[std::move(id)];
      shown.item = std::move(item);
      shown.privacy = stricter(shown.privacy, privacy);
    }
  }
  return found;
}

Result<std::string> told(const Shown& shown, std::string_view kind) {
  if (kind == store::kContact) return shown.item.json;
  RELAIS_ASSIGN(auto item, parse_json(shown.item.json, "an item of the practice store"));
  apply_privacy(item, kind, shown.privacy);
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
    RELAIS_ASSIGN(const auto item, told(shown, kind.kind));
    auto documents = lane.exporter->render(kind.target, item, today);
    if (!documents) {
      if (documents.error().code != Errc::item) return fail(std::move(documents).error());
      rendered.unrenderable.emplace(id, std::move(documents).error().text);
      continue;
    }
    const bool inside = is_inside(shown.item, window);
    for (auto& document : *documents) {
      if (!inside) document.keep = true;
      std::string key = make_key({context.store_uuid, kind.kind, id, document.part});
      rendered.wanted.push_back({id, std::move(key), shown.item.revision, std::move(document)});
    }
  }
  return rendered;
}

}  // namespace relais::sync
