// Where the reports of a connector that collects arrive: copied, checked, counted. They live as
// long as the session, so that what a plugin says after a call has ended meets a closed door.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/plugin/call.hpp"
#include "engine/plugin/call_blobs.hpp"
#include "engine/plugin/collect_types.hpp"
#include "engine/plugin/message_json.hpp"
#include "relais/collect.h"

namespace relais::plugin {

/// Opens a sink for the time of a call.
template <class Sink>
class OpenSink {
 public:
  template <class... Arguments>
  explicit OpenSink(Sink& sink, Arguments&&... arguments) : sink_(sink) {
    sink_.open(std::forward<Arguments>(arguments)...);
  }
  ~OpenSink() { sink_.close(); }
  OpenSink(const OpenSink&) = delete;
  OpenSink& operator=(const OpenSink&) = delete;

 private:
  Sink& sink_;
};

class FolderSink {
 public:
  explicit FolderSink(Call& call);
  const relais_folder_sink* raw() const { return &raw_; }
  void open();
  void close();
  std::vector<mail::Folder> folders;

 private:
  relais_status take(const relais_folder& folder);
  Call& call_;
  bool open_ = false;
  std::set<std::string> ids_;
  relais_folder_sink raw_{};
};

class InboxSink {
 public:
  /// `blobs` may be null.
  InboxSink(Call& call, CallBlobs* blobs);
  const relais_inbox* raw() const { return &raw_; }

  /// For a collect.
  void open(Inbox& into);
  /// For a fetch of these ids.
  void open(Inbox& into, std::span<const std::string> ids);
  void close();
  /// What is missing after a call that ended well; empty: nothing.
  std::string missing() const;

 private:
  bool stopped() const { return !into_ || call_.engine || !call_.breach.empty(); }
  relais_status offer(relais_str envelope, std::int32_t* verdict);
  relais_status store(relais_str message);
  relais_status moved(relais_str id, relais_str folder);
  relais_status checkpoint(relais_str cursor);
  relais_status later(relais_str id);

  void settle(const std::string& id);
  void check_blobs(const ReportedMessage& reported, Intake& intake) const;
  Result<Message> durable(ReportedMessage&& reported, Offer offer);
  Result<std::optional<StoredBlob>> durable(const std::optional<ReportedMessage::Blob>& blob);
  relais_status keep(const Result<void>& done);

  Call& call_;
  CallBlobs* blobs_;
  Inbox* into_ = nullptr;  ///< null: closed
  bool fetching_ = false;
  bool pending_ = false;                                  ///< no checkpoint behind a report
  std::unordered_map<std::string, json::object> wanted_;  ///< to be stored, as offered
  std::set<std::string, std::less<>> asked_;              ///< of a fetch
  std::set<std::string, std::less<>> unanswered_;         ///< of these
  relais_inbox raw_{};
};

class MarkSink {
 public:
  explicit MarkSink(Call& call);
  const relais_mark_sink* raw() const { return &raw_; }
  void open(std::size_t count, const Collector::OnMark& on_mark);
  void close();
  bool complete() const { return silent_ == 0; }
  /// As of ResultSink. To be called while it is open.
  void report_silent(const std::optional<Error>& call_error, const std::string& plugin);

 private:
  relais_status take(const relais_mark_result& result);
  Call& call_;
  const Collector::OnMark* on_mark_ = nullptr;  ///< null: closed
  std::vector<bool> reported_;
  std::size_t silent_ = 0;
  relais_mark_sink raw_{};
};

}  // namespace relais::plugin
