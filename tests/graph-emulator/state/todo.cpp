#include "tests/graph-emulator/state/todo.hpp"

#include "engine/base/text.hpp"
#include "tests/graph-emulator/state/ids.hpp"

namespace relais::emulator {

Todo::Todo(std::string mailbox) : mailbox_(std::move(mailbox)) {
  default_ = &add_list("Tasks", Wellknown::default_list);
  add_list("Flagged Emails", Wellknown::flagged_emails);
}

TodoList* Todo::list_by_id(std::string_view id) {
  for (const auto& [place, list] : lists_)
    if (list->id == id) return list.get();
  return nullptr;
}

TodoList& Todo::add_list(std::string name, Wellknown wellknown) {
  auto owned = std::make_unique<TodoList>();
  TodoList& list = *owned;
  list.id = make_folder_id(mailbox_ + "/todo", ++ids_);
  list.name = std::move(name);
  list.wellknown = wellknown;
  list.place = ++places_;
  lists_.emplace(list.place, std::move(owned));
  changed(list);
  return list;
}

void Todo::rename(TodoList& list, std::string name) {
  list.name = std::move(name);
  changed(list);
}

void Todo::remove(TodoList& list) {
  for (const auto& [place, task] : list.tasks) tasks_.erase(task->id);
  list_changes_.erase(list.version);
  list_changes_.emplace(++version_, TodoChange{.id = list.id});
  lists_.erase(list.place);
}

TodoTask* Todo::task_by_id(std::string_view id) {
  const auto found = tasks_.find(std::string(id));
  return found == tasks_.end() ? nullptr : found->second.get();
}

TodoTask& Todo::add(TodoList& list, json::object values, Millis now) {
  auto owned = std::make_unique<TodoTask>();
  TodoTask& task = *owned;
  task.id = make_item_id(IdKind::mutable_id, mailbox_ + "/todo", ++ids_);
  task.values = std::move(values);
  task.change_key = make_change_key(++change_keys_);
  task.created = task.modified = task.body_modified = now;
  tasks_.emplace(task.id, std::move(owned));
  enter(task, list);
  return task;
}

void Todo::touched(TodoTask& task, Millis now) {
  task.change_key = make_change_key(++change_keys_);
  task.modified = now;
  task.list->changes.erase(task.version);
  task.version = ++version_;
  task.list->changes.emplace(task.version, TodoChange{.task = &task, .id = {}});
}

LinkedResource& Todo::link(TodoTask& task, json::object values) {
  const std::string hash = sha256_hex(mailbox_ + std::to_string(++ids_));
  std::string id = hash.substr(0, 8);
  id.append("-").append(hash, 8, 4).append("-4").append(hash, 12, 3);
  id.append("-a").append(hash, 15, 3).append("-").append(hash, 18, 12);
  return task.linked.emplace_back(LinkedResource{std::move(id), std::move(values)});
}

void Todo::move(TodoTask& task, TodoList& target, Millis now) {
  leave(task);
  auto node = tasks_.extract(task.id);
  task.id = make_item_id(IdKind::mutable_id, mailbox_ + "/todo", ++ids_);
  node.key() = task.id;
  tasks_.insert(std::move(node));
  task.change_key = make_change_key(++change_keys_);
  task.modified = now;
  enter(task, target);
}

void Todo::remove(TodoTask& task) {
  leave(task);
  tasks_.erase(tasks_.find(task.id));
}

void Todo::expire_sync_states() {
  generation_ += 8;
  for (const auto& [place, list] : lists_) list->generation += 8;
}

void Todo::changed(TodoList& list) {
  list.change_key = make_change_key(++change_keys_);
  list_changes_.erase(list.version);
  list.version = ++version_;
  list_changes_.emplace(list.version, TodoChange{.list = &list, .id = {}});
}

void Todo::enter(TodoTask& task, TodoList& list) {
  task.list = &list;
  task.place = ++places_;
  task.version = ++version_;
  list.tasks.emplace(task.place, &task);
  list.changes.emplace(task.version, TodoChange{.task = &task, .id = {}});
}

void Todo::leave(TodoTask& task) {
  task.list->tasks.erase(task.place);
  task.list->changes.erase(task.version);
  task.list->changes.emplace(++version_, TodoChange{.id = task.id});
}

}  // namespace relais::emulator
