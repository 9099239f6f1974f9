// What the plugin says of itself; see plugins/agenda/manifest.hpp.
#pragma once

#include <string_view>

namespace relais::calendar {

inline constexpr std::string_view manifest = R"json({
  "id": "org.relais.calendar",
  "name": "Calendar: appointments",
  "version": "1.0.0",
  "vendor": "relais",
  "license": "Apache-2.0",
  "addin": "B09",
  "requires": ["A04"],
  "render_revision": 1,
  "connection": "microsoft365",
  "limits": {"in_flight": 4, "budget": [10000, 600]},
  "exports": [
    {"kind": "appointment", "targets": ["calendar", "tasks"],
     "container": {"calendar": "calendar", "tasks": "list"}}
  ],
  "collects": [],
  "services": ["relais.http/1", "relais.clock/1"],
  "permissions": [
    {"role": "Calendars.ReadWrite", "when": {"target": "calendar"}, "probes": {"writes": ["calendar"]},
     "why": "writes each handler's appointments into a calendar of the handler and reads what became of them"},
    {"role": "Tasks.ReadWrite.All", "when": {"target": "tasks"}, "probes": {"writes": ["To Do"]},
     "why": "writes each handler's appointments into a task list of the handler and reads what became of them"}
  ],
  "config_schema": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "additionalProperties": false,
    "properties": {
      "appointment": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "target": {"enum": ["calendar", "tasks"], "default": "calendar",
            "description": "where appointments go: into the calendar, or into the task list, which knows no times"},
          "subject": "@subject@",
          "body": "@body@"
        }
      },
      "calendar": "@calendar@",
      "list": "@list@",
      "lead_items": "@lead_items@",
      "labels": "@labels@",
      "page_size": "@page_size@"
    }
  }
})json";

}  // namespace relais::calendar
