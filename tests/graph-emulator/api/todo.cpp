#include "tests/graph-emulator/api/todo.hpp"

#include <fmt/format.h>

#include "tests/graph-emulator/api/todo_parts.hpp"

namespace relais::emulator {
namespace {

Answer<> check_permission(const Call& call) {
  const auto& roles = call.grant->roles;
  const bool read = call.request.method == "GET" && roles.contains("Tasks.Read.All");
  if (read || roles.contains("Tasks.ReadWrite.All")) return {};
  return refuse(401, "UnknownError",
                "");  // nothing is wrong with the token: so the service says it
}

TodoView view_of(const Call& call, const TodoQuery& query) {
  return {.select = &query.select, .cut_dates = call.settings.todo_due_cut};
}

Answer<Response> list_lists(Call& call) {
  const bool flagged_only = call.settings.lists_show_flagged_only || call.faults.flagged_only;
  const Todo& todo = call.user->todo;
  const auto walk = [&](std::uint64_t after, const auto& add) {
    for (auto at = todo.lists().upper_bound(after); at != todo.lists().end(); ++at) {
      const TodoList& list = *at->second;
      if (flagged_only && list.wellknown != Wellknown::flagged_emails) continue;
      if (!add(list.place, {.list = &list, .id = {}})) return;
    }
  };
  return answer_todo_listing(call, {list_schema(), {.paging = true}, lists_context(call), walk});
}

Answer<Response> create_list(Call& call) {
  if (auto refused = refuse_options(call); !refused) return refuse(refused.error());
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  auto name = read_list_name(*body);
  if (!name) return refuse(name.error());
  const TodoList& list = call.user->todo.add_list(std::move(*name));
  return todo_answer(201, lists_context(call) + "/$entity", show_list(list, {}));
}

Answer<Response> rename_list(Call& call, TodoList& list) {
  if (auto refused = refuse_options(call); !refused) return refuse(refused.error());
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  if (auto match = check_if_match(call.request, list.change_key); !match)
    return refuse(match.error());
  auto name = read_list_name(*body);
  if (!name) return refuse(name.error());
  if (list.wellknown != Wellknown::none)
    return refuse(invalid_model("a well-known list cannot be renamed"));
  call.user->todo.rename(list, std::move(*name));
  return todo_answer(200, lists_context(call) + "/$entity", show_list(list, {}));
}

Answer<Response> delete_list(Call& call, TodoList& list) {
  if (auto refused = refuse_options(call); !refused) return refuse(refused.error());
  if (auto match = check_if_match(call.request, list.change_key); !match)
    return refuse(match.error());
  if (list.wellknown != Wellknown::none)
    return refuse(invalid_model("a well-known list cannot be deleted"));
  call.user->todo.remove(list);
  return json_answer(204, {});
}

Answer<Response> one_list(Call& call, TodoList& list) {
  const std::string& method = call.request.method;
  if (method == "PATCH") return rename_list(call, list);
  if (method == "DELETE") return delete_list(call, list);
  if (method != "GET") return refuse(wrong_method());
  const auto query = read_todo_query(call, list_schema(), call.request.query, {});
  if (!query) return refuse(query.error());
  return todo_answer(200, lists_context(call) + "/$entity", show_list(list, view_of(call, *query)));
}

Answer<Response> answer_lists(Call& call, Segments rest) {
  const std::string& method = call.request.method;
  Todo& todo = call.user->todo;
  if (rest.empty()) {
    if (method == "GET") return list_lists(call);
    if (method == "POST") return create_list(call);
    return refuse(wrong_method());
  }
  if (rest[0] == "delta") {
    if (method != "GET" || rest.size() > 1) return refuse(wrong_method());
    return answer_todo_delta(call, {list_schema(), todo.list_changes(), todo.generation(), {}});
  }
  if (auto checked = check_todo_id(rest[0]); !checked) return refuse(checked.error());
  TodoList* list = todo.list_by_id(rest[0]);
  if (list == nullptr) return refuse(no_such_entry());
  if (rest.size() == 1) return one_list(call, *list);
  if (rest[1] == "tasks") return answer_tasks(call, *list, rest.subspan(2));
  return refuse(no_such_segment(rest[1]));
}

}  // namespace

std::string lists_context(const Call& call) {
  return fmt::format("{}/v1.0/$metadata#users('{}')/todo/lists", call.base, call.user_segment);
}

std::string tasks_context(const Call& call, const TodoList& list) {
  return fmt::format("{}('{}')/tasks", lists_context(call), list.id);
}

Response todo_answer(int status, const std::string& context, json::object object) {
  json::object answer{{"@odata.context", context}};
  for (auto& [key, value] : object) answer.emplace(key, std::move(value));
  return json_answer(status, json::serialize(answer));
}

Answer<Response> answer_todo(Call& call, Segments rest) {
  if (rest.empty() || rest[0] != "lists")
    return refuse(no_such_segment(rest.empty() ? "todo" : rest[0]));
  if (auto checked = check_permission(call); !checked) return refuse(checked.error());
  if (auto checked = call.check_mailbox(); !checked) return refuse(checked.error());
  const std::lock_guard lock(call.user->mailbox.mutex);
  return answer_lists(call, rest.subspan(1));
}

}  // namespace relais::emulator
