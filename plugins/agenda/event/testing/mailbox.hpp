// The calendars of one mailbox, as an answer to each request of a scripted host.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "plugins/agenda/event/testing/event_json.hpp"

namespace relais::agenda::event::testing {

class Mailbox {
 public:
  /// By calendar, in the order of their ids. "deleted" is no calendar: it is listed nowhere.
  std::map<std::string, std::vector<json::object>> calendars{{"cal", {}}};
  std::vector<json::object> deleted;
  bool lags = false;  ///< no search finds anything
  std::size_t per_page = 100;

  void put(const json::object& event, const std::string& calendar = "cal") {
    calendars[calendar].push_back(event);
  }

  /// The event, wherever it lies; its owner deletes it by moving it to `deleted`.
  json::object* find(const std::string& id) {
    for (auto& [calendar, events] : calendars)
      for (json::object& event : events)
        if (event.at("id").as_string() == id) return &event;
    for (json::object& event : deleted)
      if (event.at("id").as_string() == id) return &event;
    return nullptr;
  }

  void trash(const std::string& id) {
    for (auto& [calendar, events] : calendars)
      for (std::size_t i = 0; i < events.size(); ++i)
        if (events[i].at("id").as_string() == id) {
          deleted.push_back(events[i]);
          events.erase(events.begin() + static_cast<std::ptrdiff_t>(i));
          return;
        }
  }

  void touch(json::object& event) {
    event["@odata.etag"] = "W/\"" + std::to_string(++version_) + "\"";
  }

  Answer operator()(const Sent& sent) {
    const std::string url = sent.plain_url();
    const std::string path = url.substr(0, url.find('?'));
    const std::string root = "users/user-1/";
    if (sent.method == "GET" && path == root + "calendar")
      return Answer::json(json::object{{"id", "cal"}, {"canEdit", true}});
    if (sent.method == "GET" && path == root + "calendars") return listed_calendars();
    for (auto& [calendar, events] : calendars)
      if (path == root + "calendars/" + calendar + "/events")
        return sent.method == "POST" ? create(sent, calendar) : page(url, events);
    if (path == root + "events") return create(sent, "cal");
    if (path.starts_with(root + "events/")) return one(sent, path.substr(root.size() + 7));
    return Answer::error(404, "ErrorItemNotFound");
  }

 private:
  Answer listed_calendars() const {
    json::array all;
    for (const auto& [calendar, events] : calendars)
      all.push_back(json::object{{"id", calendar},
                                 {"name", "name of " + calendar},
                                 {"isDefaultCalendar", calendar == "cal"},
                                 {"canShare", true}});
    return list(all);
  }

  Answer create(const Sent& sent, const std::string& calendar) {
    json::object made = event("new-" + std::to_string(++version_), sent.json());
    touch(made);
    put(made, calendar);
    return Answer::json(made, 201);
  }

  Answer page(const std::string& url, const std::vector<json::object>& events) const {
    std::vector<json::object> shown;
    for (const json::object& event : events)
      if (matches(url, event)) shown.push_back(event);
    const std::size_t at = url.find("&skip=");
    const std::size_t from = at == std::string::npos ? 0 : std::stoul(url.substr(at + 6));
    json::array items;
    for (std::size_t i = from; i < std::min(shown.size(), from + per_page); ++i) {
      items.push_back(shown[i]);
      if (url.find("$expand=") == std::string::npos)
        items.back().as_object().erase("singleValueExtendedProperties");
    }
    const bool more = shown.size() > from + per_page;
    return list(items, more ? url.substr(0, at) + "&skip=" + std::to_string(from + per_page) : "");
  }

  bool matches(const std::string& url, const json::object& event) const {
    const std::size_t at = url.find("&$filter=");
    if (at == std::string::npos) return true;
    if (lags) return false;
    const std::string filter = url.substr(at + 9, url.find("&skip=") - at - 9);
    const json::value* properties = event.if_contains("singleValueExtendedProperties");
    if (!properties) return false;
    return std::any_of(
        properties->as_array().begin(), properties->as_array().end(), [&](const json::value& each) {
          return filter.find(std::string(each.at("id").as_string()) + "' and ") !=
                     std::string::npos &&
                 filter.ends_with(" eq " + std::string(each.at("value").as_string()) + ")");
        });
  }

  Answer one(const Sent& sent, const std::string& id) {
    json::object* there = find(id);
    if (!there) return Answer::error(404, "ErrorItemNotFound");
    if (sent.method == "DELETE") {
      const std::size_t before = deleted.size();
      trash(id);
      return deleted.size() > before ? Answer{.code = 204}
                                     : Answer::error(404, "ErrorItemNotFound");
    }
    if (sent.method == "PATCH") {
      const std::string match = sent.header("If-Match");
      if (!match.empty() && match != there->at("@odata.etag").as_string())
        return Answer::error(412, "ErrorIrresolvableConflict");
      for (const auto& [name, value] : sent.json())
        if (name != "singleValueExtendedProperties") (*there)[name] = value;
      touch(*there);
    }
    return Answer::json(*there);
  }

  int version_ = 1;
};

/// With the copy "e1" in it.
inline Mailbox with_copy(const json::object& change = {}, const std::string& key = "s:deadline:1") {
  Mailbox graph;
  graph.put(event("e1", change, key));
  return graph;
}

}  // namespace relais::agenda::event::testing
