// $batch: items one after the other, but throttled as the service does it: items that do not
// depend on each other are in flight together, so that the fifth for one mailbox is too many.
#include <fmt/format.h>

#include <set>

#include "tests/graph-emulator/api/graph.hpp"
#include "tests/graph-emulator/http/url.hpp"
#include "tests/graph-emulator/state/world.hpp"

namespace relais::emulator {
namespace {

constexpr std::size_t max_items = 20;

struct BatchItem {
  std::string id;
  Request request;
  std::vector<std::string> depends_on;
};

tl::unexpected<Refusal> malformed(std::string message) {
  return refuse(400, "BadRequest", std::move(message));
}

Answer<BatchItem> read_item(const json::value& value, const Request& outer) {
  const json::object* object = value.if_object();
  if (object == nullptr) return malformed("An item of a batch must be an object.");
  BatchItem item;
  item.id = string_at(*object, "id");
  item.request.method = string_at(*object, "method");
  const std::string url(string_at(*object, "url"));
  if (item.id.empty() || item.request.method.empty() || url.empty())
    return malformed("An item of a batch needs id, method and url.");
  if (url.find("://") != std::string::npos || url.starts_with("/v1.0"))
    return malformed("The url of a batch item must be relative to the service root.");
  const std::size_t question = url.find('?');
  item.request.path = (url.starts_with('/') ? "/v1.0" : "/v1.0/") + url.substr(0, question);
  if (question != std::string::npos) item.request.query = url.substr(question + 1);
  item.request.secure = outer.secure;
  for (const std::string_view name : {"Authorization", "Host"})
    item.request.headers.add(std::string(name), std::string(outer.headers.value(name)));
  if (const json::value* headers = object->if_contains("headers")) {
    if (!headers->is_object()) return malformed("The headers of a batch item must be an object.");
    for (const auto& [name, text] : headers->get_object()) {
      if (!text.is_string()) return malformed("A header of a batch item must be a string.");
      item.request.headers.add(std::string(name), std::string(text.get_string()));
    }
  }
  if (const json::value* body = object->if_contains("body")) {
    if (!item.request.headers.find("Content-Type"))
      return malformed("A batch item with a body needs a Content-Type header.");
    item.request.body = json::serialize(*body);
  }
  if (const json::value* depends = object->if_contains("dependsOn")) {
    if (!depends->is_array()) return malformed("dependsOn must be an array of ids.");
    for (const json::value& id : depends->get_array()) {
      if (!id.is_string()) return malformed("dependsOn must be an array of ids.");
      item.depends_on.emplace_back(id.get_string());
    }
  }
  return item;
}

/// All parallel, all serial, or all on one item; nothing else is supported.
Answer<> check_dependencies(const std::vector<BatchItem>& items) {
  std::set<std::string> earlier;
  std::size_t dependent = 0, on_previous = 0, on_first = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (const std::string& id : items[i].depends_on)
      if (!earlier.contains(lower_case(id)))
        return malformed("dependsOn names an item that does not come before.");
    if (!items[i].depends_on.empty()) {
      ++dependent;
      const bool single = items[i].depends_on.size() == 1;
      const std::string on = lower_case(items[i].depends_on[0]);
      on_previous += i > 0 && single && on == lower_case(items[i - 1].id) ? 1 : 0;
      on_first += single && on == lower_case(items[0].id) ? 1 : 0;
    }
    if (!earlier.insert(lower_case(items[i].id)).second)
      return malformed("The ids of batch items must be unique, without regard to case.");
  }
  if (dependent != 0 && dependent != items.size() - 1)
    return malformed("A batch is all parallel, all serial, or all dependent on one item.");
  if (on_previous != dependent && on_first != dependent)
    return malformed("A batch is all parallel, all serial, or all dependent on one item.");
  return {};
}

Answer<std::vector<BatchItem>> read_batch(const Request& request) {
  auto body = json_body(request);
  if (!body) return refuse(body.error());
  const json::value* requests = body->if_contains("requests");
  if (body->size() != 1 || requests == nullptr || !requests->is_array() ||
      requests->get_array().empty())
    return malformed("A batch must be {\"requests\": [...]}.");
  if (requests->get_array().size() > max_items)
    return malformed(
        fmt::format("Number of batch request steps exceeds the max value of {}.", max_items));
  std::vector<BatchItem> items;
  for (const json::value& value : requests->get_array()) {
    auto item = read_item(value, request);
    if (!item) return refuse(item.error());
    items.push_back(std::move(*item));
  }
  if (auto checked = check_dependencies(items); !checked) return refuse(checked.error());
  return items;
}

json::object describe(const std::string& id, const Response& response) {
  json::object headers;
  for (const Header& field : response.headers.fields()) headers[field.name] = field.value;
  if (!response.content_type.empty()) headers["Content-Type"] = response.content_type;
  json::object object{{"id", id}, {"status", response.status}, {"headers", std::move(headers)}};
  if (!response.body.empty()) {
    auto body = parse_json(response.body, "answer");
    object["body"] = body ? std::move(*body) : json::value(base64url(response.body));
  }
  return object;
}

Response failed_dependency() {
  Response response;
  response.status = 424;
  response.content_type = "application/json";
  response.body =
      R"({"error":{"code":"FailedDependency","message":"A request that this one depends on has failed."}})";
  return response;
}

}  // namespace

Answer<Response> answer_batch(Service& service, const Request& request) {
  if (request.method != "POST") return refuse(wrong_method());
  auto items = read_batch(request);
  if (!items) return refuse(items.error());
  const bool serial = items->back().depends_on.size() == 1 && items->size() > 1;
  std::set<std::string> failed;
  std::vector<Answered> in_flight;
  json::array responses;
  for (const BatchItem& item : *items) {
    bool blocked = false;
    for (const std::string& id : item.depends_on) blocked |= failed.contains(lower_case(id));
    if (blocked) {
      failed.insert(lower_case(item.id));
      responses.push_back(describe(item.id, failed_dependency()));
      continue;
    }
    Answered answered = answer_graph(service, item.request, true);
    if (answered.response.status >= 400 || answered.response.wire != Wire::whole)
      failed.insert(lower_case(item.id));
    if (answered.response.wire != Wire::whole) answered.response.status = 504;
    if (const SourcePtr source = std::exchange(answered.response.source, nullptr))
      answered.response.body += read_all(*source);
    responses.push_back(describe(item.id, answered.response));
    answered.entry.method = item.request.method;
    answered.entry.path = item.request.path;
    answered.entry.query = item.request.query;
    answered.entry.headers = item.request.headers;
    answered.entry.body = item.request.body;
    answered.entry.status = answered.response.status;
    answered.entry.at = service.now();
    answered.entry.in_batch = true;
    const auto settings = service.settings();
    service.log.add(answered.entry, settings->log_limit, settings->log_bodies);
    if (!serial) in_flight.push_back(std::move(answered));
  }
  // The service answers in any order; a client that relies on it is wrong.
  std::reverse(responses.begin(), responses.end());
  return json_answer(200, json::serialize(json::object{{"responses", std::move(responses)}}));
}

}  // namespace relais::emulator
