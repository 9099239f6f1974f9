// What the parts of To Do share: query options, pages, views.
#pragma once

#include <functional>
#include <optional>

#include "tests/graph-emulator/api/call.hpp"
#include "tests/graph-emulator/odata/query.hpp"
#include "tests/graph-emulator/state/todo_change.hpp"

namespace relais::emulator {

struct TodoQuery {
  Selection select;
  bool linked = false;  ///< $expand=linkedResources
  std::optional<std::int64_t> top;
  std::int64_t skip = 0;
};

/// Options that are not allowed, unknown, or given twice are refused.
struct TodoAllowed {
  bool linked = false;
  bool paging = false;
};
Answer<TodoQuery> read_todo_query(const Call& call, const Schema& schema, std::string_view raw,
                                  TodoAllowed allowed);
Answer<> refuse_options(const Call& call);
Answer<> check_todo_id(std::string_view id);
Refusal no_such_entry();

/// One page of a listing, in the order of the places.
struct TodoListing {
  const Schema& schema;
  TodoAllowed allowed;
  std::string context;
  /// Adds the entries with a place after `after` to `add` until that returns false.
  std::function<void(std::uint64_t after,
                     const std::function<bool(std::uint64_t, const TodoChange&)>& add)>
      walk;
};
Answer<Response> answer_todo_listing(Call& call, const TodoListing& listing);

/// One page of the changes of a list, or of the lists.
struct TodoLog {
  const Schema& schema;
  const TodoChanges& changes;
  std::uint64_t generation;
  TodoAllowed allowed;
};
Answer<Response> answer_todo_delta(Call& call, const TodoLog& log);

struct TodoView {
  const Selection* select = nullptr;  ///< nothing: everything
  bool linked = false;
  bool fresh = false;     ///< the answer to a write: dates and texts are not yet what they become
  bool cut_dates = true;  ///< dates are those of UTC
  bool partial = false;   ///< only what changed in a trifle
};
json::object show_task(const TodoTask& task, const TodoView& view);
json::object show_list(const TodoList& list, const TodoView& view);
json::object show_linked(const LinkedResource& linked);

std::string lists_context(const Call& call);
std::string tasks_context(const Call& call, const TodoList& list);
/// With "@odata.context" before all else.
Response todo_answer(int status, const std::string& context, json::object object);

/// `rest` follows the segment `tasks`.
Answer<Response> answer_tasks(Call& call, TodoList& list, Segments rest);
/// `rest` follows the segment `linkedResources`.
Answer<Response> answer_linked(Call& call, TodoTask& task, Segments rest);

}  // namespace relais::emulator
