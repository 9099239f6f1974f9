// The target "tasks" alone, driven as the engine does. The configuration is {"list": ...,
// "page_size":
// ...}; documents are made by hand.
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "plugins/agenda/todo/document.hpp"
#include "plugins/agenda/todo/lists.hpp"
#include "plugins/agenda/todo/testing/task_json.hpp"
#include "plugins/graph/testing/driver.hpp"

namespace relais::agenda::todo::testing {

using graph::testing::Applied;
using graph::testing::Looked;
using graph::testing::Observed;
using graph::testing::Task;

class OnlyTasks {
 public:
  static std::string_view manifest() { return "{}"; }

  OnlyTasks(sdk::Host host, std::string_view config, std::string_view account)
      : host_(host), settings_(settings(config, account)), place_(open_lists(host_, settings_)) {}
  OnlyTasks(const OnlyTasks&) = delete;
  OnlyTasks& operator=(const OnlyTasks&) = delete;

  void render(std::string_view, std::string_view, std::string_view, sdk::Documents&) {}
  void apply(std::string_view, std::span<const sdk::Op> ops, sdk::Results& results) {
    place_->apply(ops, results);
  }
  void observe(std::string_view, std::string_view container, std::string_view cursor, bool full,
               sdk::Changes& changes) {
    place_->observe(container, cursor, full, changes);
  }
  void lookup(std::string_view, std::span<const sdk::Ref> refs, sdk::Finds& finds) {
    place_->lookup(refs, finds);
  }
  void inventory(std::string_view, sdk::Finds& finds) { place_->inventory(finds); }
  sdk::Container ensure(std::string_view, std::string_view stored) {
    return place_->ensure(stored);
  }
  void discard(std::string_view, std::string_view container) { place_->discard(container); }
  void check(sdk::Probes& probes) { probes.add(place_->probe()); }

 private:
  static Settings settings(std::string_view config, std::string_view account) {
    const json::object section = json::parse({config.data(), config.size()}).as_object();
    const json::value owner = json::parse({account.data(), account.size()});
    Settings made;
    made.kinds = {Kind::deadline, Kind::reminder};
    made.mailbox = std::string(owner.at("mailbox").at("id").as_string());
    made.language = "de";
    made.time_zone = "Europe/Zurich";
    if (const json::value* list = section.if_contains("list"))
      made.list = std::string(list->as_string());
    if (const json::value* size = section.if_contains("page_size"))
      made.page_size = size->to_number<std::size_t>();
    return made;
  }

  sdk::Host host_;
  Settings settings_;
  std::unique_ptr<Place> place_;
};

class Driver : public graph::testing::Driver {
 public:
  explicit Driver(const relais_host* host, const std::string& config = "{}",
                  const std::string& account = graph::testing::standard_account)
      : graph::testing::Driver(*sdk::detail::Plugin<OnlyTasks>::descriptor(), "tasks", host, config,
                               account) {}
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
