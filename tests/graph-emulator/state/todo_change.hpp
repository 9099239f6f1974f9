// What a request may say of a task, a list or a linked resource, and what the service makes of it.
#pragma once

#include <optional>

#include "tests/graph-emulator/state/schema.hpp"
#include "tests/graph-emulator/state/todo.hpp"

namespace relais::emulator {

const Schema& task_schema();
const Schema& list_schema();

/// 400 as To Do says it: the message never tells what is wrong, `detail` does so to the tests.
Refusal invalid_model(std::string detail);

/// Owner and clients go through the same door: checked, completed, created.
Answer<TodoTask*> create_task(Todo& todo, TodoList& list, json::object body, Millis now);
/// `linkedResources` cannot be written with the task.
Answer<> update_task(Todo& todo, TodoTask& task, const json::object& body, Millis now);
/// Only one to a task.
Answer<LinkedResource*> create_linked(Todo& todo, TodoTask& task, const json::object& body,
                                      Millis now);
Answer<> update_linked(Todo& todo, TodoTask& task, LinkedResource& linked, const json::object& body,
                       Millis now);
/// The display name, the only thing of a list that can be written.
Answer<std::string> read_list_name(const json::object& body);

/// Instants of what a task says, as the service converts them; nothing if it says nothing there.
/// `whole_days`: of the midnight of the written date in the written zone.
std::optional<Millis> task_instant(const TodoTask& task, std::string_view property,
                                   bool whole_days);

}  // namespace relais::emulator
