// What the plugin says of itself.
#pragma once

#include <string_view>

namespace relais::mail_graph {

inline constexpr std::string_view manifest = R"json({
  "id": "org.relais.mail-graph",
  "name": "Mail: messages of Microsoft 365",
  "version": "1.0.0",
  "vendor": "relais",
  "license": "Apache-2.0",
  "addin": "MAIL",
  "requires": [],
  "connection": "microsoft365",
  "limits": {"in_flight": 4, "budget": [10000, 600]},
  "exports": [],
  "collects": ["message"],
  "services": ["relais.http/1", "relais.blob/1", "relais.state/1", "relais.clock/1"],
  "permissions": [
    {"role": "Mail.ReadWrite", "when": {"marks": true}, "probes": {"reads": ["mail folders", "messages"], "writes": ["marker"]},
      "why": "reads new messages of the linked mailboxes and sets a category on those that were collected; with marker: none Mail.Read is enough"},
    {"role": "Mail.Read", "when": {"marks": false}, "probes": {"reads": ["mail folders", "messages"]},
      "why": "reads new messages of the linked mailboxes, which are not marked (marker: none)"},
    {"role": "MailboxSettings.ReadWrite", "optional": true, "when": {"marks": true, "settings": {"colors": true}}, "probes": {"writes": ["master categories"]},
      "why": "gives the two categories their colours; without it they are told apart by their signs alone"}
  ],
  "config_schema": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "additionalProperties": false,
    "properties": {
      "received_category": {"type": "string", "default": "✔ relais", "minLength": 1, "maxLength": 255,
        "description": "category of a message that was collected; to be changed before first use only"},
      "archived_category": {"type": "string", "default": "✅ relais", "minLength": 1, "maxLength": 255,
        "description": "category of a message that was filed in a case; to be changed before first use only"},
      "colors": {"type": "boolean", "default": true,
        "description": "whether the two categories are entered in the mailbox's list with their colours, grey and green"},
      "page_size": {"type": "integer", "default": 100, "minimum": 2, "maximum": 1000,
        "description": "messages per page of a poll"},
      "audit_page_size": {"type": "integer", "default": 500, "minimum": 2, "maximum": 1000,
        "description": "messages per page of an audit and of history"},
      "overlap_seconds": {"type": "integer", "default": 30, "minimum": 0, "maximum": 3600,
        "description": "how far a poll looks back behind the last message that it has seen"},
      "sent_every_seconds": {"type": "integer", "default": 300, "minimum": 0, "maximum": 86400,
        "description": "how often the Sent Items are looked at for drafts that were sent; the default is every fifth poll"},
      "full_audit_days": {"type": "integer", "default": 7, "minimum": 1, "maximum": 365,
        "description": "how often an audit reads all messages since the activation and not only what has changed"}
    }
  }
})json";

}  // namespace relais::mail_graph
