// The Microsoft To Do side of a mailbox: lists, tasks, linked resources, and what changed, in
// order. Nothing here is an Outlook item: no folders, no Deleted Items, no immutable ids.
//
// Not thread-safe: callers hold the mutex of the mailbox.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/json.hpp"

namespace relais::emulator {

struct TodoList;

struct LinkedResource {
  std::string id;
  json::object values;
};

struct TodoTask {
  std::string id;  ///< another one after a move
  TodoList* list = nullptr;
  std::uint64_t place = 0;    ///< its key in TodoList::tasks
  std::uint64_t version = 0;  ///< its key in TodoList::changes
  json::object values;        ///< as they were written; what is not set is not there
  std::vector<LinkedResource> linked;
  std::string change_key;
  Millis created = 0;
  Millis modified = 0;
  Millis body_modified = 0;
  json::object owner;  ///< what only the owner's client knows (steps ...): no request touches it
};

/// The latest thing that happened to a task in a list, or to a list.
struct TodoChange {
  const TodoTask* task = nullptr;
  const TodoList* list = nullptr;  ///< both nothing: it is gone
  std::string id;                  ///< of what is gone
};
using TodoChanges = std::map<std::uint64_t, TodoChange>;

enum class Wellknown { none, default_list, flagged_emails };

struct TodoList {
  std::string id;
  std::string name;
  Wellknown wellknown = Wellknown::none;
  std::uint64_t place = 0;    ///< its key in Todo::lists
  std::uint64_t version = 0;  ///< its key in Todo::list_changes
  std::string change_key;
  std::map<std::uint64_t, TodoTask*> tasks;
  TodoChanges changes;
  std::uint64_t generation = 149;  ///< of sync states; older ones are gone
};

class Todo {
 public:
  /// `mailbox` is any text that names the mailbox.
  explicit Todo(std::string mailbox);

  const std::map<std::uint64_t, std::unique_ptr<TodoList>>& lists() const { return lists_; }
  TodoList& default_list() { return *default_; }
  TodoList* list_by_id(std::string_view id);
  TodoList& add_list(std::string name, Wellknown wellknown = Wellknown::none);
  void rename(TodoList& list, std::string name);
  /// With its tasks, for good.
  void remove(TodoList& list);

  TodoTask* task_by_id(std::string_view id);
  TodoTask& add(TodoList& list, json::object values, Millis now);
  /// To be called after anything about the task changed: new change key, new version.
  void touched(TodoTask& task, Millis now);
  LinkedResource& link(TodoTask& task, json::object values);
  /// To another list: as the service does it, the task gets another id.
  void move(TodoTask& task, TodoList& target, Millis now);
  /// For good.
  void remove(TodoTask& task);

  /// All delta links so far are worthless.
  void expire_sync_states();
  std::uint64_t generation() const { return generation_; }  ///< of the sync states of lists
  const TodoChanges& list_changes() const { return list_changes_; }
  /// The number of the newest change; a sync state names one.
  std::uint64_t version() const { return version_; }

 private:
  void changed(TodoList& list);
  void enter(TodoTask& task, TodoList& list);
  void leave(TodoTask& task);

  std::string mailbox_;
  std::uint64_t version_ = 0;
  std::uint64_t ids_ = 0;
  std::uint64_t change_keys_ = 0;
  std::uint64_t places_ = 0;
  std::uint64_t generation_ = 149;
  std::map<std::uint64_t, std::unique_ptr<TodoList>> lists_;
  TodoList* default_ = nullptr;
  TodoChanges list_changes_;
  std::unordered_map<std::string, std::unique_ptr<TodoTask>> tasks_;
};

}  // namespace relais::emulator
