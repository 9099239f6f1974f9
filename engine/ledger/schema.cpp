#include "engine/ledger/schema.hpp"

#include <fmt/core.h>

namespace relais::ledger {
namespace {

// Marks the file as a ledger of relais ("rlsL").
constexpr std::int64_t kApplicationId = 0x726c734c;

constexpr const char* kVersion1 = R"sql(
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE mailbox(
  id INTEGER PRIMARY KEY,
  connection TEXT NOT NULL, tenant TEXT NOT NULL, account_id TEXT NOT NULL,
  not_before INTEGER NOT NULL DEFAULT 0,
  blocked TEXT NOT NULL DEFAULT '',
  UNIQUE(connection, tenant, account_id)) STRICT;

CREATE TABLE member(
  handler TEXT NOT NULL, mailbox INTEGER NOT NULL REFERENCES mailbox(id),
  entity TEXT NOT NULL, linked INTEGER NOT NULL,
  PRIMARY KEY(handler, mailbox)) STRICT, WITHOUT ROWID;

CREATE TABLE stream(
  id INTEGER PRIMARY KEY,
  mailbox INTEGER NOT NULL REFERENCES mailbox(id),
  entity TEXT NOT NULL, addin TEXT NOT NULL, target TEXT NOT NULL, name TEXT NOT NULL,
  container TEXT NOT NULL DEFAULT '', created INTEGER NOT NULL DEFAULT 0,
  cursor TEXT NOT NULL DEFAULT '', round INTEGER NOT NULL DEFAULT 0,
  round_open INTEGER NOT NULL DEFAULT 0, observed_at INTEGER NOT NULL DEFAULT 0,
  audited_at INTEGER NOT NULL DEFAULT 0, inventoried INTEGER NOT NULL DEFAULT 0,
  UNIQUE(mailbox, entity, addin, target, name)) STRICT;

CREATE TABLE planned_config(
  mailbox INTEGER NOT NULL, entity TEXT NOT NULL, kind TEXT NOT NULL, fingerprint TEXT NOT NULL,
  PRIMARY KEY(mailbox, entity, kind)) STRICT, WITHOUT ROWID;

CREATE TABLE dirty(
  mailbox INTEGER NOT NULL, kind TEXT NOT NULL, item TEXT NOT NULL,
  seq INTEGER NOT NULL, reason TEXT NOT NULL, not_before INTEGER NOT NULL, since INTEGER NOT NULL,
  PRIMARY KEY(mailbox, kind, item)) STRICT, WITHOUT ROWID;

CREATE TABLE link(
  mailbox INTEGER NOT NULL, key TEXT NOT NULL, stream INTEGER NOT NULL REFERENCES stream(id),
  kind TEXT NOT NULL, item TEXT NOT NULL, part TEXT NOT NULL,
  remote_id TEXT NOT NULL, etag TEXT NOT NULL, container TEXT NOT NULL,
  written TEXT NOT NULL, remote TEXT NOT NULL, facts TEXT NOT NULL, degraded TEXT NOT NULL,
  revisit_on TEXT NOT NULL, config TEXT NOT NULL, revision INTEGER NOT NULL,
  incarnation INTEGER NOT NULL, own INTEGER NOT NULL,
  seen INTEGER NOT NULL, seen_etag TEXT NOT NULL, seen_remote TEXT NOT NULL,
  round INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY(mailbox, key, stream)) STRICT, WITHOUT ROWID;
CREATE INDEX link_item ON link(kind, item, mailbox);
CREATE INDEX link_mailbox_item ON link(mailbox, kind, item);
CREATE INDEX link_remote ON link(mailbox, remote_id);
CREATE INDEX link_stream ON link(stream, key);
CREATE INDEX link_claimed ON link(stream) WHERE seen = 1;
CREATE INDEX link_revisit ON link(mailbox, kind, revisit_on) WHERE revisit_on <> '';
CREATE INDEX link_degraded ON link(mailbox) WHERE degraded <> '';

CREATE TABLE intent(
  mailbox INTEGER NOT NULL, key TEXT NOT NULL, stream INTEGER NOT NULL REFERENCES stream(id),
  kind TEXT NOT NULL, item TEXT NOT NULL, part TEXT NOT NULL, incarnation INTEGER NOT NULL,
  token TEXT NOT NULL, document TEXT NOT NULL, written TEXT NOT NULL, degraded TEXT NOT NULL,
  revisit_on TEXT NOT NULL, config TEXT NOT NULL, revision INTEGER NOT NULL,
  recreate INTEGER NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY(mailbox, key, stream)) STRICT, WITHOUT ROWID;

CREATE TABLE sweep(
  mailbox INTEGER NOT NULL, key TEXT NOT NULL, stream INTEGER NOT NULL, due INTEGER NOT NULL,
  PRIMARY KEY(mailbox, key, stream)) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine(
  mailbox INTEGER NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, item TEXT NOT NULL,
  written TEXT NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL, tries INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  PRIMARY KEY(mailbox, key)) STRICT, WITHOUT ROWID;
CREATE INDEX quarantine_item ON quarantine(mailbox, kind, item);

CREATE TABLE run(
  id INTEGER PRIMARY KEY AUTOINCREMENT, command TEXT NOT NULL, started INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0, outcome TEXT NOT NULL DEFAULT '',
  summary TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX run_ended ON run(ended) WHERE ended > 0;

CREATE TABLE action(
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, at INTEGER NOT NULL, mailbox INTEGER NOT NULL,
  entity TEXT NOT NULL, kind TEXT NOT NULL, item TEXT NOT NULL, key TEXT NOT NULL,
  type TEXT NOT NULL, reason TEXT NOT NULL, cause TEXT NOT NULL, outcome TEXT NOT NULL,
  code TEXT NOT NULL, request_id TEXT NOT NULL) STRICT;
CREATE INDEX action_item ON action(kind, item, mailbox);
CREATE INDEX action_brake ON action(entity, kind, type, at) WHERE type IN ('delete', 'update');
CREATE INDEX action_restored ON action(mailbox, key, at) WHERE type IN ('recreate', 'repair');
CREATE INDEX action_at ON action(at);

CREATE TABLE hold(
  id INTEGER PRIMARY KEY AUTOINCREMENT, entity TEXT NOT NULL, mailbox INTEGER NOT NULL,
  kind TEXT NOT NULL, trip TEXT NOT NULL, state INTEGER NOT NULL, planned INTEGER NOT NULL,
  executed INTEGER NOT NULL, allowed INTEGER NOT NULL, created_at INTEGER NOT NULL,
  approved_at INTEGER NOT NULL DEFAULT 0, approved_by TEXT NOT NULL DEFAULT '',
  UNIQUE(entity, mailbox, kind, trip, state)) STRICT;
CREATE TABLE hold_key(
  hold INTEGER NOT NULL REFERENCES hold(id) ON DELETE CASCADE, key TEXT NOT NULL,
  PRIMARY KEY(hold, key)) STRICT, WITHOUT ROWID;
CREATE INDEX hold_key_key ON hold_key(key);

CREATE TABLE dot(
  handler TEXT NOT NULL, addin TEXT NOT NULL, colour TEXT NOT NULL, tested_at INTEGER NOT NULL,
  report TEXT NOT NULL,
  PRIMARY KEY(handler, addin)) STRICT, WITHOUT ROWID;

CREATE TABLE state(
  mailbox INTEGER NOT NULL, plugin TEXT NOT NULL, entity TEXT NOT NULL, name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY(mailbox, plugin, entity, name)) STRICT, WITHOUT ROWID;
)sql";

// Refused calls.
constexpr const char* kVersion2 = R"sql(
CREATE TABLE refusal(
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, verb TEXT NOT NULL, needed TEXT NOT NULL,
  had TEXT NOT NULL, uid INTEGER NOT NULL) STRICT;
CREATE INDEX refusal_at ON refusal(at);
)sql";

tl::unexpected<Error> newer(const sqlite::Database& db, std::int64_t version) {
  return fail(Errc::schema,
              fmt::format("the ledger {} has schema version {}, this relais knows {}", db.path(),
                          version, kSchemaVersion),
              "use the relais that wrote it, or a newer one");
}

Result<> set_version(sqlite::Database& db) {
  return db.exec(fmt::format("PRAGMA user_version = {}", kSchemaVersion));
}

/// Another process, also of a newer relais, may have done it in the meantime.
Result<> migrate(sqlite::Database& db) {
  RELAIS_ASSIGN(auto transaction, sqlite::Transaction::begin(db));
  RELAIS_ASSIGN(const auto version, db.integer("PRAGMA user_version"));
  if (version.value_or(0) > kSchemaVersion) return newer(db, *version);
  if (version.value_or(0) < 2) RELAIS_TRY(db.exec(kVersion2));
  RELAIS_TRY(set_version(db));
  return transaction.commit();
}

}  // namespace

Result<> prepare_schema(sqlite::Database& db) {
  RELAIS_ASSIGN(const auto application, db.integer("PRAGMA application_id"));
  RELAIS_ASSIGN(const auto version, db.integer("PRAGMA user_version"));
  RELAIS_ASSIGN(const auto tables, db.integer("SELECT count(*) FROM sqlite_schema"));
  if (tables.value_or(0) == 0) {
    RELAIS_ASSIGN(auto transaction, sqlite::Transaction::begin(db));
    RELAIS_TRY(db.exec(kVersion1));
    RELAIS_TRY(db.exec(kVersion2));
    RELAIS_TRY(db.exec(fmt::format("PRAGMA application_id = {}", kApplicationId)));
    RELAIS_TRY(set_version(db));
    return transaction.commit();
  }
  if (application != kApplicationId)
    return fail(Errc::schema, fmt::format("{} is not a ledger of relais", db.path()),
                "point store.ledger at another file; this one was left alone");
  if (version.value_or(0) > kSchemaVersion) return newer(db, *version);
  return version.value_or(0) < kSchemaVersion ? migrate(db) : Result<>{};
}

}  // namespace relais::ledger
