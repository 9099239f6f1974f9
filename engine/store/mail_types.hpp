// The rows of mail in the practice store. Plain values, without a word of the service.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"

namespace relais::store {

/// Mail collection for one handler.
struct MailAccount {
  std::string entity;
  std::string account;  ///< code of the handler who owns it
  auto operator<=>(const MailAccount&) const = default;
};

enum class AccountPhase { draft, configured, active, suspended };

struct AccountState {
  AccountPhase phase = AccountPhase::draft;
  std::optional<Millis> active_since;  ///< whole seconds; mail received before is not collected
  std::string mailbox_user_id;         ///< of the mailbox that it was activated for
  std::optional<Millis> filters_reviewed_at;
  std::int64_t history_used = 0;  ///< old messages of this mailbox collected by agreement
  std::string marker_degraded;    ///< a code: markers are set, but do not look as they should
};

/// An excluded folder, which keeps being excluded under another name.
struct FolderPin {
  std::string folder_id;
  std::string name;                     ///< when it was pinned
  std::optional<Millis> missing_since;  ///< no folder has this id any more
  bool operator==(const FolderPin&) const = default;
};

/// What is to hold once an account is active, in the same commit.
struct Filters {
  std::vector<FolderPin> pins;          ///< these and no others
  std::optional<Millis> reviewed_at{};  ///< if they were looked at just now
};

/// How far collecting has come; `text` is the collector's own.
struct MailCursor {
  std::string name;  ///< what is read: "poll", "audit", "history", ...
  std::string text;
};

enum class Decision { collect, skip };

/// What was decided about one message. Of a skipped message nothing else is kept.
struct Verdict {
  std::string message_id;  ///< the message's immutable id in the mailbox
  std::string folder_id;   ///< where it lay
  std::optional<Millis> received_at;
  Decision decision = Decision::skip;
  std::string reason;         ///< "folder.always" ... "collect": the codes of docs/store.md
  std::string rule;           ///< the configuration's rule, if one hit
  std::string rule_version;   ///< of the rules that were judged by
  std::string sender_domain;  ///< empty if not known
  Millis decided_at = 0;
  /// Well-known name of the folder that alone speaks against it; empty as a rule.
  std::string slipped_to{};
};

struct ReplacedVerdict {
  Verdict verdict;  ///< without received_at, which stays as it is, and slipped_to
  Millis replaced_at = 0;
};

/// A message as a poll sees it again: in another folder it is judged again.
struct SeenMessage {
  std::string message_id;
  std::string folder_id;
  auto operator<=>(const SeenMessage&) const = default;
};

enum class RecipientRole { to, cc, bcc, reply_to };

struct Recipient {
  RecipientRole role = RecipientRole::to;
  std::string name;
  std::string address;
  bool operator==(const Recipient&) const = default;
};

struct Attachment {
  std::string name;
  std::string content_type;
  std::int64_t size = 0;
  std::string sha256;  ///< of its content, as BlobWriter::finish says; empty without a file
  bool is_inline = false;
  std::string ref;   ///< of its file; empty: only in the whole message, or not to be had
  std::string note;  ///< why there is no file
  bool operator==(const Attachment&) const = default;
};

/// A message to be collected. Texts may hold anything that people send; the store cleans them.
struct NewMessage {
  std::string remote_id;  ///< immutable id in the mailbox
  std::string internet_message_id;
  std::string conversation_id;
  std::string from_address;
  std::string from_name;
  std::string sender_address;
  std::string subject;
  Millis received_at = 0;
  std::optional<Millis> sent_at;
  bool has_attachments = false;
  std::string importance = "normal";
  std::string sensitivity;
  std::string folder_id;
  std::string folder_path;
  std::string body_type;  ///< "text" or "html"
  std::string body_ref;
  std::string mime_ref;
  std::optional<std::int64_t> size;
  std::string notes;                  ///< what could not be had, a line each; no content
  std::vector<Recipient> recipients;  ///< in the order of the message
  std::vector<Attachment> attachments;
  bool by_agreement = false;  ///< an old message: counts towards history_used
};

/// Whether the account has had this message before.
enum class Known {
  no,
  collected,   ///< this id, or a copy with the same Message-ID and time of receipt
  tombstoned,  ///< the firm has deleted it: it is not to be fetched again
};

struct Collected {
  Known before = Known::no;  ///< no: it was stored now; otherwise nothing was stored
  std::string id;            ///< the store's id of the message that is there, or was
};

/// What the mailbox shows on a message.
enum class Marker { none, received, archived };

/// Whose archiving turns a copy's marker.
enum class MarkCopies {
  collected,  ///< its own
  all,        ///< that of any copy in the entity with the same Message-ID
};

struct OwedMarker {
  std::string remote_id;
  std::string message_id;  ///< the store's id; of a row that somebody deleted, the former one
  Marker marker = Marker::none;
  bool operator==(const OwedMarker&) const = default;
};

struct MarkerResult {
  std::string remote_id;
  Marker marker = Marker::none;  ///< that was to be set
  std::string error;             ///< empty: it is set; else a code such as kGone, never a text
  std::string degraded{};        ///< a code: it is set, but does not look as it should
};
/// The mailbox has no message of this id.
inline constexpr std::string_view kGone = "gone";

struct StoredMessage {
  std::string id;
  MailAccount account;
  std::string remote_id;
  std::string internet_message_id;
  std::string folder_id;
  std::string status;
  std::string marker_state;
  std::string marker_error;
};

std::string_view name_of(AccountPhase phase);
std::string_view name_of(Decision decision);
std::string_view name_of(RecipientRole role);
std::string_view name_of(Marker marker);
/// The inverse; what is no marker is Marker::none.
Marker marker_of(std::string_view name);

}  // namespace relais::store
