// Where results go. Each call copies at once; if the engine wants no more, it throws a Failure,
// which the guard turns into the engine's own status: let it pass.
//
// RELAIS_CHECKS (on unless defined as 0) makes the sinks check the contract of export.h while the
// plugin runs; a breach ends the call with Status::internal and a text that names it.
#pragma once

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "types.hpp"

#ifndef RELAIS_CHECKS
#define RELAIS_CHECKS 1
#endif

namespace relais::sdk {
inline namespace v1 {
namespace detail {

inline constexpr bool checks = RELAIS_CHECKS != 0;

inline void require(bool kept, const char* call, std::string_view promise) {
  if (checks && !kept)
    throw Failure(Status::internal,
                  std::string("contract of ") + call + ": " + std::string(promise));
}

}  // namespace detail

/// Of `render`.
class Documents {
 public:
  explicit Documents(const relais_document_sink* sink) : sink_(sink) {}

  void add(const Document& document) {
    detail::require(document.fingerprint.size() <= 64, "render",
                    "a fingerprint has at most 64 bytes");
    detail::require(!document.body.empty(), "render", "a document has a body");
    if (detail::checks)
      detail::require(parts_.insert(document.part).second, "render", "each part is rendered once");
    const relais_document raw{sizeof raw,
                              document.keep ? RELAIS_DOCUMENT_KEEP : 0U,
                              borrow(document.part),
                              borrow(document.body),
                              borrow(document.fingerprint),
                              borrow(document.degraded),
                              borrow(document.revisit_on)};
    detail::obey(sink_->document(sink_->self, &raw));
  }

 private:
  const relais_document_sink* sink_;
  std::set<std::string> parts_;
};

/// Of `apply`: each operation exactly once, in any order.
class Results {
 public:
  Results(const relais_result_sink* sink, std::size_t count)
      : sink_(sink), reported_(count, false) {}

  void report(const Op& op, const Result& result) {
    detail::require(op.index < reported_.size(), "apply", "only operations of this call");
    detail::require(!reported_[op.index], "apply", "each operation is reported once");
    reported_[op.index] = true;
    const relais_result raw{sizeof raw,
                            static_cast<relais_status>(result.status),
                            op.index,
                            borrow(result.remote_id),
                            borrow(result.etag),
                            borrow(result.container),
                            borrow(result.remote_fingerprint),
                            borrow(result.facts),
                            borrow(result.code),
                            borrow(result.message),
                            borrow(result.request_id),
                            result.not_before_ms};
    detail::obey(sink_->result(sink_->self, &raw));
  }

  bool reported(const Op& op) const { return op.index < reported_.size() && reported_[op.index]; }

  /// Called by the SDK when `apply` returned without a Failure.
  void finish() const {
    detail::require(std::find(reported_.begin(), reported_.end(), false) == reported_.end(),
                    "apply", "each operation is reported, unless the call fails");
  }

 private:
  const relais_result_sink* sink_;
  std::vector<bool> reported_;
};

/// Of `observe`: changes, a checkpoint after every page, and `complete` at the end of a full
/// listing.
class Changes {
 public:
  Changes(const relais_change_sink* sink, bool full) : sink_(sink), full_(full) {}

  void upsert(const Upsert& item) {
    detail::require(!item.remote_id.empty(), "observe", "an upsert has a remote id");
    send({sizeof(relais_change), RELAIS_CHANGE_UPSERT, borrow(item.remote_id), borrow(item.key),
          borrow(item.written_fingerprint), borrow(item.etag), borrow(item.container),
          borrow(item.remote_fingerprint), borrow(item.facts)});
  }

  /// It is said to be gone; a claim, which `lookup` settles.
  void remove(std::string_view remote_id) {
    detail::require(!remote_id.empty(), "observe", "a removal has a remote id");
    relais_change raw{};
    raw.struct_size = sizeof raw;
    raw.type = RELAIS_CHANGE_REMOVE;
    raw.remote_id = borrow(remote_id);
    send(raw);
  }

  /// All changes so far are in; a later call may begin at `cursor`.
  void checkpoint(std::string_view cursor) {
    pending_ = false;
    detail::obey(sink_->checkpoint(sink_->self, borrow(cursor)));
  }

  /// A full listing really reached its end.
  void complete() {
    detail::require(full_, "observe", "only a full listing is complete");
    detail::require(!complete_, "observe", "complete is said once");
    pending_ = false;
    complete_ = true;
    detail::obey(sink_->complete(sink_->self));
  }

  /// Called by the SDK when `observe` returned without a Failure.
  void finish() const {
    detail::require(!pending_, "observe", "a checkpoint follows the changes of each page");
    detail::require(!full_ || complete_, "observe",
                    "a full listing ends with complete, unless the call fails");
  }

 private:
  void send(const relais_change& raw) {
    detail::require(!complete_, "observe", "nothing follows complete");
    pending_ = true;
    detail::obey(sink_->change(sink_->self, &raw));
  }

  const relais_change_sink* sink_;
  bool full_;
  bool pending_ = false;
  bool complete_ = false;
};

/// Of `lookup` (each ref at least once) and `inventory` (every item that carries a key).
class Finds {
 public:
  Finds(const relais_found_sink* sink, std::size_t refs) : sink_(sink), answered_(refs, false) {}

  /// Of `lookup`.
  void found(const Ref& ref, const Found& found) {
    detail::require(ref.index < answered_.size(), "lookup", "only refs of this call");
    if (ref.index < answered_.size()) answered_[ref.index] = true;
    send(ref.index, found);
  }
  void gone(const Ref& ref) { found(ref, Found{.state = Life::gone}); }

  /// Of `inventory`.
  void item(const Found& found) {
    detail::require(!found.key.empty(), "inventory", "only items that carry a key");
    send(0, found);
  }

  /// Called by the SDK when `lookup` returned without a Failure.
  void finish() const {
    detail::require(std::find(answered_.begin(), answered_.end(), false) == answered_.end(),
                    "lookup", "each ref is answered, unless the call fails");
  }

 private:
  void send(std::size_t index, const Found& found) {
    detail::require(found.state == Life::gone || !found.remote_id.empty(), "lookup",
                    "what is there has a remote id");
    const relais_found raw{sizeof raw,
                           static_cast<std::int32_t>(found.state),
                           index,
                           borrow(found.remote_id),
                           borrow(found.key),
                           borrow(found.written_fingerprint),
                           borrow(found.etag),
                           borrow(found.container),
                           borrow(found.remote_fingerprint),
                           borrow(found.facts),
                           borrow(found.created_at)};
    detail::obey(sink_->found(sink_->self, &raw));
  }

  const relais_found_sink* sink_;
  std::vector<bool> answered_;
};

/// Of `check`.
class Probes {
 public:
  explicit Probes(const relais_probe_sink* sink) : sink_(sink) {}

  void add(const Probe& probe) {
    const relais_probe raw{sizeof raw,
                           static_cast<std::int32_t>(probe.outcome),
                           borrow(probe.name),
                           probe.http_status,
                           borrow(probe.code),
                           borrow(probe.message),
                           borrow(probe.request_id)};
    detail::obey(sink_->probe(sink_->self, &raw));
  }

 private:
  const relais_probe_sink* sink_;
};

}  // namespace v1
}  // namespace relais::sdk
