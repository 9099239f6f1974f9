// The transport: one attempt of a request, one answer. Retries, throttling and credentials are the
// Sender's.
//
// One thread drives all transfers (libcurl multi): HTTP/2 and multiplexing where the other side
// offers them, kept-alive connections, compression. TLS is always verified, redirects are never
// followed, and only http and https exist.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/http/message.hpp"

namespace relais::http {

struct ClientOptions {
  std::string ca_file{};     ///< PEM of further trusted roots instead of the system's; for tests
  std::string user_agent{};  ///< empty: `relais/VERSION`
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds total_timeout{300'000};
  std::chrono::milliseconds streamed_timeout{3'600'000};  ///< with a BodySink
  std::chrono::seconds stalled_after{60};                 ///< without a byte in either direction
  std::size_t max_body = 64U << 20U;                      ///< after decompression
  std::uint64_t max_streamed = 1ULL << 30U;               ///< the same, into a BodySink
  std::size_t max_headers = 128U << 10U;
};

/// What one attempt came to.
struct Answer {
  enum class Kind {
    answered,   ///< status, headers and the whole body
    not_sent,   ///< no connection: certainly without effect
    broken,     ///< connection lost or time over after the request may have left
    oversized,  ///< more than the limits of ClientOptions; cut off
    unwanted,   ///< the BodySink wanted no more; cut off
  };
  Kind kind = Kind::not_sent;
  int status = 0;
  std::vector<Header> headers{};  ///< names in lower case
  std::string body{};
  std::uint64_t body_size = 0;  ///< also of what went into a sink
  std::string error{};          ///< for people; no secrets

  std::string_view header(std::string_view name) const;
};

/// The views must stay valid until the callback; nothing of them is copied but the headers.
struct Call {
  std::string_view method;
  std::string url;  ///< absolute
  std::span<const Header> headers{};
  std::span<const Header> more_headers{};
  std::string_view body{};
  BodySink* sink = nullptr;  ///< called in the client's thread, until the callback
};

/// Thread-safe. The destructor breaks off what is in flight and calls its callbacks.
class Client {
 public:
  /// Called once, in the client's thread; may call `start`, must not block.
  using Callback = std::function<void(Answer&&)>;

  explicit Client(ClientOptions options = {});
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void start(const Call& call, Callback callback);
  /// Blocks; not from within a callback.
  Answer send(const Call& call);

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace relais::http
