// Requests to the entity's connection (relais.http/1). The engine adds the credentials, paces,
// retries and waits; a plugin says what to send and reads what came.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../services.h"
#include "status.hpp"

namespace relais::sdk {
inline namespace v1 {

struct Header {
  std::string name;
  std::string value;
};

struct Request {
  std::string method = "GET";
  std::string url{};  ///< absolute, or relative to the connection's first base URL
  std::vector<Header> headers{};
  std::string body{};       ///< empty: none
  bool idempotent = false;  ///< repeating it changes nothing more
  std::string blob{};       ///< name of a blob that takes the body of a 2xx answer; empty: none
};

/// A view: valid until the next send of this session or the end of the call.
class Response {
 public:
  explicit Response(const relais_http_response* raw) : raw_(raw) {}

  Status status() const { return status_of(raw_->status); }
  bool answered() const { return raw_->status == RELAIS_OK; }
  /// HTTP status; 0 without an answer.
  int code() const { return raw_->code; }
  bool success() const { return answered() && code() >= 200 && code() < 300; }
  std::string_view body() const { return view(raw_->body); }
  /// Bytes of the body, also if it went into a blob.
  std::uint64_t body_size() const {
    return RELAIS_REACHES(raw_, relais_http_response, body_size) ? raw_->body_size
                                                                 : raw_->body.size;
  }
  /// Why there is no answer, for people.
  std::string_view error() const { return view(raw_->error); }
  std::string_view request_id() const { return view(raw_->request_id); }
  std::int64_t not_before_ms() const { return raw_->not_before_ms; }
  std::size_t header_count() const { return raw_->header_count; }
  /// Value of the first header of that lower-case name, or empty.
  std::string_view header(std::string_view name) const {
    for (std::size_t i = 0; i < raw_->header_count; ++i)
      if (view(raw_->headers[i]->name) == name) return view(raw_->headers[i]->value);
    return {};
  }

 private:
  const relais_http_response* raw_;
};

class Http {
 public:
  explicit Http(const relais_http* raw) : raw_(raw) {}

  /// One response per request, in order; each with its own outcome.
  std::vector<Response> send(std::span<const Request> requests) const {
    if (requests.empty()) return {};
    Frame frame(requests);
    const relais_http_response* const* answers = nullptr;
    detail::obey(raw_->send(raw_->self, frame.pointers.data(), requests.size(), &answers));
    std::vector<Response> responses;
    responses.reserve(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) responses.emplace_back(answers[i]);
    return responses;
  }
  Response send(const Request& request) const {
    return send(std::span<const Request>(&request, 1)).front();
  }

 private:
  // The C structs of one send. Counted first: nothing may move once a pointer to it was taken.
  struct Frame {
    explicit Frame(std::span<const Request> requests) {
      std::size_t total = 0;
      for (const Request& request : requests) total += request.headers.size();
      headers.reserve(total);
      header_pointers.reserve(total);
      raw.reserve(requests.size());
      pointers.reserve(requests.size());
      for (const Request& request : requests) add(request);
    }

    void add(const Request& request) {
      const std::size_t first = header_pointers.size();
      for (const Header& header : request.headers) {
        headers.push_back({sizeof(relais_header), borrow(header.name), borrow(header.value)});
        header_pointers.push_back(&headers.back());
      }
      raw.push_back({sizeof(relais_http_request), request.idempotent ? 1U : 0U,
                     borrow(request.method), borrow(request.url),
                     request.headers.empty() ? nullptr : header_pointers.data() + first,
                     request.headers.size(), borrow(request.body), borrow(request.blob)});
      pointers.push_back(&raw.back());
    }

    std::vector<relais_header> headers;
    std::vector<const relais_header*> header_pointers;
    std::vector<relais_http_request> raw;
    std::vector<const relais_http_request*> pointers;
  };

  const relais_http* raw_;
};

}  // namespace v1
}  // namespace relais::sdk
