// Sends requests of one mailbox to their outcome: permitted URLs only, credentials, gate, retries.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/error.hpp"
#include "engine/base/steps.hpp"
#include "engine/http/client.hpp"
#include "engine/http/gate.hpp"
#include "engine/http/message.hpp"

namespace relais::http {

/// What is sent as `Authorization`, or why nothing can be.
struct Authorisation {
  enum class State {
    granted,
    refused,  ///< trying again is of no use before somebody acts
    later,    ///< it did not work now; `not_before` says when to try again
  };
  State state = State::later;
  std::string header{};  ///< value of `Authorization`; empty: none is sent
  Millis valid_until = 0;
  Millis not_before = 0;
  std::string error{};  ///< for people; no secrets
};

/// The service behind a connection, as a Sender needs it. Thread-safe.
class Service {
 public:
  virtual ~Service() = default;
  /// May block. `refused` is the authorisation that was just answered with 401, if any; the answer
  /// may be the same pointer if there is no better one.
  virtual std::shared_ptr<const Authorisation> authorise(
      const std::shared_ptr<const Authorisation>& refused) = 0;
  /// A request that got a renewed authorisation was refused again, for another reason then. Does
  /// not block.
  virtual void renewal_did_not_help() = 0;
  /// The absolute URL, or Errc::config if it is not one of the service's. Does not block.
  virtual Result<std::string> locate(std::string_view url) const = 0;
  /// Header in which an id of our own is sent with each attempt; empty: none.
  virtual std::string_view tracking_header() const = 0;
  /// Header (lower case) in which the service names its id of the request.
  virtual std::string_view request_id_header() const = 0;
};

struct Counters {
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> mutating{0};
  std::atomic<std::uint64_t> throttled{0};
};

struct SenderContext {
  Client* client = nullptr;
  Clock* clock = nullptr;
  Service* service = nullptr;
  std::shared_ptr<Gate> gate{};
  std::function<double()> random{};  ///< [0, 1), for the jitter
  const std::atomic<bool>* cancel = nullptr;
  StepListener* steps = nullptr;
  std::array<Counters*, 2> counters{};
  /// A send waits no longer than this for throttling and between retries, taken together.
  Millis patience = 5'000;
};

/// One response per request, in order. Blocks; not from a callback of the client. What is in flight
/// when `cancel` is set is awaited.
std::vector<Response> send_all(const SenderContext& context, std::span<const Request> requests);

}  // namespace relais::http
