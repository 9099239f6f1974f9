#include "tests/graph-emulator/state/todo_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/graph-emulator/state/event_body.hpp"
#include "tests/graph-emulator/state/moment.hpp"
#include "tests/graph-emulator/state/recurrence.hpp"

namespace relais::emulator {
namespace {

constexpr std::size_t line = 255;

constexpr std::array<std::string_view, 5> statuses = {"notStarted", "inProgress", "completed",
                                                      "waitingOnOthers", "deferred"};
constexpr std::array<std::string_view, 3> importances = {"low", "normal", "high"};

/// A date and a zone: the time of day means nothing, so it need not exist there.
Answer<json::value> check_day(std::string_view name, const json::value& value) {
  if (value.is_null()) return value;
  const json::object* object = value.if_object();
  if (object == nullptr || object->size() != 2 || !object->contains("dateTime") ||
      !object->contains("timeZone") || !parse_wall(string_at(*object, "dateTime")) ||
      find_zone(string_at(*object, "timeZone")) == nullptr)
    return wrong_type(name, "microsoft.graph.dateTimeTimeZone");
  return value;
}

Answer<json::value> check_time(std::string_view name, const json::value& value) {
  return value.is_null() ? value : check_moment(name, value);
}

constexpr Property own(std::string_view name,
                       Answer<json::value> (*check)(std::string_view, const json::value&)) {
  return {.name = name, .shape = Shape::own, .check = check};
}

constexpr Property choice(std::string_view name, std::span<const std::string_view> words) {
  return {.name = name, .shape = Shape::choice, .words = words};
}

constexpr std::array task_properties = {
    Property{"title", Shape::text, line},
    own("body", check_body),
    choice("status", statuses),
    choice("importance", importances),
    own("dueDateTime", check_day),
    own("startDateTime", check_day),
    own("reminderDateTime", check_time),
    own("completedDateTime", check_day),
    Property{"isReminderOn", Shape::flag},
    own("recurrence", check_recurrence),
    Property{"categories", Shape::texts, line},
    Property{"hasAttachments", Shape::computed},
    Property{"createdDateTime", Shape::created},
    Property{"lastModifiedDateTime", Shape::modified},
    Property{"bodyLastModifiedDateTime", Shape::computed},
};

constexpr std::array list_properties = {
    Property{"displayName", Shape::text, line},
    Property{"isOwner", Shape::computed},
    Property{"isShared", Shape::computed},
    Property{"wellknownListName", Shape::computed},
};

constexpr std::array linked_properties = {
    Property{"applicationName", Shape::text, line},
    Property{"displayName", Shape::text, line},
    Property{"externalId", Shape::text, line},
    Property{"webUrl", Shape::text, 2048},
};

constexpr Schema linked_schema{"microsoft.graph.linkedResource", "linkedResources", false,
                               linked_properties};

/// The rules of Outlook items, which have extended properties, but the words of To Do.
Answer<Change> read_strictly(const Schema& schema, const json::object& body) {
  if (body.contains("singleValueExtendedProperties"))
    return refuse(invalid_model("To Do has no extended properties"));
  auto change = read_change(schema, body);
  if (!change) return refuse(invalid_model(change.error().message));
  return change;
}

bool is_set(const json::object& values, std::string_view key) { return values.contains(key); }

bool is_completed(const json::object& values) { return string_at(values, "status") == "completed"; }

/// What the service itself says of a task's completion.
Answer<> settle_completion(json::object& values, const json::object& given, Millis now) {
  const json::value* completed = given.if_contains("completedDateTime");
  if (!is_completed(values)) {
    if (completed != nullptr && !completed->is_null())
      return refuse(invalid_model("'completedDateTime' of a task that is not completed"));
    values.erase("completedDateTime");
  } else if (!is_set(values, "completedDateTime")) {
    if (completed != nullptr)
      return refuse(invalid_model("a completed task without 'completedDateTime'"));
    values["completedDateTime"] =
        json::object{{"dateTime", format_wall(midnight(now))}, {"timeZone", "UTC"}};
  }
  return {};
}

/// The values after the change, with what the service makes of it.
Answer<json::object> changed(json::object values, const json::object& given, Millis now) {
  const auto change = read_strictly(task_schema(), given);
  if (!change) return refuse(change.error());
  for (const auto& [index, value] : change->values) {
    const std::string_view name = task_schema().properties[index].name;
    if (value.is_null())
      values.erase(name);
    else
      values[name] = value;
  }
  if (string_at(values, "title").empty()) return refuse(invalid_model("a task needs a 'title'"));
  if (auto settled = settle_completion(values, given, now); !settled)
    return refuse(settled.error());
  const json::value* reminded = values.if_contains("isReminderOn");
  if (reminded != nullptr && reminded->get_bool() && !is_set(values, "reminderDateTime"))
    return refuse(invalid_model("'isReminderOn' without 'reminderDateTime'"));
  if (is_set(values, "recurrence") && !is_set(values, "dueDateTime"))
    return refuse(invalid_model("'recurrence' without 'dueDateTime'"));
  return values;
}

/// Everything but the web address must be there, and say something.
Answer<json::object> linked_values(json::object values, const json::object& body) {
  if (const auto read = read_strictly(linked_schema, body); !read) return refuse(read.error());
  for (const auto& [key, value] : body)
    if (key != "@odata.type") values[key] = value;
  for (const std::string_view needed : {"applicationName", "displayName", "externalId"})
    if (string_at(values, needed).empty())
      return refuse(invalid_model(fmt::format("a linked resource without '{}'", needed)));
  const auto url = string_at(values, "webUrl");
  if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://"))
    return refuse(invalid_model("'webUrl' is not absolute"));
  return values;
}

Refusal too_many_linked() {
  return {400, "invalidRequest", "Only one item in linkedResources is allowed.", -1,
          "InvalidModel"};
}

/// Of a create: nothing, or the values of the one that is allowed.
Answer<std::optional<json::object>> read_linked(const json::object& body) {
  const json::value* value = body.if_contains("linkedResources");
  if (value == nullptr) return std::nullopt;
  if (!value->is_array()) return refuse(invalid_model("'linkedResources' is not a collection"));
  const json::array& entries = value->get_array();
  if (entries.size() > 1) return refuse(too_many_linked());
  if (entries.empty()) return std::nullopt;
  if (!entries[0].is_object()) return refuse(invalid_model("a linked resource is an object"));
  auto values = linked_values({}, entries[0].get_object());
  if (!values) return refuse(values.error());
  return std::move(*values);
}

}  // namespace

const Schema& task_schema() {
  static constexpr Schema schema{"microsoft.graph.todoTask", "tasks", false, task_properties};
  return schema;
}

const Schema& list_schema() {
  static constexpr Schema schema{"microsoft.graph.todoTaskList", "lists", false, list_properties};
  return schema;
}

Refusal invalid_model(std::string detail) {
  return {400, "invalidRequest", "Invalid request", -1, "InvalidModel", std::move(detail)};
}

Answer<TodoTask*> create_task(Todo& todo, TodoList& list, json::object body, Millis now) {
  auto linked = read_linked(body);
  if (!linked) return refuse(linked.error());
  body.erase("linkedResources");
  auto values = changed({}, body, now);
  if (!values) return refuse(values.error());
  TodoTask& task = todo.add(list, std::move(*values), now);
  if (*linked) todo.link(task, std::move(**linked));
  return &task;
}

Answer<> update_task(Todo& todo, TodoTask& task, const json::object& body, Millis now) {
  auto values = changed(task.values, body, now);
  if (!values) return refuse(values.error());
  task.values = std::move(*values);
  if (body.contains("body")) task.body_modified = now;
  todo.touched(task, now);
  return {};
}

Answer<LinkedResource*> create_linked(Todo& todo, TodoTask& task, const json::object& body,
                                      Millis now) {
  auto values = linked_values({}, body);
  if (!values) return refuse(values.error());
  if (!task.linked.empty()) return refuse(too_many_linked());
  LinkedResource& linked = todo.link(task, std::move(*values));
  todo.touched(task, now);
  return &linked;
}

Answer<> update_linked(Todo& todo, TodoTask& task, LinkedResource& linked, const json::object& body,
                       Millis now) {
  auto values = linked_values(linked.values, body);
  if (!values) return refuse(values.error());
  linked.values = std::move(*values);
  todo.touched(task, now);
  return {};
}

Answer<std::string> read_list_name(const json::object& body) {
  if (const auto read = read_strictly(list_schema(), body); !read) return refuse(read.error());
  const auto name = string_at(body, "displayName");
  if (name.empty()) return refuse(invalid_model("a list needs a 'displayName'"));
  return std::string(name);
}

std::optional<Millis> task_instant(const TodoTask& task, std::string_view property,
                                   bool whole_days) {
  const json::value* value = task.values.if_contains(property);
  if (value == nullptr) return std::nullopt;
  const json::object& object = value->get_object();
  const Wall wall = *parse_wall(string_at(object, "dateTime"));
  return to_utc(whole_days ? midnight(wall) : wall, *find_zone(string_at(object, "timeZone")));
}

}  // namespace relais::emulator
