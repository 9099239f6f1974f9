#include "engine/plugin/http_service.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "engine/plugin/intake.hpp"

namespace relais::plugin {
namespace {

constexpr std::size_t max_url = 16 * 1024;
constexpr std::size_t max_header = 16 * 1024;
constexpr std::size_t max_headers = 100;
constexpr std::size_t max_request_body = 64 * 1024 * 1024;

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

// A line break would smuggle in another header.
bool is_field_value(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

http::Request request_of(const relais_http_request& raw, Intake& intake) {
  http::Request request;
  request.method = intake.text(raw.method, 32, "method");
  intake.require(is_token(request.method), "method", "is not an HTTP method");
  request.url = intake.text(raw.url, max_url, "url");
  intake.require(!request.url.empty() && is_field_value(request.url), "url", "is not a URL");
  intake.require(raw.header_count <= max_headers, "headers", "are more than 100");
  for (std::size_t i = 0; intake.good() && i < raw.header_count; ++i) {
    http::Header header{intake.text(raw.headers[i]->name, 200, "header name"),
                        intake.text(raw.headers[i]->value, max_header, "header value")};
    intake.require(is_token(header.name), "header name", "is not a token");
    intake.require(is_field_value(header.value), "header value", "has a line break");
    request.headers.push_back(std::move(header));
  }
  intake.require(raw.body.size <= max_request_body, "body", "has more than 64 MiB");
  if (intake.good() && raw.body.data) request.body.assign(raw.body.data, raw.body.size);
  request.idempotent = raw.idempotent != 0;
  return request;
}

}  // namespace

HttpService::HttpService(connection::Transport& transport, Call& call, CallBlobs* blobs)
    : transport_(transport), call_(call), blobs_(blobs) {
  table_.struct_size = sizeof table_;
  table_.self = this;
  table_.send = [](void* self, const relais_http_request* const* requests, std::size_t count,
                   const relais_http_response* const** responses) {
    auto& service = *static_cast<HttpService*>(self);
    return service.call_.answer([&] { return service.send(requests, count, responses); });
  };
}

void HttpService::forget() {
  pointers_.clear();
  raw_.clear();
  header_lists_.clear();
  headers_.clear();
  responses_.clear();
}

Result<HttpService::Body> HttpService::body_of(const relais_http_request& request) const {
  if (!RELAIS_REACHES(&request, relais_http_request, blob) || !request.blob.data) return Body();
  if (!blobs_) return fail(Errc::usage, "it names a blob, but relais.blob/1 is not handed out");
  if (std::string_view(request.method.data, request.method.size) != "GET")
    return fail(Errc::usage, "it names a blob, and its method is not GET");
  return blobs_->body(request.blob);
}

Result<bool> HttpService::settle(CallBlobs::Body& body, http::Response& response) const {
  if (body.error()) return fail(*body.error());
  const bool answered = response.outcome == http::Outcome::answered;
  const bool kept = answered && response.status >= 200 && response.status <= 299;
  if (kept) blobs_->keep(body);
  if (!answered && body.cancelled()) response.outcome = http::Outcome::cancelled;
  return kept;
}

relais_status HttpService::send(const relais_http_request* const* requests, std::size_t count,
                                const relais_http_response* const** responses) {
  forget();
  std::vector<http::Request> list;
  std::vector<Body> bodies;
  list.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    Intake intake;
    list.push_back(request_of(*requests[i], intake));
    if (!intake.good())
      return call_.refuse("request " + std::to_string(i) + ": " + intake.problem());
    auto body = body_of(*requests[i]);
    if (!body) return call_.refuse("request " + std::to_string(i) + ": " + body.error().text);
    for (const Body& other : bodies)
      if (*body && other && other->name() == (*body)->name())
        return call_.refuse("request " + std::to_string(i) + ": its blob takes another answer too");
    list.back().sink = body->get();
    bodies.push_back(std::move(*body));
  }
  responses_ = transport_.send(list);
  if (responses_.size() != count)
    return call_.keep({Errc::internal, "the transport answered " +
                                           std::to_string(responses_.size()) + " of " +
                                           std::to_string(count) + " requests"});
  for (std::size_t i = 0; i < count; ++i) {
    const Result<bool> in_blob = bodies[i] ? settle(*bodies[i], responses_[i]) : false;
    if (!in_blob) return call_.keep(in_blob.error());
    lend(responses_[i], *in_blob);
  }
  *responses = pointers_.data();
  return RELAIS_OK;
}

void HttpService::lend(const http::Response& response, bool in_blob) {
  std::vector<const relais_header*>& list = header_lists_.emplace_back();
  for (const http::Header& header : response.headers) {
    headers_.push_back({sizeof(relais_header), lent(header.name), lent(header.value)});
    list.push_back(&headers_.back());
  }
  call_.wait_until(response.not_before);
  relais_http_response& raw = raw_.emplace_back();
  raw.struct_size = sizeof raw;
  raw.status = status_of(response.outcome);
  raw.code = response.status;
  raw.headers = list.data();
  raw.header_count = list.size();
  if (!in_blob) raw.body = lent(response.body);
  raw.body_size = in_blob ? response.body_size : response.body.size();
  raw.error = lent(response.error);
  raw.request_id = lent(response.request_id);
  raw.not_before_ms = response.not_before;
  pointers_.push_back(&raw);
}

}  // namespace relais::plugin
