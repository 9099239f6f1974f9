// A Microsoft Graph on loopback, for tests that start it in their own process.
//
//   emulator::Emulator graph({});
//   graph.start();
//   emulator::Control control(graph);       // control.hpp
//   ... point `authority` and `graph` at graph.url() ...
#pragma once

#include <memory>
#include <string>

#include "engine/base/clock.hpp"
#include "engine/base/error.hpp"
#include "engine/base/json.hpp"

namespace relais::emulator {

struct Options {
  int port = 0;                    ///< 0: any free one
  bool https = false;              ///< with a certificate made at start
  json::object seed{};             ///< README: "Seed document"
  std::shared_ptr<Clock> clock{};  ///< nothing: the system's
};

/// Thread-safe, but for start and stop. State lives as long as the object, not as the listening.
class Emulator {
 public:
  explicit Emulator(Options options);
  ~Emulator();
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;

  /// Applies the seed and listens on 127.0.0.1; the port. May be called again after `stop`.
  Result<int> start();
  /// Cuts all connections.
  void stop();

  int port() const;
  /// "http://127.0.0.1:1234"
  std::string url() const;
  /// What a client must trust; "" without https.
  std::string certificate_pem() const;

  /// A request of the control interface, without the network. The answer's body, or its error.
  Result<json::value> control(const std::string& method, const std::string& path_and_query,
                              const json::value& body = nullptr);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace relais::emulator
