#include "plugins/agenda/manifest.hpp"

#include <boost/json.hpp>

#include "plugins/agenda/template.hpp"
#include "plugins/agenda/words.hpp"

namespace relais::agenda {
namespace {

namespace json = boost::json;

/// What both can be told, by name.
constexpr std::string_view shared_settings = R"json({
  "subject": {"type": "string", "maxLength": 500, "pattern": "@template@",
    "description": "template of the subject such as {title}[ ({case})]; what else there is: docs/addins.md; absent: the one of the handler's language"},
  "body": {"type": "array", "maxItems": 50, "items": {"type": "string", "maxLength": 500, "pattern": "@template@",
      "description": "template of a line such as {label.client}: {client}; what else there is: docs/addins.md"},
    "description": "templates of the lines of the text; absent: those of the handler's language"},
  "calendar": {"type": "string", "default": "", "maxLength": 255,
    "description": "name of an own calendar, created if missing; empty: the default calendar"},
  "list": {"type": "string", "default": "", "maxLength": 255,
    "description": "name of an own task list, created if missing; empty: the default list"},
  "lead_items": {"enum": ["first", "separate"], "default": "first",
    "description": "whether only the first lead pops up, or further ones become items of their own"},
  "labels": {"type": "object", "additionalProperties": false, "properties": "@words@",
    "description": "words of the templates that the firm replaces"},
  "page_size": {"type": "integer", "default": 250, "minimum": 1, "maximum": 999,
    "description": "items per page of a listing"}
})json";

void replace(std::string& text, std::string_view mark, const json::value& value) {
  const std::string with = json::serialize(value);
  for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += with.size())
    text.replace(at, mark.size(), with);
}

json::object labels() {
  json::object properties;
  for (const std::string_view word : word_names()) {
    json::object label;
    label["type"] = "string";
    label["maxLength"] = 100;
    properties[word] = std::move(label);
  }
  return properties;
}

}  // namespace

std::string completed(std::string_view manifest) {
  std::string whole(manifest);
  const json::object settings = json::parse(shared_settings).as_object();
  for (const auto& [name, schema] : settings)
    replace(whole, "\"@" + std::string(name) + "@\"", schema);
  replace(whole, R"("@template@")", json::value(template_pattern));
  replace(whole, R"("@words@")", labels());
  return whole;
}

}  // namespace relais::agenda
