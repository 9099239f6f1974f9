#include "plugins/agenda/event/presence.hpp"

#include <chrono>
#include <utility>

#include "plugins/agenda/event/instant.hpp"
#include "plugins/agenda/event/kinds.hpp"
#include "plugins/agenda/event/listing.hpp"
#include "plugins/graph/extended.hpp"
#include "plugins/graph/paging.hpp"

namespace relais::agenda::event {
namespace {

constexpr std::chrono::minutes longest_lag{10};

template <class List>
auto listed_by(List list) {
  std::map<std::string, std::string> found;
  list([&](const boost::json::array& events, const std::string& calendar) {
    for (const boost::json::value& event : events)
      found.emplace(graph::string_at(event.get_object(), "id"), calendar);
  });
  return found;
}

}  // namespace

bool is_young(std::string_view created_at, std::int64_t now_ms) {
  const auto created = wall_clock(created_at);
  if (!created) return true;
  const std::chrono::milliseconds age =
      std::chrono::milliseconds(now_ms) - std::chrono::milliseconds(created->time_since_epoch());
  return age < longest_lag;
}

void Presence::list_all() {
  if (all_) return;
  std::vector<Copy> copies;
  all_ = listed_by([&](const OnPage& keep) {
    list_ids(host_, settings_, calendars_,
             [&](const boost::json::array& events, const std::string& calendar) {
               keep(events, calendar);
               for (const boost::json::value& event : events)
                 if (std::string key = graph::key_of(event.get_object());
                     is_exported(key, settings_))
                   copies.push_back(
                       {std::move(key), graph::string_at(event.get_object(), "id"), calendar});
             });
  });
  copies_ = std::move(copies);
}

const std::vector<Presence::Copy>& Presence::copies() {
  list_all();
  return copies_;
}

std::string Presence::in_plain_listing(const std::string& id) {
  list_all();
  const auto at = all_->find(id);
  return at == all_->end() ? std::string() : at->second;
}

bool Presence::is_alive(const std::string& id, std::string_view created_at) {
  if (is_young(created_at, host_.clock().now_ms())) return !in_plain_listing(id).empty();
  if (!ours_)
    ours_ = listed_by(
        [&](const OnPage& on_page) { list_ours(host_, settings_, calendars_, "id", on_page); });
  return ours_->contains(id);
}

}  // namespace relais::agenda::event
