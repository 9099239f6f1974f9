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
    {"role": "Calendars.ReadWrite", "when": {"target": "calendar"},
     "why": "writes each handler's appointments into a calendar of the handler and reads what became of them"},
    {"role": "Tasks.ReadWrite.All", "when": {"target": "tasks"},
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
          "subject": {"type": "string", "maxLength": 500, "pattern": "@template@",
            "description": "template of the subject such as {title}[ ({case})]; what else there is: docs/addins.md; absent: the one of the handler's language"},
          "body": {"type": "array", "maxItems": 50, "items": {"type": "string", "maxLength": 500, "pattern": "@template@",
              "description": "template of a line such as {label.client}: {client}; what else there is: docs/addins.md"},
            "description": "templates of the lines of the text; absent: those of the handler's language"}
        }
      },
      "calendar": {"type": "string", "default": "", "maxLength": 255,
        "description": "name of an own calendar, created if missing; empty: the default calendar"},
      "list": {"type": "string", "default": "", "maxLength": 255,
        "description": "name of an own task list, created if missing; empty: the default list"},
      "lead_items": {"enum": ["first", "separate"], "default": "first",
        "description": "whether only the first lead pops up, or further ones become items of their own"},
      "labels": {"type": "object", "additionalProperties": false, "properties": "@labels@",
        "description": "words of the templates that the firm replaces"},
      "page_size": {"type": "integer", "default": 250, "minimum": 1, "maximum": 999,
        "description": "items per page of a listing"}
    }
  }
})json";

}  // namespace relais::calendar
