// What the plugin says of itself.
#pragma once

#include <string_view>

namespace relais::contacts {

inline constexpr std::string_view manifest = R"json({
  "id": "org.relais.contacts",
  "name": "Core Connector: addresses as contacts",
  "version": "1.0.0",
  "vendor": "relais",
  "license": "Apache-2.0",
  "addin": "A04",
  "requires": [],
  "render_revision": 1,
  "connection": "microsoft365",
  "limits": {"in_flight": 4, "budget": [10000, 600]},
  "exports": [{"kind": "contact", "targets": ["contacts"], "container": {"contacts": "folder"}}],
  "collects": [],
  "services": ["relais.http/1"],
  "permissions": [
    {"role": "Contacts.ReadWrite", "probes": {"writes": ["contacts", "contact folders"]}, "why": "writes the marked addresses into each handler's contacts and reads what became of them"}
  ],
  "config_schema": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "additionalProperties": false,
    "properties": {
      "folder": {"type": "string", "default": "", "maxLength": 255,
        "description": "name of an own contact folder, created if missing; empty: the default Contacts folder"},
      "birthday": {"type": "boolean", "default": false,
        "description": "whether birthdays are shown"},
      "remarks": {"type": "boolean", "default": false,
        "description": "whether remarks are shown in the notes"},
      "category": {"type": "string", "default": "", "maxLength": 255,
        "description": "category that every copy gets besides its owner's; empty: none"},
      "page_size": {"type": "integer", "default": 250, "minimum": 1, "maximum": 999,
        "description": "contacts per page of a listing"}
    }
  }
})json";

}  // namespace relais::contacts
