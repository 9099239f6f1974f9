// Tasks and lists as Graph would show them, for scripted answers.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "plugins/graph/testing/scripted_host.hpp"

namespace relais::agenda::todo::testing {

namespace json = boost::json;
using graph::testing::Answer;
using graph::testing::ScriptedHost;
using graph::testing::Sent;
using sdk::Status;

inline json::object date_time(const std::string& at, const std::string& zone = "UTC") {
  return {{"dateTime", at}, {"timeZone", zone}};
}

inline json::object body(const std::string& content, const std::string& type = "text") {
  return {{"content", content}, {"contentType", type}};
}

inline json::object link(const std::string& key, const std::string& app = "relais",
                         const std::string& name = "2026-0173") {
  return {{"id", "link-" + key},
          {"applicationName", app},
          {"displayName", name},
          {"externalId", key},
          {"webUrl", nullptr}};
}

/// A whole task; `change` replaces properties of it.
inline json::object task(const std::string& id, const json::object& change = {},
                         const std::string& key = {}) {
  json::object made{{"@odata.etag", "W/\"1\""},
                    {"id", id},
                    {"title", "Frist"},
                    {"status", "notStarted"},
                    {"importance", "normal"},
                    {"isReminderOn", false},
                    {"createdDateTime", "2026-01-01T00:00:00.0000000Z"},
                    {"dueDateTime", date_time("2026-05-01T00:00:00.0000000")},
                    {"body", body("")}};
  made["linkedResources"] = key.empty() ? json::array{} : json::array{link(key)};
  for (const auto& [name, value] : change) made[name] = value;
  return made;
}

inline json::object list(const std::string& id, const std::string& name = {},
                         const std::string& well_known = "none", bool is_owner = true) {
  return {{"id", id},
          {"displayName", name.empty() ? id : name},
          {"wellknownListName", well_known},
          {"isOwner", is_owner},
          {"isShared", false}};
}

inline const json::object tasks_list = list("tasks", "Aufgaben", "defaultList");
inline const json::object flagged_list = list("flagged", "Gekennzeichnet", "flaggedEmails");

inline Answer page(const json::array& items, const std::string& next = {}) {
  json::object answer{{"value", items}};
  if (!next.empty()) answer["@odata.nextLink"] = next;
  return Answer::json(answer);
}

inline Answer delta(const json::array& items) {
  return Answer::json(json::object{{"value", items}, {"@odata.deltaLink", "https://g/delta"}});
}

}  // namespace relais::agenda::todo::testing
