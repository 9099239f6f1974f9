// The state of the firm as the databases know it, and how it is shown.
#pragma once

#include "engine/check/dots.hpp"
#include "engine/cli/call.hpp"
#include "engine/cli/mail_status.hpp"
#include "engine/cli/name_lookup.hpp"
#include "engine/cli/owner_facts.hpp"
#include "engine/plugin/resolve.hpp"
#include "engine/sync/engine.hpp"
#include "engine/sync/secret_state.hpp"

namespace relais::cli {

using sync::secret_state;
using sync::SecretState;

/// Items of a kind that nobody's calendar shows.
struct Unassigned {
  std::string kind;
  std::vector<std::string> items;
};

struct EntityStatus {
  std::string id;
  SecretState secret;
  bool staged = false;  ///< its edited credentials are not in use yet
  std::vector<plugin::Resolution> addins;
  std::vector<Unassigned> unassigned;  ///< of the kinds that its add-ins export
};

struct HandlerStatus {
  std::string entity;
  std::string code;
  std::string state;  ///< linked, not resolved yet, not linked, not active, entity not configured
  std::string blocked;
  Millis not_before = 0;
  std::int64_t copies = 0;
  std::int64_t degraded = 0;
  std::int64_t quarantined = 0;
  Millis last_success = 0;       ///< in his mailbox; 0: never
  std::vector<check::Dot> dots;  ///< of its add-ins
};

/// A copy that shows less than its item says.
struct DegradedStatus {
  std::string mailbox;
  ledger::Link link;
};

struct QuarantineStatus {
  std::string mailbox;
  ledger::Quarantine quarantine;
};

struct Status {
  std::string store_url;
  store::Head head;
  std::string ledger_url;
  std::int64_t ledger_seq = -1;  ///< of the store, as far as the ledger has read; -1: never
  std::int64_t unread = 0;       ///< changes of the store that no run has read yet
  std::int64_t dirty = 0;        ///< items that changed and were not looked at since
  Millis oldest_change_for = 0;  ///< of both
  Millis last_success = 0;       ///< of a run of everything; 0: never
  std::string not_alerted;       ///< why the alert command has not taken what went wrong last
  std::vector<EntityStatus> entities;
  std::vector<HandlerStatus> handlers;
  std::vector<ledger::Hold> holds;  ///< open ones
  std::vector<QuarantineStatus> quarantined;
  std::int64_t degraded_count = 0;
  std::vector<DegradedStatus> degraded;  ///< the first ones of each mailbox
  std::vector<OwnerFact> owner_facts;
  bool own = false;  ///< of one handler only: nothing of the firm's
  std::vector<ledger::Run> runs;
  std::vector<ledger::Refusal> refusals;  ///< the last ones
  std::int64_t refused_lately = 0;        ///< in the last seven days
  MailboxNames names;
  bool takes_mail = false;  ///< an entity subscribes it
  std::vector<MailStatus> mail;
};

struct StatusScope {
  std::optional<config::HandlerUser> only{};  ///< what concerns this handler, and nothing else
  std::string entity{};                       ///< only this one; empty: all
};

/// Reads both databases; takes no lock and sends nothing.
Result<Status> read_status(sync::Engine& engine, Millis now, StatusScope scope = {});

/// What the owner cannot see of it; what is so of several is told once, with their number.
std::vector<std::string> losses_of(const ledger::Link& link);

std::string status_text(const Status& status, Millis now, const Terminal& terminal);
json::object status_json(const Status& status);

}  // namespace relais::cli
