// relais.http/1 over a connection's transport.
#pragma once

#include <deque>
#include <vector>

#include "engine/connection/connection.hpp"
#include "engine/plugin/call.hpp"
#include "engine/plugin/call_blobs.hpp"
#include "relais/services.h"

namespace relais::plugin {

class HttpService {
 public:
  /// All outlive the service. `blobs` null: no answer can go into a blob.
  HttpService(connection::Transport& transport, Call& call, CallBlobs* blobs);
  HttpService(const HttpService&) = delete;
  HttpService& operator=(const HttpService&) = delete;

  const relais_http* table() const { return &table_; }
  /// The end of the session's call: the responses are gone.
  void forget();

 private:
  relais_status send(const relais_http_request* const* requests, std::size_t count,
                     const relais_http_response* const** responses);
  using Body = std::unique_ptr<CallBlobs::Body>;
  Result<Body> body_of(const relais_http_request& request) const;
  /// Whether the answer is one that stands in its blob now.
  Result<bool> settle(CallBlobs::Body& body, http::Response& response) const;
  void lend(const http::Response& response, bool in_blob);

  connection::Transport& transport_;
  Call& call_;
  CallBlobs* blobs_;
  relais_http table_{};
  std::vector<http::Response> responses_;
  // Deques: what a pointer was taken of must not move.
  std::deque<relais_header> headers_;
  std::deque<std::vector<const relais_header*>> header_lists_;
  std::deque<relais_http_response> raw_;
  std::vector<const relais_http_response*> pointers_;
};

}  // namespace relais::plugin
