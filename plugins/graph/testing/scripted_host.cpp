#include "plugins/graph/testing/scripted_host.hpp"

#include <algorithm>
#include <cctype>
#include <deque>
#include <utility>

namespace relais::graph::testing {

namespace json = boost::json;

std::string Sent::header(std::string_view name) const {
  for (const sdk::Header& each : headers)
    if (each.name == name) return each.value;
  return {};
}

std::string Sent::plain_url() const {
  std::string plain;
  for (std::size_t i = 0; i < url.size(); ++i) {
    if (url[i] == '%' && i + 2 < url.size()) {
      plain += static_cast<char>(std::stoi(url.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      plain += url[i];
    }
  }
  return plain;
}

json::object Sent::json() const { return json::parse(body).as_object(); }

bool Sent::is(std::string_view wanted, std::string_view url_part) const {
  return method == wanted && plain_url().find(url_part) != std::string::npos;
}

Answer Answer::json(const json::value& body, int code) {
  return {.code = code, .body = json::serialize(body)};
}

Answer Answer::error(int code, std::string_view error_code, std::string_view message) {
  json::object error{{"code", error_code}, {"message", message}};
  return json(json::object{{"error", std::move(error)}}, code);
}

Answer Answer::none(sdk::Status status) { return {.code = 0, .status = status}; }

struct ScriptedHost::Tables {
  explicit Tables(ScriptedHost& scripted) : owner(scripted) {
    host.struct_size = sizeof host;
    host.self = this;
    host.log = [](const relais_host* self, std::int32_t, relais_str line) {
      of(self).owner.log.emplace_back(sdk::view(line));
    };
    host.fail = [](const relais_host* self, relais_status status, relais_str text) {
      of(self).owner.failure = std::string(sdk::view(text));
      return status;
    };
    host.cancelled = [](const relais_host* self) { return of(self).owner.cancel ? 1 : 0; };
    host.service = [](const relais_host* self, relais_str id) -> const void* {
      if (sdk::view(id) == RELAIS_CLOCK_V1) return &of(self).clock;
      if (sdk::view(id) == RELAIS_HTTP_V1) return &of(self).http;
      return of(self).owner.shelf.service(sdk::view(id));
    };
    clock.struct_size = sizeof clock;
    clock.self = this;
    clock.now_ms = [](void* self) { return static_cast<Tables*>(self)->owner.now_ms; };
    http.struct_size = sizeof http;
    http.self = this;
    http.send = [](void* self, const relais_http_request* const* requests, std::size_t count,
                   const relais_http_response* const** responses) {
      return static_cast<Tables*>(self)->send(requests, count, responses);
    };
  }

  static Tables& of(const relais_host* host) { return *static_cast<Tables*>(host->self); }

  relais_status send(const relais_http_request* const* requests, std::size_t count,
                     const relais_http_response* const** responses) {
    // As the real host: what was answered before is gone with the next send.
    bodies.clear();
    raw.clear();
    pointers.clear();
    ++batches;
    for (std::size_t i = 0; i < count; ++i) answer(*requests[i]);
    for (const relais_http_response& each : raw) pointers.push_back(&each);
    *responses = pointers.data();
    return RELAIS_OK;
  }

  void answer(const relais_http_request& request) {
    Sent sent{.method = std::string(sdk::view(request.method)),
              .url = std::string(sdk::view(request.url)),
              .body = std::string(sdk::view(request.body)),
              .headers = {},
              .idempotent = request.idempotent != 0,
              .batch = batches,
              .blob = std::string(sdk::view(request.blob))};
    for (std::size_t i = 0; i < request.header_count; ++i)
      sent.headers.push_back({std::string(sdk::view(request.headers[i]->name)),
                              std::string(sdk::view(request.headers[i]->value))});
    owner.sent.push_back(sent);
    Answer answer = owner.handler(sent);
    const std::size_t size = answer.body.size();
    const bool success = answer.status == sdk::Status::ok && answer.code / 100 == 2;
    if (!sent.blob.empty() && success)
      owner.shelf.blobs[sent.blob] = std::exchange(answer.body, {});
    bodies.push_back(std::make_unique<std::string>(std::move(answer.body)));
    relais_http_response response{};
    response.struct_size = sizeof response;
    response.status = static_cast<relais_status>(answer.status);
    response.code = answer.code;
    response.body = sdk::borrow(*bodies.back());
    response.request_id = sdk::borrow("request-1");
    response.not_before_ms = answer.not_before_ms;
    response.body_size = size;
    raw.push_back(response);
  }

  ScriptedHost& owner;
  relais_host host{};
  relais_http http{};
  relais_clock clock{};
  std::size_t batches = 0;
  std::vector<std::unique_ptr<std::string>> bodies;
  std::deque<relais_http_response> raw;
  std::vector<const relais_http_response*> pointers;
};

ScriptedHost::ScriptedHost(Handler given)
    : handler(std::move(given)), tables_(std::make_unique<Tables>(*this)) {}
ScriptedHost::~ScriptedHost() = default;

const relais_host* ScriptedHost::raw() const { return &tables_->host; }

std::size_t ScriptedHost::count(std::string_view method, std::string_view url_part) const {
  return static_cast<std::size_t>(std::count_if(
      sent.begin(), sent.end(), [&](const Sent& each) { return each.is(method, url_part); }));
}

}  // namespace relais::graph::testing
