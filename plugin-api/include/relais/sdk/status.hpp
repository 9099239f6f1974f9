// How calls end: a status, a failure with its text, and the guard that keeps exceptions inside.
#pragma once

#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "../host.h"

namespace relais::sdk {
inline namespace v1 {

/// The RELAIS_* statuses of abi.h, typed.
enum class Status : relais_status {
  ok = RELAIS_OK,
  cancelled = RELAIS_CANCELLED,
  config = RELAIS_ERR_CONFIG,
  auth = RELAIS_ERR_AUTH,
  forbidden = RELAIS_ERR_FORBIDDEN,
  not_found = RELAIS_ERR_NOT_FOUND,
  conflict = RELAIS_ERR_CONFLICT,
  resync = RELAIS_ERR_RESYNC,
  item = RELAIS_ERR_ITEM,
  transient = RELAIS_ERR_TRANSIENT,
  unknown_outcome = RELAIS_ERR_UNKNOWN_OUTCOME,
  unsupported = RELAIS_ERR_UNSUPPORTED,
  internal = RELAIS_ERR_INTERNAL,
};

/// An unknown status means internal.
constexpr Status status_of(relais_status status) noexcept {
  return status >= RELAIS_OK && status <= RELAIS_ERR_INTERNAL ? static_cast<Status>(status)
                                                              : Status::internal;
}

constexpr std::string_view view(relais_str text) noexcept {
  return text.data ? std::string_view(text.data, text.size) : std::string_view();
}

/// Borrowed. Empty text becomes absent.
constexpr relais_str borrow(std::string_view text) noexcept {
  return text.empty() ? relais_str{nullptr, 0} : relais_str{text.data(), text.size()};
}

/// Ends the call in progress. The text says what was attempted, on what, what happened and what can
/// be done; never a name, subject, address, body or token. Empty: the status says it all.
class Failure : public std::runtime_error {
 public:
  explicit Failure(Status status, const std::string& text = {})
      : std::runtime_error(text), status_(status) {}
  Status status() const noexcept { return status_; }

 private:
  Status status_;
};

namespace detail {

/// Runs `body` (returning void or Status) and turns whatever happens into a status with its text.
template <class Body>
relais_status guard(const relais_host* host, Body&& body) noexcept {
  const auto fail = [host](Status status, std::string_view text) noexcept {
    const auto code = static_cast<relais_status>(status);
    if (text.empty() || !host || !host->fail) return code;
    return host->fail(host, code, borrow(text));
  };
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Body>>) {
      std::forward<Body>(body)();
      return RELAIS_OK;
    } else {
      return static_cast<relais_status>(Status(std::forward<Body>(body)()));
    }
  } catch (const Failure& failure) {
    // A failure with status ok would look like success.
    if (failure.status() == Status::ok) return fail(Status::internal, "a Failure with status ok");
    return fail(failure.status(), failure.what());
  } catch (const std::bad_alloc&) {
    return fail(Status::internal, "out of memory");
  } catch (const std::exception& error) {
    return fail(Status::internal, error.what());
  } catch (...) {
    return fail(Status::internal, "an exception that is not a std::exception");
  }
}

/// The engine asks to end the call.
inline void obey(relais_status answer) {
  if (answer != RELAIS_OK) throw Failure(status_of(answer));
}

}  // namespace detail
}  // namespace v1
}  // namespace relais::sdk
