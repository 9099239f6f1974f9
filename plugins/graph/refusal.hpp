// Why a request did not succeed, and what that means for the caller's next step.
#pragma once

#include <cstdint>
#include <optional>
#include <relais/sdk.hpp>
#include <string>
#include <string_view>

namespace relais::graph {

/// Graph's error body. Every part of it can be missing or empty.
struct ErrorBody {
  std::string code;        ///< error.code
  std::string inner_code;  ///< the innermost code of error.innerError, if any
  std::string message;  ///< error.message; may quote the item, so it never leaves a connection test
};

/// Reads keys in any case. Anything but a Graph error (HTML, nothing) gives an empty one.
ErrorBody read_error(std::string_view body);

/// What the request was to do: the same answer means different things.
enum class Doing {
  read,    ///< changes nothing
  write,   ///< absolute values or a delete: may be repeated
  create,  ///< must not be repeated before its outcome is known
};

struct Refusal {
  sdk::Status status = sdk::Status::internal;
  int http = 0;      ///< 0: no answer
  std::string code;  ///< the most specific code, or empty
  std::string request_id;
  std::int64_t not_before_ms = 0;
  std::string error{};  ///< why there was no answer, in the host's words

  /// "HTTP 403 ErrorAccessDenied", or why there was no answer; without any content.
  std::string summary() const;
};

/// Nothing if the answer is a success (2xx).
std::optional<Refusal> refusal_of(const sdk::Response& response, Doing doing);

/// The same as the end of a call: "cannot `attempted`: `summary`".
sdk::Failure failure(const Refusal& refusal, std::string_view attempted);

/// Ends the call if the answer is no success.
void demand(const sdk::Response& response, std::string_view attempted, Doing doing = Doing::read);

}  // namespace relais::graph
