// The rows of the ledger: what the engine knows of the other side. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.hpp"

namespace relais::ledger {

using MailboxId = std::int64_t;
using StreamId = std::int64_t;
using RunId = std::int64_t;

/// The unit of work, order and throttling. Two entities that link the same one share it.
struct Mailbox {
  MailboxId id = 0;
  std::string connection;
  std::string tenant;
  std::string account_id;
  Millis not_before = 0;  ///< nothing is sent earlier (Retry-After holds for everybody)
  std::string blocked;    ///< why the last cycle could not work on it; empty: it could
};

/// A handler whose link leads to the mailbox.
struct Member {
  MailboxId mailbox = 0;
  std::string handler;
  std::string entity;
  bool linked = true;  ///< false: he was linked here once, copies may remain
};

/// Where copies of a kind lie: one container of one target of a mailbox, under one entity's plugin.
struct StreamKey {
  MailboxId mailbox = 0;
  std::string entity;
  std::string addin;
  std::string target;
  std::string name;  ///< of the own container; empty: the default one
  auto operator<=>(const StreamKey&) const = default;
};

struct Stream {
  StreamId id = 0;
  StreamKey key;
  std::string container;   ///< remote id; empty: not known yet
  bool created = false;    ///< the container was made by us
  std::string cursor;      ///< empty: the next observation is a full one
  std::int64_t round = 0;  ///< number of the full observation in progress or done last
  bool round_open = false;
  Millis observed_at = 0;
  Millis audited_at = 0;     ///< end of the last complete listing
  bool inventoried = false;  ///< copies that an earlier ledger knew were looked for
};

/// What was observed of a link and not acted on yet.
enum class Seen {
  nothing,  ///< as we left it
  claimed,  ///< said to be changed, removed or missing; a lookup settles it
  edited,   ///< its owned fields differ from what our last answer showed
  gone,     ///< confirmed: deleted by its owner
};

struct Link {
  std::string key;
  std::string kind;
  std::string item;  ///< id of the source item
  std::string part;
  StreamId stream = 0;
  std::string remote_id;
  std::string etag;
  std::string container;  ///< where it was seen last; its owner may have moved it
  std::string written;    ///< fingerprint of the document that we wrote last
  std::string remote;     ///< fingerprint of the owned fields as our last answer showed them
  std::string facts;      ///< JSON object or empty
  std::string degraded;   ///< JSON array or empty
  std::string revisit_on;
  std::string config;         ///< configuration fingerprint of the last write
  std::int64_t revision = 0;  ///< of the source item at the last write
  int incarnation = 0;
  bool own = false;  ///< comes from our own create's answer; else its key is checked before a write
  Seen seen = Seen::nothing;
  std::string seen_etag;
  std::string seen_remote;
  std::int64_t round = 0;  ///< of the stream, when a full observation last showed it
  Millis updated_at = 0;
};

/// A create (or, with `container`, an ensure) that may or may not have happened.
struct Intent {
  std::string key;
  std::string kind;
  std::string item;
  std::string part;
  StreamId stream = 0;
  int incarnation = 0;
  std::string token;
  std::string document;
  std::string written;
  std::string degraded;
  std::string revisit_on;
  std::string config;
  std::int64_t revision = 0;
  bool recreate = false;
  Millis created_at = 0;
};

struct DirtyKey {
  std::string kind;
  std::string item;      ///< "*": everything of the kind
  std::int64_t seq = 0;  ///< of the change; a later one keeps the row
  std::string reason;
  Millis not_before = 0;
  Millis since = 0;
};
inline constexpr const char* kAllItems = "*";

struct Quarantine {
  std::string key;
  std::string kind;
  std::string item;
  std::string written;  ///< fingerprint that was refused; another one is tried at once
  std::string code;
  std::string text;
  int tries = 0;
  Millis next_at = 0;
};

/// A create of unknown outcome was sent again: until `due` a twin may still turn up.
struct Sweep {
  std::string key;
  StreamId stream = 0;
  Millis due = 0;
};

/// One action that was carried out or tried; what `explain` and the brake read.
struct ActionRecord {
  RunId run = 0;
  Millis at = 0;
  MailboxId mailbox = 0;
  std::string entity;
  std::string kind;
  std::string item;
  std::string key;
  std::string type;  ///< create, update, move, repair, recreate, adopt, delete
  std::string reason;
  std::string cause;    ///< source, configuration, owner, engine
  std::string outcome;  ///< done, refused, unknown, postponed
  std::string code;
  std::string request_id;
};

struct Run {
  RunId id = 0;
  std::string command;
  Millis started = 0;
  Millis ended = 0;
  std::string outcome;
  std::string summary;  ///< JSON
};

enum class HoldState { open, approved };

struct Hold {
  std::int64_t id = 0;
  std::string entity;
  MailboxId mailbox = 0;  ///< 0: the whole entity
  std::string kind;
  std::string trip;  ///< delete, source-lost, configuration, empty-target
  HoldState state = HoldState::open;
  std::int64_t planned = 0;
  std::int64_t executed = 0;
  std::int64_t allowed = 0;
  Millis created_at = 0;
  Millis approved_at = 0;
  std::string approved_by;
};

/// What the last connection test of an add-in in a handler's mailbox said.
struct Dot {
  std::string handler;
  std::string addin;
  bool green = false;
  Millis tested_at = 0;
  std::string report;  ///< JSON of whoever tested
};

/// A call that was refused because the user had not the role for it. No name stands in it.
struct Refusal {
  Millis at = 0;
  std::string verb;
  std::string needed;    ///< role
  std::string had;       ///< roles of the user
  std::int64_t uid = 0;  ///< of the operating system
};

/// "<mailbox>/<action>/<key>": the sets that holds and approvals are compared by.
using HoldKey = std::string;

}  // namespace relais::ledger
