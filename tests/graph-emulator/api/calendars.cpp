#include "tests/graph-emulator/api/calendars.hpp"

#include <fmt/format.h>

#include "tests/graph-emulator/api/events.hpp"
#include "tests/graph-emulator/state/event.hpp"

namespace relais::emulator {
namespace {

constexpr std::string_view colors[] = {"auto",       "lightBlue",   "lightGreen", "lightOrange",
                                       "lightGray",  "lightYellow", "lightTeal",  "lightPink",
                                       "lightBrown", "lightRed",    "maxColor"};

constexpr Property constant(std::string_view name, std::string_view value) {
  return {.name = name, .shape = Shape::computed, .unset = value};
}

constexpr Property properties[] = {
    Property{"name", Shape::text, 255},
    {.name = "color", .shape = Shape::choice, .words = colors},
    constant("hexColor", "\"\""),
    constant("isDefaultCalendar", {}),
    Property{"changeKey", Shape::change_key},
    constant("canShare", "true"),
    constant("canViewPrivateItems", "true"),
    constant("canEdit", {}),
    constant("allowedOnlineMeetingProviders", R"(["teamsForBusiness"])"),
    constant("defaultOnlineMeetingProvider", R"("teamsForBusiness")"),
    constant("isTallyingResponses", "true"),
    constant("isRemovable", {}),
    constant("owner", {}),
};
constexpr Schema schema{"microsoft.graph.calendar", "calendars", false, properties};

std::string context(const Call& call) {
  return fmt::format("{}/v1.0/$metadata#users('{}')/calendars", call.base, call.user_segment);
}

void append_property(std::string& out, const Call& call, const Folder& calendar,
                     const Property& property) {
  const bool standard = &calendar == &call.user->mailbox.calendar();
  if (property.name == "name")
    append_json_string(out, calendar.name);
  else if (property.name == "color")
    append_json_string(out, calendar.color);
  else if (property.name == "changeKey")
    append_json_string(out, calendar.change_key);
  else if (property.name == "isDefaultCalendar")
    out += standard ? "true" : "false";
  else if (property.name == "canEdit")
    out += calendar.read_only ? "false" : "true";
  else if (property.name == "isRemovable")
    out += standard ? "false" : "true";
  else if (property.name == "owner")
    append_value(out,
                 json::object{{"name", call.user->display_name}, {"address", call.user->mail}});
  else
    out += property.unset;
}

void append_calendar(std::string& out, const Call& call, const Folder& calendar,
                     const Selection& select, std::string_view context_url) {
  out += '{';
  if (!context_url.empty()) {
    out += "\"@odata.context\":";
    append_json_string(out, context_url);
    out += ',';
  }
  out += "\"id\":";
  append_json_string(out, calendar.id);
  for (PropertyIndex i = 0; i < std::size(properties); ++i) {
    if (!select.shows(i)) continue;
    out.append(",\"").append(properties[i].name).append("\":");
    append_property(out, call, calendar, properties[i]);
  }
  out += '}';
}

Answer<Response> shown(Call& call, const Folder& calendar, int status) {
  auto query = read_query(schema, call.request.query, {.select = status == 200}, 0);
  if (!query) return refuse(query.error());
  std::string body;
  append_calendar(body, call, calendar, query->select, context(call) + "/$entity");
  return json_answer(status, std::move(body));
}

Answer<Response> list(Call& call) {
  std::string_view options = call.request.query;
  std::size_t from = 0;
  const auto scope = [&](std::string_view raw) {
    return fmt::format("calendars {} {} {}", call.user->mailbox.name(), call.request.path, raw);
  };
  if (const auto token = last_option(options, "$skiptoken")) {
    const auto payload = call.service.links.open(scope(token->before), token->value);
    if (!payload) return refuse(400, "BadRequest", "The skip token is not valid.");
    from = std::stoul(*payload);
    options = token->before;
  }
  auto query = read_query(schema, options, {.paging = true}, call.settings.max_page_size);
  if (!query) return refuse(query.error());
  if (from == 0) from = static_cast<std::size_t>(query->skip);
  const auto size = static_cast<std::size_t>(query->top.value_or(call.settings.page_size));
  Mailbox& mailbox = call.user->mailbox;
  const auto calendars = mailbox.children(mailbox.root(), FolderKind::calendar);
  std::string body = "{\"@odata.context\":";
  append_json_string(body, context(call));
  body += ",\"value\":[";
  std::size_t at = from;
  for (; at < calendars.size() && at < from + size && !call.faults.empty_page; ++at) {
    if (at > from) body += ',';
    append_calendar(body, call, *calendars[at], query->select, {});
  }
  body += ']';
  if (at < calendars.size() || call.faults.endless_next) {
    body += ",\"@odata.nextLink\":";
    append_json_string(body,
                       fmt::format("{}{}?{}{}$skiptoken={}", call.base, call.request.path, options,
                                   options.empty() ? "" : "&",
                                   call.service.links.seal(scope(options), std::to_string(at))));
  }
  body += '}';
  return json_answer(200, std::move(body));
}

Refusal name_taken() {
  return {409, "ErrorFolderExists", "A folder with the specified name already exists."};
}

Answer<Change> read_wanted(const Call& call) {
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  auto change = read_change(schema, *body);
  if (!change) return change;
  if (!change->extended.empty())
    return refuse(400, "ErrorInvalidRequest", "Extended properties of calendars are not played.");
  for (const auto& [index, value] : change->values)
    if (value.is_null() || value.as_string().empty())
      return refuse(400, "ErrorInvalidRequest", "The property must not be empty.");
  return change;
}

std::string wanted(const Change& change, std::string_view name) {
  for (const auto& [index, value] : change.values)
    if (properties[index].name == name) return std::string(value.as_string());
  return {};
}

Answer<Response> create(Call& call) {
  auto change = read_wanted(call);
  if (!change) return refuse(change.error());
  std::string name = wanted(*change, "name");
  if (name.empty()) return refuse(400, "ErrorInvalidRequest", "A calendar needs a name.");
  Mailbox& mailbox = call.user->mailbox;
  if (mailbox.child_by_name(mailbox.root(), name, FolderKind::calendar) != nullptr)
    return refuse(name_taken());
  if (!call.request.query.empty())
    return refuse(400, "BadRequest", "Query options are not supported by this request.");
  Folder& made = mailbox.add_folder(mailbox.root(), std::move(name), FolderKind::calendar);
  if (std::string color = wanted(*change, "color"); !color.empty()) made.color = std::move(color);
  return shown(call, made, 201);
}

Answer<Response> update(Call& call, Folder& calendar) {
  auto change = read_wanted(call);
  if (!change) return refuse(change.error());
  auto query = read_query(schema, call.request.query, {}, 0);
  if (!query) return refuse(query.error());
  Mailbox& mailbox = call.user->mailbox;
  const std::string name = wanted(*change, "name");
  if (!name.empty()) {
    const Folder* other = mailbox.child_by_name(mailbox.root(), name, FolderKind::calendar);
    if (other != nullptr && other != &calendar) return refuse(name_taken());
    if (&calendar == &mailbox.calendar())
      return refuse(403, "ErrorAccessDenied", "A distinguished folder cannot be renamed.");
    calendar.name = name;
  }
  if (std::string color = wanted(*change, "color"); !color.empty())
    calendar.color = std::move(color);
  mailbox.touched(calendar);
  return shown(call, calendar, 200);
}

std::int64_t invitations_in(const Folder& calendar) {
  std::int64_t all = 0;
  for (const auto& [place, item] : calendar.items) all += invitations_of(item->values);
  return all;
}

Answer<Response> remove(Call& call, Folder& calendar, bool permanently) {
  Mailbox& mailbox = call.user->mailbox;
  if (&calendar == &mailbox.calendar())
    return refuse(400, "ErrorDeleteDistinguishedFolder",
                  "Distinguished folders cannot be deleted.");
  if (!call.request.query.empty())
    return refuse(400, "BadRequest", "Query options are not supported by this request.");
  if (!permanently && !mailbox.alive(calendar))
    return refuse(404, "ErrorItemNotFound", "The specified object was not found in the store.");
  if (!permanently && mailbox.child_by_name(mailbox.deleted_items(), calendar.name,
                                            FolderKind::calendar) != nullptr)
    return refuse(name_taken());
  call.service.invitations += invitations_in(calendar);
  if (permanently)
    mailbox.purge_folder(calendar);
  else
    mailbox.move_folder(calendar, mailbox.deleted_items());
  return json_answer(204, {});
}

Answer<Response> one(Call& call, Folder& calendar, Segments rest) {
  const std::string& method = call.request.method;
  if (rest.empty()) {
    if (method == "GET") return shown(call, calendar, 200);
    if (method == "PATCH") return update(call, calendar);
    if (method == "DELETE") return remove(call, calendar, false);
    return refuse(wrong_method());
  }
  if (calendar.read_only)
    return refuse(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
  if (rest[0] == "events") return answer_events(call, &calendar, rest.subspan(1));
  if (rest[0] == "calendarView") return answer_calendar_view(call, &calendar, rest.subspan(1));
  if (rest[0] == "permanentDelete" && rest.size() == 1) {
    if (method != "POST") return refuse(wrong_method());
    return remove(call, calendar, true);
  }
  return refuse(no_such_segment(rest[0]));
}

}  // namespace

bool is_calendar_segment(std::string_view segment) {
  return segment == "events" || segment == "calendar" || segment == "calendars" ||
         segment == "calendarView";
}

Answer<Response> answer_calendars(Call& call, Segments rest) {
  auto prefer = read_preferences(call.request.headers);
  if (!prefer) return refuse(prefer.error());
  call.prefer = std::move(*prefer);
  const std::string& method = call.request.method;
  Mailbox& mailbox = call.user->mailbox;
  const Segments below = rest.subspan(1);
  if (rest[0] == "events") return answer_events(call, nullptr, below);
  if (rest[0] == "calendarView") return answer_calendar_view(call, nullptr, below);
  if (rest[0] == "calendar") return one(call, mailbox.calendar(), below);
  if (below.empty()) {
    if (method == "GET") return list(call);
    if (method == "POST") return create(call);
    return refuse(wrong_method());
  }
  if (!looks_like_id(below[0])) return refuse(400, "ErrorInvalidIdMalformed", "Id is malformed.");
  // As with items, Deleted Items is a place like any other: what lies there answers by its id.
  Folder* calendar = mailbox.folder_by_id(below[0]);
  if (calendar == nullptr || calendar->kind != FolderKind::calendar)
    return refuse(404, "ErrorItemNotFound", "The specified object was not found in the store.");
  return one(call, *calendar, below.subspan(1));
}

}  // namespace relais::emulator
