#include "plugins/agenda/event/lookup.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "plugins/agenda/event/kinds.hpp"
#include "plugins/agenda/event/listing.hpp"
#include "plugins/agenda/event/presence.hpp"
#include "plugins/agenda/event/request.hpp"
#include "plugins/agenda/event/shown.hpp"
#include "plugins/graph/extended.hpp"
#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"

namespace relais::agenda::event {
namespace {

namespace json = boost::json;
using sdk::Life;
using sdk::Status;

/// More searches than this cost more than one listing of ours.
constexpr std::size_t max_searches = 16;

std::string told() { return selection() + ",createdDateTime"; }

sdk::Found found_of(const json::object& event, Life state, const std::string& calendar,
                    const Settings& settings) {
  return {.state = state,
          .remote_id = graph::string_at(event, "id"),
          .key = graph::key_of(event),
          .written_fingerprint = carried_print(event, settings),
          .etag = graph::string_at(event, "@odata.etag"),
          .container = calendar,
          .remote_fingerprint = remote_print(event, settings),
          .created_at = graph::string_at(event, "createdDateTime")};
}

constexpr const char* not_there_but_is =
    "cannot read an event: Graph answers that it is not there, but it is";

sdk::Request whole(const Settings& settings, std::string_view id) {
  return ask(event_url(settings, id).option("$select", told()).option("$expand", graph::expand()));
}

/// Nothing: it has no id any more, or Graph is busy.
std::optional<json::object> read(const sdk::Response& response) {
  constexpr std::string_view attempted = "read an event";
  if (const auto refusal = graph::refusal_of(response, graph::Doing::read)) {
    if (refusal->status == Status::not_found || refusal->http == 410) return std::nullopt;
    throw graph::failure(*refusal, attempted);
  }
  json::object event = graph::parse_object(response.body(), attempted);
  if (graph::string_at(event, "id").empty())
    throw sdk::Failure(Status::transient, "cannot read an event: the answer has no id");
  return event;
}

/// An event that a calendar lists.
json::object read_listed(const sdk::Host& host, const Settings& settings,
                         const Presence::Copy& copy) {
  host.stop_if_cancelled();
  auto event = read(host.http().send(whole(settings, copy.id)));
  if (!event) throw sdk::Failure(Status::transient, not_there_but_is);
  return std::move(*event);
}

class Looking {
 public:
  Looking(const sdk::Host& host, const Settings& settings, Calendars& calendars,
          std::span<const sdk::Ref> refs, sdk::Finds& finds)
      : host_(host),
        settings_(settings),
        calendars_(calendars),
        presence_(host, settings, calendars),
        refs_(refs),
        finds_(finds),
        settled_(refs.size(), false) {}

  void run() {
    if (refs_.empty()) return;
    if (!by_search()) by_listing();
    by_id();
    by_plain_listing();
    for (std::size_t i = 0; i < refs_.size(); ++i)
      if (!settled_[i]) finds_.gone(refs_[i]);
  }

 private:
  /// Of one copy once, although it may turn up twice while its owner moves it.
  void report(std::size_t i, const sdk::Found& found) {
    settled_[i] = true;
    if (reported_.emplace(i, found.remote_id).second) finds_.found(refs_[i], found);
  }

  /// Searches for each key in each calendar. False: that is too much, or Graph cannot do it.
  bool by_search() {
    const std::vector<Calendar>& calendars = calendars_.all();
    const bool only_keys = std::all_of(refs_.begin(), refs_.end(),
                                       [](const sdk::Ref& ref) { return !ref.key.empty(); });
    if (!only_keys || refs_.size() * calendars.size() > max_searches) return false;
    struct Search {
      std::size_t ref;
      const Calendar* calendar;
    };
    std::vector<Search> searches;
    std::vector<sdk::Request> requests;
    for (std::size_t i = 0; i < refs_.size(); ++i)
      for (const Calendar& calendar : calendars) {
        auto url = calendars_.events(calendar.id);
        url.option("$select", told())
            .option("$expand", graph::expand())
            .option("$filter", graph::filter_by_hash(graph::hash_of(refs_[i].key)));
        searches.push_back({i, &calendar});
        requests.push_back(ask(url));
      }
    host_.stop_if_cancelled();
    std::vector<graph::Page> pages;
    for (const sdk::Response& response : host_.http().send(requests)) {
      if (cannot_search(response)) return false;
      if (auto refusal = graph::refusal_of(response, graph::Doing::read)) {
        if (refusal->status == Status::not_found) refusal->status = Status::transient;
        throw graph::failure(*refusal, "search an event");
      }
      pages.push_back(graph::read_page(response.body(), "search an event"));
    }
    for (std::size_t n = 0; n < searches.size(); ++n) {
      const auto take = [&](const json::object& event) {
        if (graph::key_of(event) == refs_[searches[n].ref].key)
          report(searches[n].ref, found_of(event, Life::live, searches[n].calendar->id, settings_));
        return true;
      };
      for (const json::value& event : pages[n].items) take(event.get_object());
      if (pages[n].next_link.empty()) continue;
      sdk::Request next = requests[n];
      next.url = pages[n].next_link;
      graph::for_each_item(host_, next, "search an event", take);
    }
    return true;
  }

