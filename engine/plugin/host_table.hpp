// What a session is handed: the core functions, and the services that its manifest names.
#pragma once

#include <optional>
#include <string>

#include "engine/plugin/call.hpp"
#include "engine/plugin/http_service.hpp"
#include "engine/plugin/manifest.hpp"
#include "engine/plugin/session.hpp"
#include "relais/host.h"
#include "relais/services.h"

namespace relais::plugin {

class HostTable {
 public:
  /// `name` stands in front of each line of the log. `state` and `blobs` may be null. All outlive
  /// the table.
  HostTable(const Manifest& manifest, const SessionOptions& options, std::string name,
            StateBuffer* state, CallBlobs* blobs, Call& call);
  HostTable(const HostTable&) = delete;
  HostTable& operator=(const HostTable&) = delete;

  const relais_host* host() const { return &host_; }
  void end_of_call();

 private:
  void fill_host();
  void fill_state();
  void fill_others();
  const void* service(std::string_view id) const;

  const Manifest& manifest_;
  const SessionOptions& options_;
  std::string name_;
  StateBuffer* state_buffer_;
  CallBlobs* blobs_;
  Call& call_;

  relais_host host_{};
  std::optional<HttpService> http_;
  relais_state state_{};
  relais_clock clock_{};
  relais_progress progress_{};
  relais_metrics metrics_{};
};

}  // namespace relais::plugin
