// The target "calendar" alone (testing/one_place.hpp).
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "plugins/agenda/event/calendars.hpp"
#include "plugins/agenda/event/document.hpp"
#include "plugins/agenda/event/testing/event_json.hpp"
#include "plugins/agenda/testing/one_place.hpp"
#include "plugins/graph/testing/driver.hpp"

namespace relais::agenda::event::testing {

using agenda::testing::settings_of;
using graph::testing::Applied;
using graph::testing::Looked;
using graph::testing::Observed;
using graph::testing::Task;

class Driver : public graph::testing::Driver {
 public:
  explicit Driver(const relais_host* host, const std::string& config = "{}")
      : graph::testing::Driver(
            *sdk::detail::Plugin<agenda::testing::OnePlace<open_calendars>>::descriptor(),
            "calendar", host, config, graph::testing::standard_account) {}
};

inline const std::string standard_key = "s:deadline:1";

/// What a deadline looks like; tests change what they are about.
inline Document document() {
  Document made;
  made.fields = {{"subject", "Frist"},
                 {"isAllDay", true},
                 {"start", moment("2026-05-04T00:00:00", "Europe/Zurich")},
                 {"end", moment("2026-05-05T00:00:00", "Europe/Zurich")},
                 {"showAs", "free"},
                 {"sensitivity", "normal"},
                 {"isReminderOn", false},
                 {"reminderMinutesBeforeStart", 0},
                 {"location", json::object{{"displayName", ""}}}};
  return made;
}

inline Document with_body(const std::string& body) {
  Document made = document();
  made.body = body;
  return made;
}

inline Document series(const std::string& start = "2026-05-04T09:00:00") {
  Document made = document();
  for (const char* name : {"isAllDay", "start", "end"}) made.fields.erase(name);
  made.series = {{"isAllDay", false},
                 {"start", moment(start, "Europe/Zurich")},
                 {"end", moment("2026-05-04T10:00:00", "Europe/Zurich")},
                 {"recurrence",
                  {{"pattern", {{"type", "weekly"}, {"interval", 1}, {"daysOfWeek", {"monday"}}}},
                   {"range", {{"type", "noEnd"}, {"startDate", "2026-05-04"}}}}}};
  return made;
}

/// A repair of the copy "e1", unless the test says something else.
inline Task operation(sdk::Action action, const Document& wanted = document()) {
  const bool create = action == sdk::Action::create;
  Task made{
      .action = action, .key = standard_key, .remote_id = create ? "" : "e1", .container = "cal"};
  if (action == sdk::Action::remove) return made;
  made.document = write_document(wanted);
  made.fingerprint = written_print(wanted);
  if (!create) made.previous = made.fingerprint;
  return made;
}

}  // namespace relais::agenda::event::testing
