// Tasks of a list, and what they are linked to.
#include <fmt/format.h>

#include <algorithm>

#include "tests/graph-emulator/api/todo_parts.hpp"

namespace relais::emulator {
namespace {

Answer<Response> list_tasks(Call& call, const TodoList& list) {
  const auto walk = [&](std::uint64_t after, const auto& add) {
    for (auto at = list.tasks.upper_bound(after); at != list.tasks.end(); ++at)
      if (!add(at->first, {.task = at->second, .id = {}})) return;
  };
  return answer_todo_listing(
      call, {task_schema(), {.linked = true, .paging = true}, tasks_context(call, list), walk});
}

/// What a write answers: never the linked resources, though they may have come with it.
Response written(const Call& call, const TodoTask& task, int status) {
  return todo_answer(status, tasks_context(call, *task.list) + "/$entity",
                     show_task(task, {.fresh = true}));
}

Answer<Response> post(Call& call, TodoList& list) {
  if (auto refused = refuse_options(call); !refused) return refuse(refused.error());
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  if (list.wellknown == Wellknown::flagged_emails)
    return refuse(invalid_model("flagged e-mails are not created as tasks"));
  auto task = create_task(call.user->todo, list, *body, call.now);
  if (!task) return refuse(task.error());
  return written(call, **task, 201);
}

Answer<Response> patch(Call& call, TodoTask& task) {
  if (auto refused = refuse_options(call); !refused) return refuse(refused.error());
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  if (auto match = check_if_match(call.request, task.change_key); !match)
    return refuse(match.error());
  if (auto updated = update_task(call.user->todo, task, *body, call.now); !updated)
    return refuse(updated.error());
  return written(call, task, 200);
}

Answer<Response> remove(Call& call, TodoTask& task) {
  if (auto refused = refuse_options(call); !refused) return refuse(refused.error());
  if (auto match = check_if_match(call.request, task.change_key); !match)
    return refuse(match.error());
  call.user->todo.remove(task);
  return json_answer(204, {});
}

Answer<Response> one_task(Call& call, TodoTask& task) {
  const std::string& method = call.request.method;
  if (method == "PATCH") return patch(call, task);
  if (method == "DELETE") return remove(call, task);
  if (method != "GET") return refuse(wrong_method());
  const auto query = read_todo_query(call, task_schema(), call.request.query, {.linked = true});
  if (!query) return refuse(query.error());
  return todo_answer(200, tasks_context(call, *task.list) + "/$entity",
                     show_task(task, {.select = &query->select,
                                      .linked = query->linked,
                                      .cut_dates = call.settings.todo_due_cut}));
}

std::string linked_context(const Call& call, const TodoTask& task) {
  return fmt::format("{}('{}')/linkedResources", tasks_context(call, *task.list), task.id);
}

Answer<Response> list_linked(Call& call, const TodoTask& task) {
  json::array all;
  for (const LinkedResource& linked : task.linked) all.push_back(show_linked(linked));
  return todo_answer(200, linked_context(call, task), {{"value", std::move(all)}});
}

Answer<Response> post_linked(Call& call, TodoTask& task) {
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  auto linked = create_linked(call.user->todo, task, *body, call.now);
  if (!linked) return refuse(linked.error());
  return todo_answer(201, linked_context(call, task) + "/$entity", show_linked(**linked));
}

Answer<Response> patch_linked(Call& call, TodoTask& task, LinkedResource& linked) {
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  if (auto updated = update_linked(call.user->todo, task, linked, *body, call.now); !updated)
    return refuse(updated.error());
  return todo_answer(200, linked_context(call, task) + "/$entity", show_linked(linked));
}

}  // namespace

Answer<Response> answer_tasks(Call& call, TodoList& list, Segments rest) {
  const std::string& method = call.request.method;
  if (rest.empty()) {
    if (method == "GET") return list_tasks(call, list);
    if (method == "POST") return post(call, list);
    return refuse(wrong_method());
  }
  if (rest[0] == "delta") {
    if (method != "GET" || rest.size() > 1) return refuse(wrong_method());
    return answer_todo_delta(call,
                             {task_schema(), list.changes, list.generation, {.linked = true}});
  }
  if (auto checked = check_todo_id(rest[0]); !checked) return refuse(checked.error());
  TodoTask* task = call.user->todo.task_by_id(rest[0]);
  if (task == nullptr || task->list != &list) return refuse(no_such_entry());
  if (rest.size() == 1) return one_task(call, *task);
  if (rest[1] == "linkedResources") return answer_linked(call, *task, rest.subspan(2));
  return refuse(no_such_segment(rest[1]));
}

Answer<Response> answer_linked(Call& call, TodoTask& task, Segments rest) {
  if (auto refused = refuse_options(call); !refused) return refuse(refused.error());
  const std::string& method = call.request.method;
  if (rest.empty()) {
    if (method == "GET") return list_linked(call, task);
    if (method == "POST") return post_linked(call, task);
    return refuse(wrong_method());
  }
  if (rest.size() > 1) return refuse(no_such_segment(rest[1]));
  const auto linked = std::find_if(task.linked.begin(), task.linked.end(),
                                   [&](const auto& one) { return one.id == rest[0]; });
  if (linked == task.linked.end()) return refuse(no_such_entry());
  if (method == "GET")
    return todo_answer(200, linked_context(call, task) + "/$entity", show_linked(*linked));
  if (method == "PATCH") return patch_linked(call, task, *linked);
  if (method != "DELETE") return refuse(wrong_method());
  task.linked.erase(linked);
  call.user->todo.touched(task, call.now);
  return json_answer(204, {});
}

}  // namespace relais::emulator
