// What the engine says to a connector that collects and hears from it, as values, and the interface
// that says it: export_types.hpp for the role collect (plugin-api/include/relais/collect.h).
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
#include "engine/mail/envelope.hpp"
#include "engine/mail/folders.hpp"
#include "engine/plugin/blob_sink.hpp"
#include "engine/plugin/export_types.hpp"

namespace relais::plugin {

enum class Purpose : std::int32_t { poll = 0, audit = 1, history = 2 };
enum class Decision : std::int32_t { skip = 0, collect = 1 };
enum class Marker : std::int32_t { none = 0, received = 1, archived = 2 };

/// Where a message lies.
struct Place {
  std::string folder_id{};
  std::string path{};                        ///< for people only
  std::vector<mail::FolderStep> ancestry{};  ///< from the folder up to the top; empty: not known
};

/// A message as it is offered: what the rules see (with folder_id and ancestry), and what they do
/// not.
struct Offer {
  mail::Envelope envelope{};
  std::string folder_path{};
  std::optional<std::vector<Marker>> markers{};  ///< none: that was not looked at
};

struct Attachment {
  enum class Kind { file, item, reference };
  std::string name{};
  std::string content_type{};
  std::int64_t size = 0;  ///< as the service says
  bool is_inline = false;
  Kind kind = Kind::file;
  std::optional<StoredBlob> blob{};
  std::string note{};  ///< why there is no blob
};

/// A message that was asked for. Its blobs are durable already.
struct Message {
  Offer offer{};            ///< as it was offered, with what became known since
  std::string body_type{};  ///< "text", "html"; empty: there is no body
  std::optional<StoredBlob> body{};
  std::optional<StoredBlob> mime{};
  std::string mime_error{};
  std::vector<Attachment> attachments{};
  std::vector<std::string> notes{};
};

/// Where messages go. An error ends the call and is its result.
class Inbox {
 public:
  virtual ~Inbox() = default;
  virtual Result<Decision> offer(const Offer& offer) = 0;
  /// Durable when it returns. Only messages whose last decision in this call was collect, once.
  virtual Result<void> store(Message message) = 0;
  /// It lies elsewhere now; no place: the mailbox has it no more. It may be one never seen.
  virtual Result<void> moved(std::string_view id, const std::optional<Place>& place) = 0;
  /// It is wanted, or could not even be offered, and cannot be had now: it is to be fetched. Known
  /// for good with the next checkpoint, or with the end of a fetch.
  virtual Result<void> later(std::string_view id) = 0;
  /// All that was to be collected is stored, gone or left for later. Verdicts so far, `cursor` and
  /// Collector::commit_state belong into one transaction.
  virtual Result<void> checkpoint(std::string cursor) = 0;
};

struct Mark {
  std::string remote_id{};
  Marker marker = Marker::none;
};

/// What became of one mark.
struct MarkResult {
  std::size_t index = 0;        ///< of the mark in the call
  std::optional<Errc> error{};  ///< none: the message carries it; not_found: the message is gone
  bool attempted = true;        ///< false: certainly nothing was sent
  std::string code{};           ///< the backend's error code, verbatim
  std::string message{};        ///< for people
  std::string request_id{};
  Millis not_before = 0;

  bool ok() const { return !error; }
};

/// One mailbox, seen through the collect role of one plugin. Calls never overlap. Errors as of
/// Exporter.
class Collector {
 public:
  using OnMark = std::function<void(MarkResult)>;

  virtual ~Collector() = default;

  /// Parents before children, each once.
  virtual Result<std::vector<mail::Folder>> folders() = 0;
  /// Errc::resync: the cursor expired.
  virtual Result<void> collect(Purpose purpose, std::string_view cursor, Inbox& inbox) = 0;
  /// Each message is offered, or said to be gone. No checkpoints.
  virtual Result<void> fetch(std::span<const std::string> ids, Inbox& inbox) = 0;
  /// Before it returns, `on_mark` got exactly one result per mark, also when the call fails. Those
  /// that the plugin kept silent about: not attempted, if the call failed for a reason that it
  /// named; otherwise temporary failures.
  virtual Result<void> mark(std::span<const Mark> marks, const OnMark& on_mark) = 0;
  virtual Result<std::vector<Probe>> check() = 0;

  /// As of Exporter.
  virtual Millis not_before() const = 0;
  virtual Result<void> commit_state() = 0;
};

}  // namespace relais::plugin
