// A plugin at work on one mailbox: an opened relais_session as an Exporter.
//
// Nothing that a plugin says is believed unchecked: sizes, indexes, UTF-8, JSON, statuses, how
// often it reports. What breaks the contract of export.h becomes an error that names the plugin.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/clock.hpp"
#include "engine/connection/connection.hpp"
#include "engine/plugin/blob_sink.hpp"
#include "engine/plugin/catalogue.hpp"
#include "engine/plugin/export_types.hpp"
#include "engine/plugin/state_store.hpp"

namespace relais::plugin {

/// Hears progress and metrics of a session; the engine adds the labels. Thread-safe.
class SessionObserver {
 public:
  virtual ~SessionObserver() = default;
  virtual void progress(std::uint64_t done, std::uint64_t total) = 0;
  virtual void add(std::string_view metric, double amount) = 0;
  virtual void observe(std::string_view metric, double value) = 0;
};

/// What a session works with. Pointers may be null (then the plugin is not handed that service) and
/// outlive the session.
struct SessionOptions {
  std::string label;    ///< for logs and errors: entity and handler code, no address
  std::string config;   ///< JSON of the plugin's section, valid, with defaults (section_for)
  std::string account;  ///< JSON after plugin-api/schemas/account.json
  connection::Transport* transport = nullptr;
  StateStore* state = nullptr;
  BlobSink* blobs = nullptr;
  Clock* clock = nullptr;
  SessionObserver* observer = nullptr;
  const std::atomic<bool>* cancel = nullptr;
};

/// Opens a session of a usable entry. Errc::config, unsupported, internal.
Result<std::unique_ptr<Exporter>> open_session(const PluginEntry& entry, SessionOptions options);

}  // namespace relais::plugin
