#include "plugins/agenda/event/listing.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "plugins/agenda/event/kinds.hpp"
#include "plugins/agenda/event/request.hpp"
#include "plugins/graph/extended.hpp"
#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"

namespace relais::agenda::event {
namespace {

namespace json = boost::json;
using sdk::Status;

constexpr std::string_view list_events = "list the events of a calendar";
/// First pages that are held at a time.
constexpr std::size_t abreast = 8;

struct Part {
  std::string calendar;
  sdk::Request first;
};

graph::Url page_of(const Settings& settings, const Calendars& calendars,
                   const std::string& calendar, const std::string& select) {
  graph::Url url = calendars.events(calendar);
  url.option("$select", select).option("$top", std::to_string(settings.page_size));
  return url;
}

sdk::Failure refused(graph::Refusal refusal) {
  // Whether the calendar is gone or the service is busy: the listing is not whole.
  if (refusal.status == Status::not_found) refusal.status = Status::transient;
  return graph::failure(refusal, list_events);
}

void follow(const sdk::Host& host, const Part& part, const std::string& link,
            const OnPage& on_page) {
  sdk::Request next = part.first;
  next.url = link;
  graph::for_each_page(host, next, list_events,
                       [&](const graph::Page& page) { on_page(page.items, part.calendar); });
}

/// Reads all parts, the first pages of several in one go. Answers those that cannot be searched.
std::vector<Part> read(const sdk::Host& host, std::span<const Part> parts, const OnPage& on_page) {
  std::vector<Part> unsearchable;
  while (!parts.empty()) {
    const auto slice = parts.first(std::min(abreast, parts.size()));
    parts = parts.subspan(slice.size());
    std::vector<sdk::Request> requests;
    for (const Part& part : slice) requests.push_back(part.first);
    host.stop_if_cancelled();
    const std::vector<sdk::Response> responses = host.http().send(requests);
    std::vector<std::pair<const Part*, graph::Page>> pages;
    for (std::size_t i = 0; i < slice.size(); ++i) {
      if (cannot_search(responses[i]))
        unsearchable.push_back(slice[i]);
      else if (const auto refusal = graph::refusal_of(responses[i], graph::Doing::read))
        throw refused(*refusal);
      else
        pages.emplace_back(&slice[i], graph::read_page(responses[i].body(), list_events));
    }
    for (const auto& [part, page] : pages) {
      on_page(page.items, part->calendar);
      if (!page.next_link.empty()) follow(host, *part, page.next_link, on_page);
    }
  }
  return unsearchable;
}

json::array exported(const json::array& events, const Settings& settings) {
  json::array ours;
  for (const json::value& event : events)
    if (is_exported(graph::key_of(event.get_object()), settings)) ours.push_back(event);
  return ours;
}

}  // namespace

void list_ours(const sdk::Host& host, const Settings& settings, Calendars& calendars,
               const std::string& select, const OnPage& on_page) {
  std::vector<Part> parts;
  for (const Calendar& each : calendars.all())
    for (const Kind kind : settings.kinds) {
      auto url = page_of(settings, calendars, each.id, select);
      url.option("$expand", graph::expand()).option("$filter", graph::filter_by_tag(tag_of(kind)));
      parts.push_back({each.id, ask(url)});
    }
  std::vector<std::string> unsearchable;
  for (const Part& part : read(host, parts, on_page))
    if (std::find(unsearchable.begin(), unsearchable.end(), part.calendar) == unsearchable.end())
      unsearchable.push_back(part.calendar);
  for (const std::string& calendar : unsearchable) {
    auto url = page_of(settings, calendars, calendar, select);
    url.option("$expand", graph::expand());
    graph::for_each_page(host, ask(url), list_events, [&](const graph::Page& page) {
      on_page(exported(page.items, settings), calendar);
    });
  }
}

void list_ids(const sdk::Host& host, const Settings& settings, Calendars& calendars,
              const OnPage& on_page) {
  for (const Calendar& each : calendars.all()) {
    auto url = page_of(settings, calendars, each.id, "id");
    url.option("$expand", graph::expand());
    graph::for_each_page(host, ask(url), list_events,
                         [&](const graph::Page& page) { on_page(page.items, each.id); });
  }
}

bool cannot_search(const sdk::Response& response) {
  const auto refusal = graph::refusal_of(response, graph::Doing::read);
  if (!refusal) return false;
  return refusal->status == Status::item || refusal->http == 500 || refusal->http == 501 ||
         refusal->http == 504;
}

}  // namespace relais::agenda::event
