#include "plugins/agenda/event/presence.hpp"

#include <utility>

#include "plugins/agenda/event/kinds.hpp"
#include "plugins/agenda/event/listing.hpp"
#include "plugins/graph/extended.hpp"
#include "plugins/graph/paging.hpp"

namespace relais::agenda::event {

void Presence::list_all() {
  if (all_) return;
  ByEvent all;
  std::vector<Copy> copies;
  list_ids(host_, settings_, calendars_,
           [&](const boost::json::array& events, const std::string& calendar) {
             for (const boost::json::value& each : events) {
               const boost::json::object& event = each.get_object();
               std::string id = graph::string_at(event, "id");
               if (!all.emplace(id, calendar).second) continue;
               if (std::string key = graph::key_of(event); is_exported(key, settings_))
                 copies.push_back({std::move(key), std::move(id), calendar});
             }
           });
  copies_ = std::move(copies);
  all_ = std::move(all);
}

const std::vector<Presence::Copy>& Presence::copies() {
  list_all();
  return copies_;
}

std::string Presence::calendar_of(const std::string& id) {
  list_all();
  const auto at = all_->find(id);
  return at == all_->end() ? std::string() : at->second;
}

}  // namespace relais::agenda::event
