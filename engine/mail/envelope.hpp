// What a connector tells about a message before anything of it is fetched: all that the rules see.
//
// Everything but the id may be missing, and what is missing never skips a message. Missing and
// empty differ: a connector that does not know who was in Bcc leaves `bcc` out; one that knows that
// nobody was there says so with an empty list.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.hpp"

namespace relais::mail {

/// As the connector found it; address.hpp reads `address`, and nothing but people reads `name`.
struct Correspondent {
  std::string name;
  std::string address;
};

/// A folder on the way from the message's own to the top.
struct FolderStep {
  std::string id;
  std::string well_known;  ///< "junkemail", ...; empty: the owner's own
  bool hidden = false;
  bool search = false;
};

struct Envelope {
  std::string id;  ///< immutable: stays the same when the message moves
  std::optional<std::string> internet_message_id;
  std::optional<std::string> conversation_id;
  std::optional<Millis> received;
  std::optional<Millis> sent;
  std::optional<Correspondent> from;
  std::optional<Correspondent> sender;
  std::optional<std::vector<Correspondent>> to;
  std::optional<std::vector<Correspondent>> cc;
  std::optional<std::vector<Correspondent>> bcc;
  std::optional<std::vector<Correspondent>> reply_to;
  std::optional<std::string> subject;
  std::optional<bool> has_attachments;
  std::optional<std::string> importance;   ///< low, normal, high
  std::optional<std::string> sensitivity;  ///< normal, personal, private, confidential
  std::optional<bool> is_draft;
  std::optional<std::string> folder_id;
  std::vector<FolderStep> ancestry;  ///< from the message's folder up to the top; empty: not known
};

}  // namespace relais::mail
