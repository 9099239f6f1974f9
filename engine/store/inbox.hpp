// What people do with collected messages: look, file, hand on, delete.
//
// Nothing but plain SQL on the columns that docs/store.md leaves to the practice software, so that
// any program could do the same; triggers see to the rest.
#pragma once

#include <memory>
#include <span>

#include "engine/store/mail_types.hpp"
#include "engine/store/store.hpp"

namespace relais::store {

/// Empty: any.
struct InboxFilter {
  std::string entity{};
  std::string account{};    ///< code of the handler who owns the mail account
  std::string status{};     ///< empty: all but deleted
  std::string case_name{};  ///< number or id of a case
  std::size_t limit = 100;
};

struct InboxLine {
  std::string id;
  MailAccount account;
  std::string direction;
  std::string received_at;
  std::string status;
  std::string case_id;
  std::string case_number;
  std::string responsible;  ///< code
  std::string marker_state;
  bool has_attachments = false;
  std::string from_address;
  std::string subject;
};

struct InboxMessage {
  InboxLine line;
  std::string remote_id;  ///< in the mailbox
  std::string from_name;
  std::string sender_address;
  std::string sent_at;
  std::string importance;
  std::string sensitivity;
  std::string folder_path;
  std::string body_type;
  std::string body_ref;
  std::string mime_ref;
  std::optional<std::int64_t> size;
  std::string paused_until;
  std::string archived_at;
  std::string archived_by;
  std::string marker_error;
  std::string notes;
  std::vector<Recipient> recipients;
  std::vector<Attachment> attachments;
};

/// By number of messages; an id given twice counts once.
struct Filed {
  std::int64_t changed = 0;
  std::int64_t already = 0;
  std::int64_t deleted = 0;  ///< they were deleted before: left as they are
};

/// Thread-safe. Whatever changes something is one durable transaction, all or nothing:
/// Errc::not_found names ids that are unknown.
class Inbox {
 public:
  virtual ~Inbox() = default;

  /// The newest first.
  virtual Result<std::vector<InboxLine>> list(const InboxFilter& filter) = 0;
  /// Errc::not_found
  virtual Result<InboxMessage> message(std::string_view id) = 0;

  /// Into the case with this number or id; empty: the one that it has. Errc::not_found: the entity
  /// has no such case. Errc::usage: messages of several entities at once.
  virtual Result<Filed> archive(std::span<const std::string> ids, std::string_view case_name,
                                std::string_view archived_by, Millis at) = 0;
  /// The case stays.
  virtual Result<Filed> unarchive(std::span<const std::string> ids) = 0;
  /// For good: what is left keeps them from being collected again.
  virtual Result<Filed> erase(std::span<const std::string> ids) = 0;
  /// `handler` is an id; empty: nobody. Errc::usage: messages of another entity.
  virtual Result<Filed> assign(std::span<const std::string> ids, std::string_view handler) = 0;
};

Result<std::unique_ptr<Inbox>> open_inbox(std::string_view url, OpenOptions options = {});

}  // namespace relais::store
