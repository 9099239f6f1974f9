#include "tests/graph-emulator/state/todo_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/graph-emulator/state/todo_recurrence.hpp"
#include "tests/graph-emulator/state/zone.hpp"

namespace relais::emulator {
namespace {

constexpr std::size_t line = 255;

constexpr std::array task_properties = {
    Property{"title", Shape::text, line},
    Property{"body", Shape::text},
    Property{"status", Shape::text},
    Property{"importance", Shape::text},
    Property{"dueDateTime", Shape::text},
    Property{"startDateTime", Shape::text},
    Property{"reminderDateTime", Shape::text},
    Property{"completedDateTime", Shape::text},
    Property{"isReminderOn", Shape::text},
    Property{"recurrence", Shape::text},
    Property{"categories", Shape::texts, line},
    Property{"hasAttachments", Shape::text},
    Property{"createdDateTime", Shape::created},
    Property{"lastModifiedDateTime", Shape::modified},
    Property{"bodyLastModifiedDateTime", Shape::modified},
};

constexpr std::array list_properties = {
    Property{"displayName", Shape::text, line},
    Property{"isOwner", Shape::created},
    Property{"isShared", Shape::created},
    Property{"wellknownListName", Shape::created},
};

constexpr std::array linked_properties = {
    Property{"applicationName", Shape::text, line},
    Property{"displayName", Shape::text, line},
    Property{"externalId", Shape::text, line},
    Property{"webUrl", Shape::text, 2048},
};

constexpr Schema linked_schema{"microsoft.graph.linkedResource", "linkedResources", false,
                               linked_properties};

constexpr std::array<std::string_view, 5> statuses = {"notStarted", "inProgress", "completed",
                                                      "waitingOnOthers", "deferred"};
constexpr std::array<std::string_view, 3> importances = {"low", "normal", "high"};
constexpr std::array<std::string_view, 2> content_types = {"text", "html"};

template <std::size_t size>
bool is_one_of(const json::value& value, const std::array<std::string_view, size>& known) {
  return value.is_string() &&
         std::find(known.begin(), known.end(), value.get_string()) != known.end();
}

/// By the rules for Outlook items: strings, and not too long.
bool is_text(std::string_view property, const json::value& value) {
  return read_change(task_schema(), {{property, value}}).has_value();
}

bool is_title(const json::value& value) {
  return value.is_string() && !value.get_string().empty() && is_text("title", value);
}

bool is_body(const json::value& value) {
  const json::object* body = value.if_object();
  return body != nullptr && body->size() == 2 && body->contains("content") &&
         body->at("content").is_string() && body->contains("contentType") &&
         is_one_of(body->at("contentType"), content_types);
}

bool is_date_time(const json::value& value) {
  const json::object* object = value.if_object();
  return object != nullptr && object->size() == 2 && object->contains("dateTime") &&
         object->contains("timeZone") && parse_wall(string_at(*object, "dateTime")) &&
         find_zone(string_at(*object, "timeZone")) != nullptr;
}

struct Rule {
  std::string_view name;
  bool (*holds)(const json::value&);
  bool may_clear;
};

constexpr std::array rules = {
    Rule{"title", is_title, false},
    Rule{"body", is_body, true},
    Rule{"status", [](const json::value& value) { return is_one_of(value, statuses); }, false},
    Rule{"importance", [](const json::value& value) { return is_one_of(value, importances); },
         false},
    Rule{"dueDateTime", is_date_time, true},
    Rule{"startDateTime", is_date_time, true},
    Rule{"reminderDateTime", is_date_time, true},
    Rule{"completedDateTime", is_date_time, true},
    Rule{"isReminderOn", [](const json::value& value) { return value.is_bool(); }, false},
    Rule{"recurrence", is_task_recurrence, true},
    Rule{"categories", [](const json::value& value) { return is_text("categories", value); },
         false},
};

/// Nothing is refused; otherwise what is wrong with the property.
std::optional<std::string> fault_of(std::string_view name, const json::value& value) {
  const auto* const rule =
      std::find_if(rules.begin(), rules.end(), [&](const Rule& one) { return one.name == name; });
  if (rule == rules.end()) {
    if (task_schema().find(name) != nullptr) return fmt::format("'{}' is read-only", name);
    return fmt::format("a task has no property '{}', or it cannot be written here", name);
  }
  if (value.is_null() ? rule->may_clear : rule->holds(value)) return std::nullopt;
  return fmt::format("'{}' is of a wrong type or out of its limits", name);
}

bool is_set(const json::object& values, std::string_view key) { return values.contains(key); }

bool is_completed(const json::object& values) { return string_at(values, "status") == "completed"; }

/// The values after the change, with what the service itself makes of it.
Answer<json::object> changed(const json::object& old, const json::object& change, Millis now) {
  json::object values = old;
  for (const auto& [key, value] : change) {
    if (key == "@odata.type" || key == "linkedResources") continue;
    if (const auto fault = fault_of(key, value)) return refuse(invalid_model(*fault));
    if (value.is_null())
      values.erase(key);
    else
      values[key] = value;
  }
  if (!is_completed(values)) {
    const json::value* completed = change.if_contains("completedDateTime");
    if (completed != nullptr && !completed->is_null())
      return refuse(invalid_model("'completedDateTime' of a task that is not completed"));
    values.erase("completedDateTime");
  } else if (!is_set(values, "completedDateTime")) {
    if (change.contains("completedDateTime"))
      return refuse(invalid_model("a completed task without 'completedDateTime'"));
    values["completedDateTime"] =
        json::object{{"dateTime", format_wall(midnight(now))}, {"timeZone", "UTC"}};
  }
  const json::value* reminded = values.if_contains("isReminderOn");
  if (reminded != nullptr && reminded->get_bool() && !is_set(values, "reminderDateTime"))
    return refuse(invalid_model("'isReminderOn' without 'reminderDateTime'"));
  if (is_set(values, "recurrence") && !is_set(values, "dueDateTime"))
    return refuse(invalid_model("'recurrence' without 'dueDateTime'"));
  return values;
}

Answer<> check_type(const json::object& body, const Schema& schema) {
  const json::value* type = body.if_contains("@odata.type");
  if (type == nullptr ||
      (type->is_string() && type->get_string() == "#" + std::string(schema.type)))
    return {};
  return refuse(invalid_model("the body says that it is of another type"));
}

/// The rules for Outlook items would let them pass.
Answer<> refuse_extended(const json::object& body) {
  if (body.contains("singleValueExtendedProperties"))
    return refuse(invalid_model("To Do has no extended properties"));
  return {};
}

/// Everything but the web address must be there, and say something.
Answer<json::object> linked_values(json::object values, const json::object& body) {
  if (auto checked = refuse_extended(body); !checked) return refuse(checked.error());
  if (const auto read = read_change(linked_schema, body); !read)
    return refuse(invalid_model(read.error().message));
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

Answer<TodoTask*> create_task(Todo& todo, TodoList& list, const json::object& body, Millis now) {
  if (auto typed = check_type(body, task_schema()); !typed) return refuse(typed.error());
  if (!body.contains("title")) return refuse(invalid_model("a task needs a 'title'"));
  auto linked = read_linked(body);
  if (!linked) return refuse(linked.error());
  auto values = changed({}, body, now);
  if (!values) return refuse(values.error());
  TodoTask& task = todo.add(list, std::move(*values), now);
  if (*linked) todo.link(task, std::move(**linked));
  return &task;
}

Answer<> update_task(Todo& todo, TodoTask& task, const json::object& body, Millis now) {
  if (auto typed = check_type(body, task_schema()); !typed) return typed;
  if (body.contains("linkedResources"))
    return refuse(invalid_model("'linkedResources' cannot be written with the task"));
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
  if (auto checked = refuse_extended(body); !checked) return refuse(checked.error());
  if (const auto read = read_change(list_schema(), body); !read)
    return refuse(invalid_model(read.error().message));
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
