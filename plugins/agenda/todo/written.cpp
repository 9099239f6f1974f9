#include "plugins/agenda/todo/written.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <string_view>

#include "plugins/agenda/todo/shown.hpp"
#include "plugins/graph/fence.hpp"

namespace relais::agenda::todo {
namespace {

namespace json = boost::json;

/// Where a part stands in a written fingerprint.
enum class Part { fields, done, merged, name };

/// The part of a fingerprint "fields.done.merged.name"; empty if it is none.
std::string_view part(std::string_view print, Part wanted) {
  if (std::count(print.begin(), print.end(), '.') != static_cast<int>(Part::name)) return {};
  for (int skip = static_cast<int>(wanted); skip > 0; --skip)
    print.remove_prefix(print.find('.') + 1);
  return print.substr(0, print.find('.'));
}

json::object text_body(const std::string& content) {
  json::object body;
  body["contentType"] = "text";
  body["content"] = content;
  return body;
}

const char* status_of(const Document& document) {
  return document.done ? "completed" : "notStarted";
}

}  // namespace

std::string created(const sdk::Op& op, const Document& document) {
  json::object body;
  for (const auto& [name, value] : document.fields)
    if (!value.is_null()) body[name] = value;
  body["status"] = status_of(document);
  if (!document.body.empty()) body["body"] = text_body(graph::with_fence({}, document.body));
  json::object link;
  link["applicationName"] = application;
  link["externalId"] = op.key;
  link["displayName"] = document.display_name;
  body["linkedResources"] = json::array{json::value(std::move(link))};
  return json::serialize(body);
}

std::string updated(const sdk::Op& op, const Document& document) {
  json::object body = document.fields;
  const std::string_view before = part(op.previous, Part::done);
  const bool changed = before.empty() ? document.done : before != part(op.fingerprint, Part::done);
  if (op.news || changed) body["status"] = status_of(document);
  return json::serialize(body);
}

std::string merging(const std::string& notes) {
  json::object body;
  body["body"] = text_body(notes);
  return json::serialize(body);
}

bool renames(const sdk::Op& op) {
  const std::string_view before = part(op.previous, Part::name);
  return before.empty() || before != part(op.fingerprint, Part::name);
}

std::string naming(const Document& document) {
  json::object body;
  body["displayName"] = document.display_name;
  return json::serialize(body);
}

}  // namespace relais::agenda::todo
