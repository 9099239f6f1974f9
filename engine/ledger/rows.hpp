// Rows of the ledger's tables <-> the values of types.hpp.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/ledger/types.hpp"
#include "engine/sqlite/sqlite.hpp"

namespace relais::ledger {

inline constexpr const char* kLinkColumns =
    "key, kind, item, part, stream, remote_id, etag, container, written, remote, facts, degraded, "
    "revisit_on, config, revision, incarnation, own, seen, seen_etag, seen_remote, round, "
    "updated_at";
inline constexpr const char* kStreamColumns =
    "id, mailbox, entity, addin, target, name, container, created, cursor, round, round_open, "
    "observed_at, audited_at, inventoried";
inline constexpr const char* kIntentColumns =
    "key, kind, item, part, stream, incarnation, token, document, written, degraded, revisit_on, "
    "config, revision, recreate, created_at";
inline constexpr const char* kActionColumns =
    "run, at, mailbox, entity, kind, item, key, type, reason, cause, outcome, code, request_id";
inline constexpr const char* kHoldColumns =
    "id, entity, mailbox, kind, trip, state, planned, executed, allowed, created_at, approved_at, "
    "approved_by";

Link link_of(const sqlite::Statement& row);
Stream stream_of(const sqlite::Statement& row);
Intent intent_of(const sqlite::Statement& row);
ActionRecord action_of(const sqlite::Statement& row);
Hold hold_of(const sqlite::Statement& row);
DirtyKey dirty_of(const sqlite::Statement& row);
Quarantine quarantine_of(const sqlite::Statement& row);

/// A JSON array of strings, for `IN (SELECT value FROM json_each(?))`.
std::string json_list(std::span<const std::string> strings);

/// Steps through the statement, turning each row into a value.
template <class T, class Make>
Result<std::vector<T>> collect(sqlite::Statement& statement, Make make) {
  std::vector<T> rows;
  for (;;) {
    RELAIS_ASSIGN(const bool more, statement.step());
    if (!more) return rows;
    rows.push_back(make(statement));
  }
}

}  // namespace relais::ledger
