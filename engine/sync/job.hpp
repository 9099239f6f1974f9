// What one worker needs to work on one mailbox.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/config/config.hpp"
#include "engine/connection/connection.hpp"
#include "engine/ledger/ledger.hpp"
#include "engine/plugin/export_types.hpp"
#include "engine/plugin/manifest.hpp"
#include "engine/store/store.hpp"
#include "engine/sync/ledger_state.hpp"

namespace relais::sync {

/// Hears how a run goes on. Thread-safe.
class Progress {
 public:
  virtual ~Progress() = default;
  virtual void planned(std::int64_t actions) = 0;
  virtual void done(std::int64_t actions) = 0;
  virtual void waiting(Millis until) = 0;
};

/// What a run works with. All of it outlives the run.
struct Context {
  store::Store& store;
  ledger::Ledger& ledger;
  Clock& clock;
  const std::atomic<bool>& cancel;
  std::string store_uuid;
  ledger::RunId run = 0;
  Progress* progress = nullptr;

  bool cancelled() const { return cancel.load(std::memory_order_relaxed); }
};

/// One kind that a plugin keeps in one mailbox for one entity.
struct LaneKind {
  std::string kind;
  std::string target;
  std::string config;  ///< fingerprint of configuration and plugin revision
  std::string scope;   ///< fingerprint of that and of whom it is for: another one is planned whole
  ledger::StreamId home = 0;
  std::vector<std::string> on;  ///< handlers of this mailbox that want the kind
  std::map<std::string, config::Privacy, std::less<>> privacy;  ///< of those
  std::vector<std::string> off;   ///< those that do not, or were linked here once: frozen copies
  std::vector<std::string> kept;  ///< those of whom nothing can be said now: nothing is removed
};

/// One plugin at work for one entity in one mailbox. Calls to it never overlap.
struct Lane {
  Lane() = default;
  Lane(Lane&&) = default;
  Lane& operator=(Lane&&) = default;

  std::string entity;
  std::string addin;
  std::string label;  ///< for logs and errors: entity and handler codes
  std::string time_zone;
  config::Window window;
  config::Safety safety;
  std::vector<LaneKind> kinds;
  const plugin::Manifest* manifest = nullptr;
  connection::Connection* connection = nullptr;
  std::unique_ptr<connection::Transport> transport;
  std::unique_ptr<LedgerState> state;
  std::unique_ptr<plugin::Exporter> exporter;
  std::vector<std::string> selected;  ///< handlers that the run is about; all of them, or some
  bool ready = false;                 ///< copies that an earlier ledger knew were looked for
  std::set<std::string> open;         ///< keys whose create has an unknown outcome
  bool stopped = false;               ///< refused, or broken: not to be worked on again in this run
  /// Targets that refused, and what they said: not to be worked on again in this run either. A task
  /// list that is not permitted keeps nothing out of the calendar.
  std::map<std::string, Error, std::less<>> closed;
  std::optional<Error> refusal;  ///< what the other side refused in this run

  const LaneKind* kind(std::string_view name) const;
  /// Closes the target if that is what the error means.
  bool closes(std::string_view target, const Error& error);
  /// Whether any of its kinds is wanted by anybody.
  bool wanted() const;
  /// Whether any of its kinds is wanted by one of the handlers that the run is about.
  bool wanted_by_selected() const;
};

/// A mailbox and everything that works on it. One worker at a time.
struct Job {
  Job() = default;
  Job(Job&&) = default;
  Job& operator=(Job&&) = default;

  ledger::Mailbox mailbox;
  std::string label;
  std::vector<Lane> lanes;
  std::set<std::string> entities;       ///< that have handlers here, also those without a lane
  std::vector<ledger::Stream> streams;  ///< as in the ledger, also those that nothing lives in now
  bool stopped = false;                 ///< no time is left to wait for it in this run

  ledger::Stream* stream(ledger::StreamId id);
  /// Which lane a stream belongs to, or nullptr.
  Lane* lane_of(const ledger::Stream& stream);
};

}  // namespace relais::sync
