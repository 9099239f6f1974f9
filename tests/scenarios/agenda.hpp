// What the scenarios of deadlines, reminders and appointments have in common.
#pragma once

#include <string>

#include "tests/testbed/testbed.hpp"

namespace relais::testbed {

inline const Options kCalendar{.subscription = "[A04, B08, B09]"};
inline const Options kTasks{
    .subscription = "[A04, B08, B09]",
    .addins = "      B08: {deadline: {target: tasks}, reminder: {target: tasks}}\n"};

/// Of an event or task; "" if there is none.
inline std::string text(const json::value& item, const char* name) {
  return item.is_object() ? std::string(item.at(name).as_string()) : "";
}
inline std::string id(const json::value& item) { return text(item, "id"); }
inline std::string body(const json::value& item) {
  return item.is_object() ? std::string(item.at("body").at("content").as_string()) : "";
}

}  // namespace relais::testbed
