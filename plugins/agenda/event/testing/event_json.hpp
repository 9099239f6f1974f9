// Events as Graph would show them, for scripted answers.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "plugins/agenda/event/kinds.hpp"
#include "plugins/graph/extended.hpp"
#include "plugins/graph/testing/scripted_host.hpp"

namespace relais::agenda::event::testing {

namespace json = boost::json;
using graph::testing::Answer;
using graph::testing::ScriptedHost;
using graph::testing::Sent;
using sdk::Status;

/// Of every request about events.
inline const std::string preferences = R"(IdType="ImmutableId", outlook.body-content-type="text")";
inline const std::string our_block = "--- relais ---\nKlient: A\n--- /relais ---";

inline json::object moment(const std::string& date_time, const std::string& zone = "UTC") {
  return {{"dateTime", date_time}, {"timeZone", zone}};
}

inline json::object body_of(const std::string& content, const std::string& type = "text") {
  return {{"contentType", type}, {"content", content}};
}

inline json::array stamp_of(const std::string& key, const std::string& print) {
  return graph::stamp(key, tag_of(kind_of(key).value_or(Kind::deadline)), print);
}

/// A whole event, read back; `change` replaces properties of it.
inline json::object event(const std::string& id, const json::object& change = {},
                          const std::string& key = {}, const std::string& print = "print") {
  json::object made{{"@odata.etag", "W/\"1\""},
                    {"id", id},
                    {"createdDateTime", "2026-01-01T00:00:00.1234567Z"},
                    {"subject", "Frist"},
                    {"isAllDay", true},
                    {"start", moment("2026-05-04T00:00:00.0000000")},
                    {"end", moment("2026-05-05T00:00:00.0000000")},
                    {"showAs", "free"},
                    {"sensitivity", "normal"},
                    {"isReminderOn", false},
                    {"reminderMinutesBeforeStart", 0},
                    {"location", json::object{{"displayName", ""}}},
                    {"recurrence", nullptr},
                    {"body", body_of("")},
                    {"categories", json::array{}},
                    {"attendees", json::array{}}};
  if (!key.empty()) made["singleValueExtendedProperties"] = stamp_of(key, print);
  for (const auto& [name, value] : change) made[name] = value;
  return made;
}

inline Answer list(const json::array& items, const std::string& next = {}) {
  json::object body{{"value", items}};
  if (!next.empty()) body["@odata.nextLink"] = next;
  return Answer::json(body);
}

}  // namespace relais::agenda::event::testing
