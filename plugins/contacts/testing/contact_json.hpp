// Contacts as Graph would show them, for scripted answers.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "plugins/contacts/document.hpp"
#include "plugins/graph/extended.hpp"
#include "plugins/graph/testing/scripted_host.hpp"

namespace relais::contacts::testing {

namespace json = boost::json;
using graph::testing::Answer;
using graph::testing::ScriptedHost;
using graph::testing::Sent;
using sdk::Status;

inline const std::string item_with_fax =
    R"({"kind":"person","given_name":"Anna","surname":"Müller",
        "contact_points":[{"slot":1,"type":"fax","value":"+41 44 1"}]})";
inline const std::string plain_item = R"({"kind":"person","given_name":"Anna","surname":"Müller"})";

/// A whole contact; `change` replaces properties of it.
inline json::object contact(const std::string& id, const json::object& change = {},
                            const std::string& key = {}, const std::string& folder = "default") {
  json::object made{{"@odata.etag", "W/\"1\""},
                    {"id", id},
                    {"parentFolderId", folder},
                    {"createdDateTime", "2026-01-01T00:00:00Z"},
                    {"personalNotes", ""},
                    {"categories", json::array{}},
                    {"emailAddresses", json::array{}}};
  for (const auto name : text_fields) made[name] = nullptr;
  for (const auto name : phone_fields) made[name] = json::array{};
  for (const auto name : address_fields) made[name] = json::object{};
  if (!key.empty())
    made["singleValueExtendedProperties"] = graph::stamp(key, graph::Tag::contact, "print");
  for (const auto& [name, value] : change) made[name] = value;
  return made;
}

inline Answer list(const json::array& items, const std::string& next = {}) {
  json::object body{{"value", items}};
  if (!next.empty()) body["@odata.nextLink"] = next;
  return Answer::json(body);
}

}  // namespace relais::contacts::testing
