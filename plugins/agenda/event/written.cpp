#include "plugins/agenda/event/written.hpp"

#include <boost/json.hpp>
#include <string_view>

#include "plugins/agenda/event/kinds.hpp"
#include "plugins/graph/extended.hpp"
#include "plugins/graph/fence.hpp"

namespace relais::agenda::event {
namespace {

namespace json = boost::json;

/// Of a written fingerprint, "fields.series.merged"; empty if it is none.
std::string_view series_part(std::string_view print) {
  const std::size_t first = print.find('.');
  const std::size_t last = print.rfind('.');
  if (first == std::string_view::npos || first == last) return {};
  return print.substr(first + 1, last - first - 1);
}

bool writes_series(const sdk::Op& op) {
  const std::string_view before = series_part(op.previous);
  return op.previous == op.fingerprint || before.empty() || before != series_part(op.fingerprint);
}

void add(json::object& body, const json::object& properties) {
  for (const auto& [name, value] : properties) body[name] = value;
}

}  // namespace

std::string created_body(const Document& document, const sdk::Op& op, Kind kind) {
  json::object body = document.fields;
  add(body, document.series);
  if (!document.body.empty()) {
    json::object text;
    text["contentType"] = "text";
    text["content"] = graph::with_fence({}, document.body);
    body["body"] = std::move(text);
  }
  if (!document.category.empty()) body["categories"] = json::array{json::value(document.category)};
  body["singleValueExtendedProperties"] = graph::stamp(op.key, tag_of(kind), op.fingerprint);
  if (!op.token.empty()) body["transactionId"] = op.token;
  return json::serialize(body);
}

std::string updated_body(const Document& document, const sdk::Op& op) {
  json::object body = document.fields;
  if (writes_series(op)) add(body, document.series);
  body["singleValueExtendedProperties"] = graph::restamp(op.fingerprint);
  return json::serialize(body);
}

}  // namespace relais::agenda::event
