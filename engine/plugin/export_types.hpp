// What the engine says to a connector and hears from it, as values, and the interface that says it.
//
// The planner and the sync engine know only this file: they work the same on a loaded plugin
// (session.hpp) and on a fake. The fields mean what plugin-api/include/relais/export.h says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/error.hpp"

namespace relais::plugin {

/// What one part of an item should look like on the other side.
struct Document {
  std::string part{};         ///< stable; empty for the only one
  std::string body{};         ///< JSON, opaque to the engine
  std::string fingerprint{};  ///< written fingerprint, 1 to 64 bytes
  std::string degraded{};     ///< JSON array of {"field", "reason"}, or empty
  std::string revisit_on{};   ///< YYYY-MM-DD, or empty
  bool keep = false;          ///< keeps a copy right that is there; none is created
};

struct Container {
  std::string id{};  ///< empty: the default one, whose id cannot be known
  bool created = false;
};

enum class OpAction : std::int32_t { create = 0, update = 1, remove = 2 };

struct Op {
  OpAction action = OpAction::create;
  std::string key{};
  std::uint32_t incarnation = 0;
  bool verify = false;  ///< the link is not from our own create: not_found unless it carries `key`
  std::string token{};  ///< create: idempotency token
  std::string container{};  ///< create: where; otherwise: where last seen
  std::string remote_id{};
  std::string etag{};
  std::string document{};
  std::string fingerprint{};
  bool news = false;       ///< update: the item changed at its source; else facts stay
  std::string previous{};  ///< update: written fingerprint of the copy; empty: unknown
};

/// What became of one operation.
struct OpResult {
  std::size_t index = 0;        ///< of the operation in the call
  std::optional<Errc> error{};  ///< none: done (a delete also when it was gone already)
  bool attempted = true;        ///< false: certainly nothing was sent
  std::string remote_id{};
  std::string etag{};
  std::string container{};
  std::string remote_fingerprint{};  ///< empty: unknown
  std::string facts{};               ///< JSON object, or empty
  std::string code{};                ///< the backend's error code, verbatim
  std::string message{};             ///< for people
  std::string request_id{};
  Millis not_before = 0;

  bool ok() const { return !error; }
};

/// `removed`: said to be gone; a claim, which `lookup` settles.
struct Change {
  bool removed = false;
  std::string remote_id{};
  std::string key{};                  ///< if seen
  std::string written_fingerprint{};  ///< if seen
  std::string etag{};
  std::string container{};
  std::string remote_fingerprint{};  ///< empty: unknown
  std::string facts{};               ///< JSON object, or empty
};

enum class Life : std::int32_t { live = 0, trashed = 1, gone = 2 };

struct Ref {
  std::string key{};        ///< empty: by remote id only
  std::string remote_id{};  ///< empty: by key only, which finds all copies
};

struct Found {
  std::size_t index = 0;  ///< of the ref in the call; 0 in an inventory
  Life life = Life::live;
  std::string remote_id{};
  std::string key{};  ///< as the item carries it; empty: foreign
  std::string written_fingerprint{};
  std::string etag{};
  std::string container{};
  std::string remote_fingerprint{};
  std::string facts{};
  std::string created_at{};
};

enum class ProbeOutcome : std::int32_t { ok = 0, failed = 1, not_needed = 2, degraded = 3 };

/// One line of a connection test.
struct Probe {
  std::string name{};
  ProbeOutcome outcome = ProbeOutcome::ok;
  int http_status = 0;
  std::string code{};
  std::string message{};
  std::string request_id{};
};

/// Where an observation goes. An error ends the observation and is its result.
class ChangeSink {
 public:
  virtual ~ChangeSink() = default;
  virtual Result<void> change(Change change) = 0;
  /// After every page: changes so far and `cursor` belong into one transaction.
  virtual Result<void> checkpoint(std::string cursor) = 0;
  /// A full listing really reached its end.
  virtual Result<void> complete() = 0;
};

/// One mailbox, seen through the export role of one plugin. Calls never overlap.
///
/// Errors: Errc::temporary (see not_before), refused, config, resync (observe), cancelled, internal
/// (the plugin broke its contract; the text names it), unsupported.
class Exporter {
 public:
  using OnResult = std::function<void(OpResult)>;
  using OnFound = std::function<Result<void>(Found)>;

  virtual ~Exporter() = default;

  /// Pure. No document: the item has no place on this target. Errc::item: it cannot be shown.
  virtual Result<std::vector<Document>> render(std::string_view target, std::string_view item,
                                               std::string_view today) = 0;
  virtual Result<Container> ensure(std::string_view target, std::string_view stored) = 0;
  /// Before it returns, `on_result` got exactly one result per operation, also when the call fails.
  /// Those that the plugin kept silent about: not attempted, if the call failed for a reason that
  /// it named; otherwise a create has an unknown outcome, and the others are temporary failures.
  virtual Result<void> apply(std::string_view target, std::span<const Op> ops,
                             const OnResult& on_result) = 0;
  virtual Result<void> observe(std::string_view target, std::string_view container,
                               std::string_view cursor, bool full, ChangeSink& sink) = 0;
  /// At least one answer per ref, in the order found.
  virtual Result<std::vector<Found>> lookup(std::string_view target, std::span<const Ref> refs) = 0;
  virtual Result<void> inventory(std::string_view target, const OnFound& on_found) = 0;
  /// Errc::conflict: the container is not empty.
  virtual Result<void> discard(std::string_view target, std::string_view container) = 0;
  virtual Result<std::vector<Probe>> check() = 0;

  /// When to try again after the last call ended with Errc::temporary; 0: not said.
  virtual Millis not_before() const = 0;
  /// Makes durable what the plugin put into its state: call it inside the transaction that commits
  /// a report or a checkpoint. What is not committed when a call fails is forgotten.
  virtual Result<void> commit_state() = 0;
};

}  // namespace relais::plugin
