// The target "calendar" alone, driven as the engine does. The configuration is {"calendar": ...,
// "category": ..., "page_size": ...}; documents are made by hand.
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "plugins/agenda/event/calendars.hpp"
#include "plugins/agenda/event/document.hpp"
#include "plugins/agenda/event/testing/event_json.hpp"
#include "plugins/graph/testing/driver.hpp"

namespace relais::agenda::event::testing {

using graph::testing::Applied;
using graph::testing::Looked;
using graph::testing::Observed;
using graph::testing::Task;

inline Settings settings_of(std::string_view config) {
  const json::object section = json::parse({config.data(), config.size()}).as_object();
  Settings made{};
  made.kinds = {Kind::deadline, Kind::reminder};
  made.mailbox = "user-1";
  made.language = "de";
  made.time_zone = "Europe/Zurich";
  if (const json::value* name = section.if_contains("calendar"))
    made.calendar = std::string(name->as_string());
  if (const json::value* name = section.if_contains("category"))
    made.category = std::string(name->as_string());
  if (const json::value* size = section.if_contains("page_size"))
    made.page_size = size->to_number<std::size_t>();
  return made;
}

class OnlyEvents {
 public:
  static std::string_view manifest() { return "{}"; }

  OnlyEvents(sdk::Host host, std::string_view config, std::string_view)
      : host_(host), settings_(settings_of(config)), place_(open_calendars(host_, settings_)) {}
  OnlyEvents(const OnlyEvents&) = delete;
  OnlyEvents& operator=(const OnlyEvents&) = delete;

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
  sdk::Host host_;
  Settings settings_;
  std::unique_ptr<Place> place_;
};

class Driver : public graph::testing::Driver {
 public:
  explicit Driver(const relais_host* host, const std::string& config = "{}")
      : graph::testing::Driver(*sdk::detail::Plugin<OnlyEvents>::descriptor(), "calendar", host,
                               config, graph::testing::standard_account) {}
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
