// calendarView: single events and the occurrences of series within a window of time.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "tests/graph-emulator/api/events.hpp"
#include "tests/graph-emulator/http/url.hpp"
#include "tests/graph-emulator/state/event.hpp"
#include "tests/graph-emulator/state/series.hpp"

namespace relais::emulator {
namespace {

struct Window {
  Millis from = 0;
  Millis to = 0;
};

struct ViewRequest {
  Window window;
  ItemQuery query;
  std::string_view options;  ///< raw query without the token
  std::size_t skip = 0;
};

/// With a 'Z', or without anything, which means the same.
std::optional<Millis> parse_instant(std::string_view text) {
  const auto wall = parse_wall(text.ends_with('Z') ? text.substr(0, text.size() - 1) : text);
  return wall;
}

/// Takes startDateTime and endDateTime out of the raw options; what is left is as anywhere.
Answer<Window> take_window(std::string_view options, std::string& rest) {
  std::optional<Millis> from, to;
  while (!options.empty()) {
    const std::size_t end = options.find('&');
    const std::string_view part = options.substr(0, end);
    options.remove_prefix(end == std::string_view::npos ? options.size() : end + 1);
    const std::string_view name = part.substr(0, part.find('='));
    const bool start = name == "startDateTime";
    if (!start && name != "endDateTime") {
      rest.append(rest.empty() ? "" : "&").append(part);
      continue;
    }
    auto& bound = start ? from : to;
    const auto text = percent_decode(part.substr(std::min(part.size(), name.size() + 1)));
    if (bound || !text)
      return refuse(400, "ErrorInvalidParameter", "The time window is not valid.");
    bound = parse_instant(*text);
    if (!bound) return refuse(400, "ErrorInvalidParameter", "The time window is not valid.");
  }
  if (!from || !to) return refuse(needs_time_window());
  if (*to < *from)
    return refuse(400, "ErrorInvalidParameter", "The time window ends before it starts.");
  return Window{*from, *to};
}

std::string view_scope(const Call& call, std::string_view options) {
  return fmt::format("view {} {} {}", call.user->mailbox.name(), call.request.path, options);
}

Answer<ItemQuery> read_options(const Call& call, const std::string& raw) {
  const auto options = parse_query(raw);
  for (const Option& option : options.value_or(std::vector<Option>{}))
    if (option.name == "$filter" &&
        option.value.find("singleValueExtendedProperties") != std::string::npos)
      return refuse(500, "ErrorInternalServerError", "An internal server error occurred.");
  return read_query(event_schema(), raw, {.expand = true, .paging = true},
                    call.settings.max_page_size);
}

Answer<ViewRequest> read_request(const Call& call) {
  ViewRequest request{{}, {}, call.request.query, 0};
  bool continued = false;
  if (const auto token = last_option(call.request.query, "$skiptoken")) {
    const auto payload = call.service.links.open(view_scope(call, token->before), token->value);
    if (!payload) return refuse(400, "BadRequest", "The skip token is not valid.");
    std::from_chars(payload->data(), payload->data() + payload->size(), request.skip);
    request.options = token->before;
    continued = true;
  }
  std::string rest;
  auto window = take_window(request.options, rest);
  if (!window) return refuse(window.error());
  request.window = *window;
  auto query = read_options(call, rest);
  if (!query) return refuse(query.error());
  request.query = std::move(*query);
  if (!continued) request.skip = static_cast<std::size_t>(request.query.skip);
  return request;
}

/// All-day events are days of UTC here.
std::pair<Millis, Millis> span_of(const Occurrence& one) {
  if (one.all_day) return {one.start.wall, one.end.wall};
  return {one.start.instant(), one.end.instant()};
}

std::vector<Occurrence> seen(const Folder& calendar, const Window& window) {
  const auto day = [](Millis instant) {
    return date::local_days{date::days{midnight(instant) / day_ms}};
  };
  std::vector<Occurrence> all;
  for (const auto& [place, item] : calendar.items)
    for (Occurrence& one : occurrences_of(*item, day(window.from), day(window.to))) {
      const auto [start, end] = span_of(one);
      if (start < window.to && (end > window.from || (start == end && start == window.from)))
        all.push_back(std::move(one));
    }
  std::stable_sort(all.begin(), all.end(), [](const Occurrence& left, const Occurrence& right) {
    return span_of(left).first < span_of(right).first;
  });
  return all;
}

std::string entry(const Call& call, const Occurrence& one, const ItemQuery& query,
                  const PropertyWriter& writer) {
  Item item = item_of(one);
  if (one.date) item.values.set(event::series_master, json::value(one.event->id(call.ids)));
  std::string text;
  append_item(text, item,
              {.ids = call.ids,
               .select = &query.select,
               .expand = query.expand.empty() ? nullptr : &query.expand,
               .context = {},
               .writer = &writer});
  return text;
}

Answer<Response> view(Call& call, Folder* calendar) {
  auto request = read_request(call);
  if (!request) return refuse(request.error());
  const auto all =
      seen(calendar != nullptr ? *calendar : call.user->mailbox.calendar(), request->window);
  const std::int64_t wished = std::min(call.prefer.page_size.value_or(call.settings.page_size),
                                       call.settings.max_page_size);
  const std::size_t end =
      request->skip + static_cast<std::size_t>(request->query.top.value_or(wished));
  const PropertyWriter writer = event_kind().writer(call);
  std::string body = "{\"@odata.context\":";
  append_json_string(body, fmt::format("{}/v1.0/$metadata#users('{}')/calendarView", call.base,
                                       call.user_segment));
  body += ",\"value\":[";
  std::size_t at = request->skip;
  for (; at < all.size() && at < end && !call.faults.empty_page; ++at) {
    if (at > request->skip) body += ',';
    body += entry(call, all[at], request->query, writer);
  }
  body += ']';
  if (at < all.size() || call.faults.endless_next) {
    body += ",\"@odata.nextLink\":";
    append_json_string(
        body, fmt::format(
                  "{}{}?{}&$skiptoken={}", call.base, call.request.path, request->options,
                  call.service.links.seal(view_scope(call, request->options), std::to_string(at))));
  }
  body += '}';
  return json_answer(200, std::move(body));
}

}  // namespace

Answer<Response> answer_calendar_view(Call& call, Folder* calendar, Segments rest) {
  if (call.request.method != "GET") return refuse(wrong_method());
  if (rest.empty()) return view(call, calendar);
  if (rest[0] != "delta" || rest.size() > 1) return refuse(no_such_segment(rest[0]));
  std::string others;
  if (auto window = take_window(call.request.query, others); !window) return refuse(window.error());
  return refuse(400, "BadRequest", "Change tracking of calendarView is not played.");
}

}  // namespace relais::emulator
