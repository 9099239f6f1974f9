// The owner of a mailbox at work in To Do.
#pragma once

#include "tests/graph-emulator/api/service.hpp"

namespace relais::emulator {

bool is_todo_action(std::string_view verb);
/// `{"do": "create_task", ...}`
Result<json::object> act_on_todo(Service& service, User& user, const json::object& action);
/// `{"kind": "task", "count": n, "list": "", ...}`
Result<json::object> fill_tasks(Service& service, User& user, const json::object& what);
/// Adds "lists", "default_list" and "tasks". Called with the mailbox locked.
void describe_todo(Todo& todo, json::object& mailbox);

}  // namespace relais::emulator
