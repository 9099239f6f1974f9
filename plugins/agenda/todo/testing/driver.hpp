// The target "tasks" alone (testing/one_place.hpp).
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "plugins/agenda/testing/one_place.hpp"
#include "plugins/agenda/todo/document.hpp"
#include "plugins/agenda/todo/lists.hpp"
#include "plugins/agenda/todo/testing/task_json.hpp"
#include "plugins/graph/testing/driver.hpp"

namespace relais::agenda::todo::testing {

using graph::testing::Applied;
using graph::testing::Looked;
using graph::testing::Observed;
using graph::testing::Task;

class Driver : public graph::testing::Driver {
 public:
  explicit Driver(const relais_host* host, const std::string& config = "{}",
                  const std::string& account = graph::testing::standard_account)
      : graph::testing::Driver(
            *sdk::detail::Plugin<agenda::testing::OnePlace<open_lists>>::descriptor(), "tasks",
            host, config, account) {}
};

/// What a deadline looks like; tests change what they are about.
inline Document document() {
  Document made;
  made.fields = {{"title", "Frist"},
                 {"importance", "normal"},
                 {"dueDateTime", date_time("2026-05-01T00:00:00", "Europe/Zurich")},
                 {"isReminderOn", false},
                 {"reminderDateTime", nullptr}};
  made.display_name = "2026-0173";
  return made;
}

inline const std::string standard_key = "s:deadline:1";

/// A repair of the copy "t1", unless the test says something else.
inline Task operation(sdk::Action action, const Document& wanted = document()) {
  const bool create = action == sdk::Action::create;
  Task made{.action = action,
            .key = standard_key,
            .remote_id = create ? "" : "t1",
            .container = "tasks",
            .news = false};
  if (action == sdk::Action::remove) return made;
  made.document = write_document(wanted);
  made.fingerprint = written_print(wanted);
  if (!create) made.previous = made.fingerprint;
  return made;
}

}  // namespace relais::agenda::todo::testing
