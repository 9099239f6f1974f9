// What every role of a plugin at work has in common: the session, its host, and calls that end well
// whatever the plugin does.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/plugin/call.hpp"
#include "engine/plugin/call_blobs.hpp"
#include "engine/plugin/export_types.hpp"
#include "engine/plugin/host_table.hpp"
#include "engine/plugin/session.hpp"

namespace relais::plugin {

class SessionCore {
 public:
  SessionCore(const PluginEntry& entry, SessionOptions options);
  SessionCore(const SessionCore&) = delete;
  SessionCore& operator=(const SessionCore&) = delete;
  ~SessionCore() { close(); }

  Result<void> open();
  /// Before anything is destroyed that the plugin may still call.
  void close();
  /// The table of a role, or nullptr. It may throw what the plugin throws.
  const void* role(std::string_view id) const;

  Result<std::vector<Probe>> check();
  Result<void> commit_state() { return state_ ? state_->commit() : Result<void>(); }

  relais_session* raw() const { return session_; }
  Call& call() { return call_; }
  const Call& call() const { return call_; }
  /// Null: the plugin is not handed relais.blob/1.
  CallBlobs* blobs() { return blobs_ ? &*blobs_ : nullptr; }
  const std::string& name() const { return name_; }

  /// Runs `body`, which calls the plugin, and makes one result out of all that was learned.
  template <class Body>
  Result<void> perform(std::string_view what, Body&& body) {
    call_.begin();
    relais_status status = RELAIS_ERR_INTERNAL;
    try {
      status = body();
    } catch (...) {
      call_.broke("an exception left it");
    }
    return end_of_call(what, status);
  }

  tl::unexpected<Error> unsupported(std::string_view what) const;

 private:
  StateBuffer* state_buffer();
  CallBlobs* call_blobs();
  Result<void> end_of_call(std::string_view what, relais_status status);
  Result<void> outcome_of(std::string_view what, relais_status status);
  std::string report_it() const;

  const Manifest manifest_;
  const relais_plugin& plugin_;
  const SessionOptions options_;
  const std::string name_;
  std::optional<StateBuffer> state_;
  Call call_;
  std::optional<CallBlobs> blobs_;
  HostTable host_;
  relais_session* session_ = nullptr;
};

/// Text of the engine's, for the time of a call.
inline relais_str lend(std::string_view text) { return {text.data(), text.size()}; }

template <class T>
std::vector<const T*> pointers_to(const std::vector<T>& values) {
  std::vector<const T*> pointers;
  pointers.reserve(values.size());
  for (const T& value : values) pointers.push_back(&value);
  return pointers;
}

}  // namespace relais::plugin
