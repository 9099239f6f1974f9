// A message: what it consists of, what a client may write, what an owner may.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/clock.hpp"
#include "tests/graph-emulator/http/source.hpp"
#include "tests/graph-emulator/state/ids.hpp"
#include "tests/graph-emulator/state/schema.hpp"

namespace relais::emulator {

struct MailFolder;

enum class AttachmentKind { file, item, reference };

struct Attachment {
  AttachmentKind kind = AttachmentKind::file;
  std::string name;
  std::string content_type;
  std::string content_id;
  bool is_inline = false;
  SourcePtr content;  ///< of a file its bytes, of an item its MIME; a reference has none
  json::object item;  ///< of an item: its properties, with "@odata.type"
};

struct Message {
  std::uint64_t number = 0;          ///< makes its immutable id
  std::uint64_t mutable_number = 0;  ///< makes its other id; a new one with every move
  MailFolder* folder = nullptr;
  std::uint64_t version = 0;          ///< of its latest change, key in MailFolder::changes
  std::uint64_t content_version = 0;  ///< of its latest change that was more than read or unread
  std::uint64_t created_version = 0;  ///< when it came to be in this folder; 0: it was moved here
  std::uint64_t moved_version = 0;    ///< when it was moved here; 0: it came to be here
  std::uint64_t change_number = 0;
  Millis received = 0;  ///< whole seconds
  Millis sent = 0;
  Millis created = 0;
  Millis modified = 0;
  bool draft = false;
  bool read = false;
  bool sent_copy = false;  ///< of one's own mail: it never went over the wire, it has no headers
  bool mime_fails = false;
  Millis scanned = 0;  ///< no attachments are shown before
  std::string type;    ///< "eventMessage.."; "" of a plain message
  Values values;
  std::vector<ExtendedProperty> extended;
  std::vector<Attachment> attachments;
  SourcePtr mime;      ///< as it came; nothing: to be made of the rest
  json::object owner;  ///< what only the owner's client knows: no request touches it

  bool has_attachments() const;  ///< inline ones do not count
};

namespace message {
enum : PropertyIndex {
  change_key,
  created,
  modified,
  categories,
  received,
  sent,
  has_attachments,
  internet_id,
  subject,
  body_preview,
  importance,
  parent_folder,
  conversation,
  conversation_index,
  delivery_receipt,
  read_receipt,
  is_read,
  is_draft,
  web_link,
  inference,
  body,
  unique_body,
  sender,
  from,
  to,
  cc,
  bcc,
  reply_to,
  flag,
  headers
};
}  // namespace message

const Schema& message_schema();

/// Not shown unless they are selected.
bool only_if_selected(PropertyIndex index);
/// What an app with Mail.ReadBasic.All never sees.
bool beyond_basic(PropertyIndex index);

/// Whether all that the change sets may be set on a message that is no draft.
Answer<> check_settable(const Message& message, const Change& change);
/// Puts a checked change into the message.
void write_message(Message& message, const Change& change);

/// `{"emailAddress": {"name", "address"}}` of "a@b.ch" or "Name <a@b.ch>".
json::value recipient(std::string_view text);

}  // namespace relais::emulator
