// Requests and what became of them, as the engine and its plugins see them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"

namespace relais::http {

struct Header {
  std::string name;
  std::string value;
};

/// Takes the body of an answer as it comes, instead of memory. Called by one thread at a time while
/// the request is under way; must not block for long. False: no more is wanted, and the attempt is
/// broken off.
class BodySink {
 public:
  virtual ~BodySink() = default;
  /// A 2xx answer begins, of this or of another attempt: what came before is not part of the body.
  virtual bool begin() = 0;
  virtual bool write(std::string_view bytes) = 0;
};

struct Request {
  std::string method;
  std::string url;
  std::vector<Header> headers{};
  std::string body{};
  /// Repeating it changes nothing more; only such requests are retried after 5xx and broken
  /// connections.
  bool idempotent = false;
  /// Takes the body of a 2xx answer; outlives the send. Others keep their body.
  BodySink* sink = nullptr;
};

/// What is known after a request; the order of the ABI's statuses, without its numbers.
enum class Outcome {
  answered,       ///< an answer came, whatever its status
  not_done,       ///< certainly without effect; `not_before` says when to try again
  unknown,        ///< sent, no usable answer: it may have been done
  unauthorised,   ///< no credentials could be had, or they were refused twice
  forbidden_url,  ///< not one of the account's hosts, or not https
  cancelled,      ///< not sent
};

struct Response {
  Outcome outcome = Outcome::not_done;
  int status = 0;                 ///< HTTP status; 0 without an answer
  std::vector<Header> headers{};  ///< names in lower case
  std::string body{};
  std::uint64_t body_size = 0;  ///< also of what went into the request's sink
  std::string error{};          ///< why there is no answer, for people; no secrets
  std::string request_id{};     ///< the other side's id of the request
  std::string tracking_id{};    ///< ours, as it was sent along; empty: none was
  Millis not_before = 0;

  /// Value of the first header of that lower-case name, or empty.
  std::string_view header(std::string_view name) const;
};

}  // namespace relais::http
