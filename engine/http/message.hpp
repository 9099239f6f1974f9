// Requests and what became of them, as the engine and its plugins see them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"

namespace relais::http {

struct Header {
  std::string name;
  std::string value;
};

struct Request {
  std::string method;
  std::string url;
  std::vector<Header> headers{};
  std::string body{};
  /// Repeating it changes nothing more; only such requests are retried after 5xx and broken
  /// connections.
  bool idempotent = false;
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
  std::string error{};       ///< why there is no answer, for people; no secrets
  std::string request_id{};  ///< the other side's id of the request
  Millis not_before = 0;

  /// Value of the first header of that lower-case name, or empty.
  std::string_view header(std::string_view name) const;
};

}  // namespace relais::http
