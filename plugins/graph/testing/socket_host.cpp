#include "plugins/graph/testing/socket_host.hpp"

#include <curl/curl.h>

#include <chrono>
#include <deque>
#include <stdexcept>
#include <utility>
#include <vector>

namespace relais::graph::testing {
namespace {

std::size_t append(char* data, std::size_t size, std::size_t count, void* to) {
  static_cast<std::string*>(to)->append(data, size * count);
  return size * count;
}

}  // namespace

struct Exchange {
  bool answered = false;
  long code = 0;
  std::string body;
};

/// One connection, kept for all requests.
class Line {
 public:
  Line() : curl_(curl_easy_init()) {
    if (!curl_) throw std::runtime_error("libcurl does not start");
  }
  ~Line() { curl_easy_cleanup(curl_); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  Exchange send(const std::string& method, const std::string& url,
                const std::vector<std::string>& headers, const std::string& body) {
    Exchange exchange;
    curl_slist* list = nullptr;
    for (const std::string& header : headers) list = curl_slist_append(list, header.c_str());
    curl_easy_reset(curl_);
    curl_easy_setopt(curl_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl_, CURLOPT_CUSTOMREQUEST, method.c_str());
    curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl_, CURLOPT_TIMEOUT, 20L);
    if (!body.empty()) {
      curl_easy_setopt(curl_, CURLOPT_POSTFIELDS, body.data());
      curl_easy_setopt(curl_, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    } else if (method == "POST") {
      curl_easy_setopt(curl_, CURLOPT_POSTFIELDS, "");
    }
    curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &exchange.body);
    exchange.answered = curl_easy_perform(curl_) == CURLE_OK;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &exchange.code);
    curl_slist_free_all(list);
    return exchange;
  }

 private:
  CURL* curl_;
};

struct SocketHost::Tables {
  relais_host host{};
  relais_http http{};
  relais_clock clock{};
  Shelf shelf;
  std::int64_t passed_ms = 0;
  std::string base, authorization;
  Line line;
  std::deque<std::string> bodies;
  std::deque<relais_http_response> raw;
  std::vector<const relais_http_response*> pointers;

  void send(const relais_http_request& request) {
    const std::string url(sdk::view(request.url));
    const std::string method(sdk::view(request.method));
    std::vector<std::string> headers{authorization};
    for (std::size_t i = 0; i < request.header_count; ++i)
      headers.push_back(std::string(sdk::view(request.headers[i]->name)) + ": " +
                        std::string(sdk::view(request.headers[i]->value)));
    const std::string full = url.starts_with("http") ? url : base + url;
    const std::string body(sdk::view(request.body));
    Exchange exchange = line.send(method, full, headers, body);
    const bool broken = !exchange.answered || exchange.code >= 500;
    if (broken && request.idempotent) exchange = line.send(method, full, headers, body);

    relais_http_response response{};
    response.struct_size = sizeof response;
    if (!exchange.answered)
      response.status = request.idempotent ? RELAIS_ERR_TRANSIENT : RELAIS_ERR_UNKNOWN_OUTCOME;
    else if (exchange.code >= 500 && !request.idempotent)
      response.status = RELAIS_ERR_UNKNOWN_OUTCOME;
    response.code = static_cast<std::int32_t>(exchange.code);
    response.body_size = exchange.body.size();
    const std::string blob(sdk::view(request.blob));
    if (!blob.empty() && exchange.answered && exchange.code / 100 == 2)
      shelf.blobs[blob] = std::exchange(exchange.body, {});
    bodies.push_back(std::move(exchange.body));
    response.body = sdk::borrow(bodies.back());
    raw.push_back(response);
  }
};

SocketHost::SocketHost(std::string base, std::string token) : tables_(std::make_unique<Tables>()) {
  Tables& tables = *tables_;
  tables.base = std::move(base);
  tables.authorization = "Authorization: Bearer " + token;
  tables.host.struct_size = sizeof tables.host;
  tables.host.self = &tables;
  tables.host.log = [](const relais_host*, std::int32_t, relais_str) {};
  tables.host.fail = [](const relais_host*, relais_status status, relais_str) { return status; };
  tables.host.cancelled = [](const relais_host*) { return std::int32_t{0}; };
  tables.host.service = [](const relais_host* self, relais_str id) -> const void* {
    Tables& own = *static_cast<Tables*>(self->self);
    if (sdk::view(id) == RELAIS_CLOCK_V1) return &own.clock;
    if (sdk::view(id) == RELAIS_HTTP_V1) return &own.http;
    return own.shelf.service(sdk::view(id));
  };
  tables.clock.struct_size = sizeof tables.clock;
  tables.clock.self = &tables;
  tables.clock.now_ms = [](void* self) -> std::int64_t {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count() +
           static_cast<Tables*>(self)->passed_ms;
  };
  tables.http.struct_size = sizeof tables.http;
  tables.http.self = &tables;
  tables.http.send = [](void* self, const relais_http_request* const* requests, std::size_t count,
                        const relais_http_response* const** responses) {
    Tables& to = *static_cast<Tables*>(self);
    to.bodies.clear();
    to.raw.clear();
    to.pointers.clear();
    for (std::size_t i = 0; i < count; ++i) to.send(*requests[i]);
    for (const relais_http_response& each : to.raw) to.pointers.push_back(&each);
    *responses = to.pointers.data();
    return relais_status{RELAIS_OK};
  };
}

SocketHost::~SocketHost() = default;

Shelf& SocketHost::shelf() { return tables_->shelf; }

void SocketHost::pass_ms(std::int64_t ms) { tables_->passed_ms += ms; }

const relais_host* SocketHost::raw() const { return &tables_->host; }

std::string post_form(const std::string& url, const std::string& form) {
  Line line;
  return line.send("POST", url, {"Content-Type: application/x-www-form-urlencoded"}, form).body;
}

}  // namespace relais::graph::testing
