// What the plugin says of itself; see plugins/agenda/manifest.hpp.
#pragma once

#include <string_view>

namespace relais::tasks {

inline constexpr std::string_view manifest = R"json({
  "id": "org.relais.tasks",
  "name": "Deadlines and reminders",
  "version": "1.0.0",
  "vendor": "relais",
  "license": "Apache-2.0",
  "addin": "B08",
  "requires": ["A04"],
  "render_revision": 1,
  "connection": "microsoft365",
  "limits": {"in_flight": 4, "budget": [10000, 600]},
  "exports": [
    {"kind": "deadline", "targets": ["calendar", "tasks"],
     "container": {"calendar": "calendar", "tasks": "list"}},
    {"kind": "reminder", "targets": ["calendar", "tasks"],
     "container": {"calendar": "calendar", "tasks": "list"}}
  ],
  "collects": [],
  "services": ["relais.http/1", "relais.clock/1"],
  "permissions": [
    {"role": "Calendars.ReadWrite", "when": {"target": "calendar"}, "probes": {"writes": ["calendar"]},
     "why": "writes each handler's deadlines and reminders into a calendar of the handler and reads what became of them"},
    {"role": "Tasks.ReadWrite.All", "when": {"target": "tasks"}, "probes": {"writes": ["To Do"]},
     "why": "writes each handler's deadlines and reminders into a task list of the handler and reads what became of them"}
  ],
  "config_schema": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "additionalProperties": false,
    "properties": {
      "deadline": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "target": {"enum": ["calendar", "tasks"], "default": "calendar",
            "description": "where deadlines go: into the calendar, or into the task list"},
          "subject": "@subject@",
          "body": "@body@"
        }
      },
      "reminder": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "target": {"enum": ["calendar", "tasks"], "default": "calendar",
            "description": "where reminders go: into the calendar, or into the task list"},
          "subject": "@subject@",
          "body": "@body@"
        }
      },
      "calendar": "@calendar@",
      "list": "@list@",
      "on_done": {"enum": ["mark", "keep", "delete"], "default": "mark",
        "description": "what becomes of the copy of an item that is done: it is marked as done, kept as it is, or deleted"},
      "lead_items": "@lead_items@",
      "category": {"type": "string", "maxLength": 255,
        "description": "category that statutory and peremptory deadlines get besides their owner's; absent: the language's word; empty: none"},
      "labels": "@labels@",
      "page_size": "@page_size@"
    }
  }
})json";

}  // namespace relais::tasks