  void by_listing() {
    std::multimap<std::string_view, std::size_t> by_key, by_id;
    for (std::size_t i = 0; i < refs_.size(); ++i) {
      if (!refs_[i].key.empty()) by_key.emplace(refs_[i].key, i);
      if (!refs_[i].remote_id.empty()) by_id.emplace(refs_[i].remote_id, i);
    }
    list_ours(host_, settings_, calendars_, told(),
              [&](const json::array& events, const std::string& calendar) {
                for (const json::value& each : events) {
                  const json::object& event = each.get_object();
                  const std::string key = graph::key_of(event);
                  const auto keyed = by_key.equal_range(key);
                  const auto named = by_id.equal_range(graph::string_at(event, "id"));
                  if (keyed.first == keyed.second && named.first == named.second) continue;
                  const sdk::Found found = found_of(event, Life::live, calendar, settings_);
                  for (auto at = named.first; at != named.second; ++at) report(at->second, found);
                  for (auto at = keyed.first; at != keyed.second; ++at) report(at->second, found);
                }
              });
  }

  /// Asks for what no search showed. An answer alone is no sign of life.
  void by_id() {
    std::vector<std::size_t> asked;
    std::vector<sdk::Request> requests;
    for (std::size_t i = 0; i < refs_.size(); ++i) {
      if (settled_[i] || refs_[i].remote_id.empty()) continue;
      asked.push_back(i);
      requests.push_back(whole(settings_, refs_[i].remote_id));
    }
    host_.stop_if_cancelled();
    std::vector<std::pair<std::size_t, json::object>> answered;
    const std::vector<sdk::Response> responses = host_.http().send(requests);
    for (std::size_t n = 0; n < asked.size(); ++n)
      if (auto event = read(responses[n]))
        answered.emplace_back(asked[n], std::move(*event));
      else if (!presence_.calendar_of(std::string(refs_[asked[n]].remote_id)).empty())
        throw sdk::Failure(Status::transient, not_there_but_is);

    for (const auto& [i, event] : answered) {
      const std::string calendar = presence_.calendar_of(graph::string_at(event, "id"));
      // A calendar that lies in Deleted Items may take events all the same.
      if (calendar.empty()) calendars_.doubt();
      report(i,
             found_of(event, calendar.empty() ? Life::trashed : Life::live, calendar, settings_));
    }
  }

  /// What was just created, and no search finds yet: known by its key alone, since the answer that
  /// told its id was lost.
  void by_plain_listing() {
    std::multimap<std::string_view, std::size_t> wanted;
    for (std::size_t i = 0; i < refs_.size(); ++i)
      if (!settled_[i] && refs_[i].remote_id.empty()) wanted.emplace(refs_[i].key, i);
    if (wanted.empty()) return;
    for (const Presence::Copy& copy : presence_.copies()) {
      const auto [first, last] = wanted.equal_range(copy.key);
      if (first == last) continue;
      const json::object event = read_listed(host_, settings_, copy);
      for (auto at = first; at != last; ++at)
        report(at->second, found_of(event, Life::live, copy.calendar, settings_));
    }
  }

  const sdk::Host& host_;
  const Settings& settings_;
  Calendars& calendars_;
  Presence presence_;
  std::span<const sdk::Ref> refs_;
  sdk::Finds& finds_;
  std::vector<bool> settled_;
  std::set<std::pair<std::size_t, std::string>> reported_;
};

}  // namespace

void lookup(const sdk::Host& host, const Settings& settings, Calendars& calendars,
            std::span<const sdk::Ref> refs, sdk::Finds& finds) {
  Looking(host, settings, calendars, refs, finds).run();
}

void inventory(const sdk::Host& host, const Settings& settings, Calendars& calendars,
               sdk::Finds& finds) {
  std::set<std::string> told_of;
  const auto tell = [&](const json::object& event, const std::string& calendar) {
    const sdk::Found found = found_of(event, Life::live, calendar, settings);
    if (is_exported(found.key, settings) && told_of.insert(found.remote_id).second)
      finds.item(found);
  };
  list_ours(host, settings, calendars, told(),
            [&](const json::array& events, const std::string& calendar) {
              for (const json::value& each : events) tell(each.get_object(), calendar);
            });
  // A copy that is missed here is created again: what no search finds yet must not be.
  Presence presence(host, settings, calendars);
  for (const Presence::Copy& copy : presence.copies())
    if (!told_of.contains(copy.id)) tell(read_listed(host, settings, copy), copy.calendar);
}

}  // namespace relais::agenda::event
