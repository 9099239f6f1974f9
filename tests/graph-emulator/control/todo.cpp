#include "tests/graph-emulator/control/todo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/graph-emulator/api/todo_parts.hpp"
#include "tests/graph-emulator/control/agenda.hpp"
#include "tests/graph-emulator/control/read.hpp"

namespace relais::emulator {
namespace {

constexpr std::array<std::string_view, 9> todo_verbs = {
    "create_task", "update_task", "tick_task",   "untick_task", "delete_task",
    "move_task",   "create_list", "rename_list", "delete_list"};

/// By id or name; "" is the default list.
Result<TodoList*> find_list(Todo& todo, std::string_view name) {
  if (name.empty()) return &todo.default_list();
  for (const auto& [place, list] : todo.lists())
    if (list->id == name || list->name == name) return list.get();
  return fail(Errc::not_found, "there is no such list");
}

Result<json::object> on_list(Todo& todo, std::string_view verb, const json::object& action) {
  const std::string name(string_at(action, "name"));
  if (verb == "create_list") return json::object{{"id", todo.add_list(name).id}};
  RELAIS_ASSIGN(TodoList * list, find_list(todo, string_at(action, "list")));
  if (list->wellknown != Wellknown::none)
    return fail(Errc::usage, "a well-known list cannot be renamed or deleted");
  if (verb == "rename_list")
    todo.rename(*list, name);
  else
    todo.remove(*list);
  return json::object{};
}

Result<json::object> on_task(Todo& todo, std::string_view verb, const json::object& action,
                             Millis now) {
  TodoTask* task = todo.task_by_id(string_at(action, "task"));
  if (task == nullptr) return fail(Errc::not_found, "there is no such task");
  if (verb == "delete_task") {
    todo.remove(*task);
    return json::object{};
  }
  if (verb == "move_task") {
    RELAIS_ASSIGN(TodoList * target, find_list(todo, string_at(action, "list")));
    todo.move(*task, *target, now);
    return json::object{{"id", task->id}};
  }
  const json::object ticked{{"status", verb == "tick_task" ? "completed" : "notStarted"}};
  const auto updated =
      update_task(todo, *task, verb == "update_task" ? set_of(action) : ticked, now);
  if (!updated) return fail(error_of(updated.error()));
  set_hidden(task->owner, action);
  return json::object{{"id", task->id}};
}

/// As it was written, not as the service shows it.
json::object describe(const TodoTask& task) {
  json::object shown = show_task(task, {.linked = true, .fresh = true});
  shown["list"] = task.list->id;
  shown["hidden"] = task.owner;
  for (const auto& [key, value] : task.values) shown[key] = value;
  return shown;
}

/// The date that whoever wrote it meant: of the wall clock as it was written, in no matter which
/// zone. So the app of the person's own time zone shows it.
std::optional<Wall> due_day(const TodoTask& task) {
  const json::value* due = task.values.if_contains("dueDateTime");
  if (due == nullptr) return std::nullopt;
  const auto wall = parse_wall(string_at(due->get_object(), "dateTime"));
  return wall ? std::optional(midnight(*wall)) : std::nullopt;
}

/// When it pops up on the person's clock.
std::optional<Wall> reminder_of(const TodoTask& task, const date::time_zone& zone) {
  const json::value* on = task.values.if_contains("isReminderOn");
  const auto instant = task_instant(task, "reminderDateTime", false);
  if (on == nullptr || !on->get_bool() || !instant) return std::nullopt;
  return to_wall(*instant, zone);
}

json::object seen(const TodoTask& task, std::optional<Wall> due, std::optional<Wall> reminder) {
  json::object entry{{"what", "task"},
                     {"id", task.id},
                     {"title", string_at(task.values, "title")},
                     {"list", task.list->id},
                     {"done", string_at(task.values, "status") == "completed"},
                     {"importance", string_at(task.values, "importance", "normal")}};
  if (due) entry["due"] = format_wall(*due).substr(0, 10);
  if (reminder) entry["reminder"] = format_wall(*reminder).substr(0, 16);
  return entry;
}

}  // namespace

void append_tasks(json::array& entries, const Todo& todo, const AgendaWindow& window) {
  const auto within = [&](std::optional<Wall> wall) {
    return wall && *wall >= window.from && *wall < window.to;
  };
  for (const auto& [place, list] : todo.lists())
    for (const auto& [task_place, task] : list->tasks) {
      const auto due = due_day(*task);
      const auto reminder = reminder_of(*task, *window.zone);
      if (within(due) || within(reminder) || (!due && !reminder))
        entries.push_back(seen(*task, due, reminder));
    }
}

bool is_todo_action(std::string_view verb) {
  return std::find(todo_verbs.begin(), todo_verbs.end(), verb) != todo_verbs.end();
}

Result<json::object> act_on_todo(Service& service, User& user, const json::object& action) {
  RELAIS_TRY(only_keys(action, {"do", "task", "set", "list", "name", "hidden"}, "owner action"));
  const auto verb = string_at(action, "do");
  const Millis now = service.now();
  const std::lock_guard lock(user.mailbox.mutex);
  if (verb.ends_with("_list")) return on_list(user.todo, verb, action);
  if (verb != "create_task") return on_task(user.todo, verb, action, now);
  RELAIS_ASSIGN(TodoList * list, find_list(user.todo, string_at(action, "list")));
  const auto task = create_task(user.todo, *list, set_of(action), now);
  if (!task) return fail(error_of(task.error()));
  set_hidden((*task)->owner, action);
  return json::object{{"id", (*task)->id}};
}

Result<json::object> fill_tasks(Service& service, User& user, const json::object& what) {
  RELAIS_TRY(only_keys(what, {"kind", "count", "list", "first", "set", "ids"}, "fill"));
  const std::int64_t count = int_at(what, "count", 0);
  const std::int64_t first = int_at(what, "first", 1);
  const std::string pattern = json::serialize(set_of(what));
  json::array ids;
  const std::lock_guard lock(user.mailbox.mutex);
  RELAIS_ASSIGN(TodoList * list, find_list(user.todo, string_at(what, "list")));
  for (std::int64_t i = first; i < first + count; ++i) {
    json::object body = numbered(pattern, i);
    body.emplace("title", fmt::format("Task {}", i));
    const auto task = create_task(user.todo, *list, body, service.now());
    if (!task) return fail(error_of(task.error()));
    if (bool_at(what, "ids")) ids.emplace_back((*task)->id);
  }
  return json::object{{"count", count}, {"ids", std::move(ids)}};
}

void describe_todo(Todo& todo, json::object& mailbox) {
  json::array lists, tasks;
  for (const auto& [place, list] : todo.lists()) {
    lists.push_back(show_list(*list, {}));
    for (const auto& [task_place, task] : list->tasks) tasks.push_back(describe(*task));
  }
  mailbox["lists"] = std::move(lists);
  mailbox["default_list"] = todo.default_list().id;
  mailbox["tasks"] = std::move(tasks);
}

}  // namespace relais::emulator
