// The role collect: its structs as C++ values, and where a plugin reports messages.
//
// Envelopes, messages and folders of messages are JSON after plugin-api/schemas/envelope.json and
// message.json. As in sinks.hpp, RELAIS_CHECKS checks the contract of collect.h while the plugin
// runs, as far as that is possible without reading the JSON; the engine checks all of it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../collect.h"
#include "sinks.hpp"
#include "status.hpp"

namespace relais::sdk {
inline namespace v1 {

// ---- in -----------------------------------------------------------------------------------------

enum class Purpose : std::int32_t {
  poll = RELAIS_PURPOSE_POLL,
  audit = RELAIS_PURPOSE_AUDIT,
  history = RELAIS_PURPOSE_HISTORY,
};

enum class Marker : std::int32_t {
  none = RELAIS_MARK_NONE,
  received = RELAIS_MARK_RECEIVED,
  archived = RELAIS_MARK_ARCHIVED,
};

/// The marker that a message is to carry, instead of any other of ours.
struct Mark {
  std::size_t index = 0;
  Marker marker = Marker::none;
  std::string_view remote_id{};
};

// ---- out ----------------------------------------------------------------------------------------

struct Folder {
  std::string id{};
  std::string parent_id{};   ///< empty: top level
  std::string name{};        ///< as its owner sees it
  std::string well_known{};  ///< "inbox", ...; empty: the owner's own
  std::string kind = "mail";
  bool hidden = false;
  std::uint64_t item_count = 0;
};

struct MarkResult {
  Status status = Status::ok;  ///< not_found: the message is gone
  std::string code{};          ///< the backend's error code, verbatim
  std::string message{};       ///< for people; no content of the message
  std::string request_id{};
  std::int64_t not_before_ms = 0;
};

/// Of `folders`: parents before children.
class FolderSink {
 public:
  explicit FolderSink(const relais_folder_sink* sink) : sink_(sink) {}

  void add(const Folder& folder) {
    detail::require(!folder.id.empty(), "folders", "a folder has an id");
    const relais_folder raw{sizeof raw,          folder.hidden ? 1U : 0U,
                            borrow(folder.id),   borrow(folder.parent_id),
                            borrow(folder.name), borrow(folder.well_known),
                            borrow(folder.kind), folder.item_count};
    detail::obey(sink_->folder(sink_->self, &raw));
  }

 private:
  const relais_folder_sink* sink_;
};

/// Of `collect` and `fetch`.
class Inbox {
 public:
  /// `pages`: whether checkpoints follow (collect), or not (fetch).
  Inbox(const relais_inbox* inbox, bool pages) : inbox_(inbox), pages_(pages) {}

  /// Whether the message is wanted: then it is to be stored, reported as gone, or left for later,
  /// before the next checkpoint.
  [[nodiscard]] bool offer(std::string_view envelope) {
    std::int32_t verdict = RELAIS_VERDICT_SKIP;
    pending_ = true;
    detail::obey(inbox_->offer(inbox_->self, borrow(envelope), &verdict));
    return verdict == RELAIS_VERDICT_COLLECT;
  }

  /// A message that is wanted. Once this returns, it is durable with the blobs that it names.
  void store(std::string_view message) {
    detail::obey(inbox_->store(inbox_->self, borrow(message)));
  }

  /// A message that was offered before, wanted or not, lies in another folder now: the `folder` of
  /// envelope.json.
  void moved(std::string_view remote_id, std::string_view folder) {
    detail::require(!folder.empty(), "moved", "a message moves to a folder");
    report(remote_id, folder);
  }
  /// The mailbox has it no more.
  void gone(std::string_view remote_id) { report(remote_id, {}); }

  /// It is wanted, or could not even be offered, and cannot be had now though the service is well
  /// otherwise: the engine keeps its id and asks for it with `fetch`.
  void later(std::string_view remote_id) {
    detail::require(!remote_id.empty(), "later", "a message has an id");
    pending_ = true;
    detail::obey(inbox_->later(inbox_->self, borrow(remote_id)));
  }

  /// All messages so far are offered and settled; the next call may begin at `cursor`.
  void checkpoint(std::string_view cursor) {
    detail::require(pages_, "fetch", "it has no checkpoints");
    pending_ = false;
    detail::obey(inbox_->checkpoint(inbox_->self, borrow(cursor)));
  }

  /// Called by the SDK when `collect` or `fetch` returned without a Failure.
  void finish() const {
    detail::require(!pages_ || !pending_, "collect", "a checkpoint follows the messages of a page");
  }

 private:
  void report(std::string_view remote_id, std::string_view folder) {
    detail::require(!remote_id.empty(), "moved", "a message has an id");
    pending_ = true;
    detail::obey(inbox_->moved(inbox_->self, borrow(remote_id), borrow(folder)));
  }

  const relais_inbox* inbox_;
  bool pages_;
  bool pending_ = false;
};

/// Of `mark`: each mark exactly once, in any order.
class MarkSink {
 public:
  MarkSink(const relais_mark_sink* sink, std::size_t count)
      : sink_(sink), reported_(count, false) {}

  void report(const Mark& mark, const MarkResult& result) {
    detail::require(mark.index < reported_.size(), "mark", "only marks of this call");
    detail::require(!reported_[mark.index], "mark", "each mark is reported once");
    reported_[mark.index] = true;
    const relais_mark_result raw{sizeof raw,
                                 static_cast<relais_status>(result.status),
                                 mark.index,
                                 borrow(result.code),
                                 borrow(result.message),
                                 borrow(result.request_id),
                                 result.not_before_ms};
    detail::obey(sink_->result(sink_->self, &raw));
  }

  bool reported(const Mark& mark) const {
    return mark.index < reported_.size() && reported_[mark.index];
  }

  /// Called by the SDK when `mark` returned without a Failure.
  void finish() const {
    detail::require(std::find(reported_.begin(), reported_.end(), false) == reported_.end(), "mark",
                    "each mark is reported, unless the call fails");
  }

 private:
  const relais_mark_sink* sink_;
  std::vector<bool> reported_;
};

}  // namespace v1
}  // namespace relais::sdk
