// How To Do shows what it holds.
#include "tests/graph-emulator/api/todo_parts.hpp"
#include "tests/graph-emulator/state/event_body.hpp"
#include "tests/graph-emulator/state/zone.hpp"

namespace relais::emulator {
namespace {

std::string etag(const std::string& change_key) { return "W/\"" + change_key + "\""; }

std::string instant_text(Millis instant) {
  return format_wall(instant) + "Z";  // 7 digits
}

json::object utc(Wall wall) { return {{"dateTime", format_wall(wall)}, {"timeZone", "UTC"}}; }

/// A due date is a date: its midnight in the zone that it was written with, converted to UTC and,
/// once it is read again, cut to the date that this instant has there.
json::object whole_day(Millis instant, const TodoView& view) {
  return utc(view.cut_dates && !view.fresh ? midnight(instant) : instant);
}

/// A text is read back with other line breaks than it was sent with.
json::object body(const json::object& values, bool fresh) {
  const json::value* written = values.if_contains("body");
  if (written == nullptr) return {{"content", ""}, {"contentType", "text"}};
  const json::object& body = written->get_object();
  if (fresh || string_at(body, "contentType") == "html") return body;
  return {{"content", text_of(body)}, {"contentType", "text"}};
}

/// Nothing: the service leaves it out.
std::optional<json::value> property_of(const TodoTask& task, std::string_view name,
                                       const TodoView& view) {
  const json::object& values = task.values;
  if (name == "body") return body(values, view.fresh);
  if (name == "createdDateTime") return json::value(instant_text(task.created));
  if (name == "lastModifiedDateTime") return json::value(instant_text(task.modified));
  if (name == "bodyLastModifiedDateTime") return json::value(instant_text(task.body_modified));
  if (name == "hasAttachments") return json::value(false);
  if (name == "dueDateTime" || name == "startDateTime" || name == "completedDateTime") {
    const auto instant = task_instant(task, name, true);
    return instant ? std::optional<json::value>(whole_day(*instant, view)) : std::nullopt;
  }
  if (name == "reminderDateTime") {
    const auto instant = task_instant(task, name, false);
    return instant ? std::optional<json::value>(utc(*instant)) : std::nullopt;
  }
  if (const json::value* value = values.if_contains(name)) return *value;
  if (name == "status") return json::value("notStarted");
  if (name == "importance") return json::value("normal");
  if (name == "isReminderOn") return json::value(false);
  if (name == "categories") return json::value(json::array{});
  return std::nullopt;
}

std::string_view name_of(Wellknown wellknown) {
  if (wellknown == Wellknown::default_list) return "defaultList";
  return wellknown == Wellknown::flagged_emails ? "flaggedEmails" : "none";
}

}  // namespace

json::object show_task(const TodoTask& task, const TodoView& view) {
  json::object shown{{"@odata.etag", etag(task.change_key)}, {"id", task.id}};
  const Schema& schema = task_schema();
  for (PropertyIndex i = 0; i < schema.properties.size(); ++i) {
    const std::string_view name = schema.properties[i].name;
    if (view.partial ? name != "status" : view.select != nullptr && !view.select->shows(i))
      continue;
    if (auto value = property_of(task, name, view)) shown[name] = std::move(*value);
  }
  if (view.linked) {
    json::array all;
    for (const LinkedResource& linked : task.linked) all.push_back(show_linked(linked));
    shown["linkedResources"] = std::move(all);
  }
  return shown;
}

json::object show_list(const TodoList& list, const TodoView& view) {
  json::object shown{{"@odata.etag", etag(list.change_key)}, {"id", list.id}};
  const json::object all{{"displayName", list.name},
                         {"isOwner", true},
                         {"isShared", false},
                         {"wellknownListName", name_of(list.wellknown)}};
  for (const auto& [name, value] : all)
    if (view.partial ? name == "displayName"
                     : view.select == nullptr || view.select->shows(list_schema().index(name)))
      shown[name] = value;
  return shown;
}

json::object show_linked(const LinkedResource& linked) {
  json::object shown{{"id", linked.id}};
  for (const std::string_view name : {"webUrl", "applicationName", "displayName", "externalId"}) {
    const json::value* value = linked.values.if_contains(name);
    shown[name] = value != nullptr ? *value : json::value(nullptr);
  }
  return shown;
}

}  // namespace relais::emulator
