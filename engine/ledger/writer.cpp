#include "engine/ledger/writer.hpp"

#include <fmt/core.h>

#include "engine/ledger/rows.hpp"

namespace relais::ledger {

Result<> SqliteWriter::set_meta(std::string_view name, std::string_view value) {
  return run("INSERT INTO meta VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
             name, value);
}

Result<Mailbox> SqliteWriter::mailbox(std::string_view connection, std::string_view tenant,
                                      std::string_view account_id) {
  RELAIS_TRY(db_.run(
      "INSERT INTO mailbox(connection, tenant, account_id) VALUES(?, ?, ?) ON CONFLICT DO NOTHING",
      connection, tenant, account_id));
  RELAIS_ASSIGN(auto row, db_.prepare("SELECT id, not_before, blocked FROM mailbox WHERE "
                                      "connection = ? AND tenant = ? AND account_id = ?"));
  RELAIS_TRY(row.bind(connection, tenant, account_id).step());
  return Mailbox{row.integer(0),          std::string(connection), std::string(tenant),
                 std::string(account_id), row.integer(1),          row.string(2)};
}

Result<> SqliteWriter::set_mailbox(MailboxId id, Millis not_before, std::string_view blocked) {
  return run("UPDATE mailbox SET not_before = ?, blocked = ? WHERE id = ?", not_before, blocked,
             id);
}

Result<bool> SqliteWriter::put_member(const Member& member) {
  RELAIS_ASSIGN(const auto changed,
                db_.run("INSERT INTO member(handler, mailbox, entity, linked) VALUES(?, ?, ?, ?) "
                        "ON CONFLICT DO UPDATE SET entity = excluded.entity, "
                        "linked = excluded.linked "
                        "WHERE entity <> excluded.entity OR linked <> excluded.linked",
                        member.handler, member.mailbox, member.entity, member.linked));
  return changed > 0;
}

Result<> SqliteWriter::unlink_members_except(std::span<const std::string> linked) {
  return run(
      "UPDATE member SET linked = 0 WHERE linked = 1 AND (handler || '/' || mailbox) NOT IN "
      "(SELECT value FROM json_each(?))",
      json_list(linked));
}

Result<Stream> SqliteWriter::stream(const StreamKey& key) {
  RELAIS_TRY(
      db_.run("INSERT INTO stream(mailbox, entity, addin, target, name) "
              "VALUES(?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
              key.mailbox, key.entity, key.addin, key.target, key.name));
  RELAIS_ASSIGN(auto row,
                db_.prepare(fmt::format("SELECT {} FROM stream WHERE mailbox = ? AND entity = ? "
                                        "AND addin = ? AND target = ? AND name = ?",
                                        kStreamColumns)));
  RELAIS_TRY(row.bind(key.mailbox, key.entity, key.addin, key.target, key.name).step());
  return stream_of(row);
}

Result<> SqliteWriter::put_stream(const Stream& s) {
  return run(
      "UPDATE stream SET container = ?, created = ?, cursor = ?, round = ?, round_open = ?, "
      "observed_at = ?, audited_at = ?, inventoried = ? WHERE id = ?",
      s.container, s.created, s.cursor, s.round, s.round_open, s.observed_at, s.audited_at,
      s.inventoried, s.id);
}

Result<> SqliteWriter::forget_inventories() { return run("UPDATE stream SET inventoried = 0"); }

Result<> SqliteWriter::set_planned_config(MailboxId mailbox, std::string_view entity,
                                          std::string_view kind, std::string_view fingerprint) {
  return run(
      "INSERT INTO planned_config VALUES(?, ?, ?, ?) "
      "ON CONFLICT DO UPDATE SET fingerprint = excluded.fingerprint",
      mailbox, entity, kind, fingerprint);
}

Result<> SqliteWriter::mark_dirty(MailboxId mailbox, const DirtyKey& key) {
  return run(
      "INSERT INTO dirty VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
      "seq = max(seq, excluded.seq), not_before = min(not_before, excluded.not_before), "
      "reason = excluded.reason",
      mailbox, key.kind, key.item, key.seq, key.reason, key.not_before, key.since);
}

Result<std::int64_t> SqliteWriter::mark_linked_dirty(std::string_view kind, std::string_view item,
                                                     std::int64_t seq, Millis now) {
  return db_.run(
      "INSERT INTO dirty SELECT DISTINCT mailbox, kind, item, ?, 'source', 0, ? "
      "FROM link WHERE kind = ? AND item = ? "
      "ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq), not_before = 0",
      seq, now, kind, item);
}

Result<> SqliteWriter::clear_dirty(MailboxId mailbox, const DirtyKey& key) {
  return run("DELETE FROM dirty WHERE mailbox = ? AND kind = ? AND item = ? AND seq <= ?", mailbox,
             key.kind, key.item, key.seq);
}

Result<> SqliteWriter::postpone_dirty(MailboxId mailbox, std::string_view kind,
                                      std::string_view item, std::string_view reason,
                                      Millis not_before) {
  return run(
      "UPDATE dirty SET not_before = ?, reason = ? "
      "WHERE mailbox = ? AND kind = ? AND item = ?",
      not_before, reason, mailbox, kind, item);
}

// Kind, item and part are said by the key, so the indexes over them stay as they are on an update.
Result<> SqliteWriter::put_link(MailboxId mailbox, const Link& l) {
  return run(
      "INSERT INTO link VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?) "
      "ON CONFLICT DO UPDATE SET remote_id = excluded.remote_id, etag = excluded.etag, "
      "container = excluded.container, written = excluded.written, remote = excluded.remote, "
      "facts = excluded.facts, degraded = excluded.degraded, revisit_on = excluded.revisit_on, "
      "config = excluded.config, revision = excluded.revision, incarnation = excluded.incarnation, "
      "own = excluded.own, seen = excluded.seen, seen_etag = excluded.seen_etag, "
      "seen_remote = excluded.seen_remote, round = excluded.round, "
      "updated_at = excluded.updated_at",
      mailbox, l.key, l.stream, l.kind, l.item, l.part, l.remote_id, l.etag, l.container, l.written,
      l.remote, l.facts, l.degraded, l.revisit_on, l.config, l.revision, l.incarnation, l.own,
      static_cast<int>(l.seen), l.seen_etag, l.seen_remote, l.round, l.updated_at);
}

Result<> SqliteWriter::stamp_link(MailboxId mailbox, std::string_view key, StreamId stream,
                                  std::int64_t round) {
  return run("UPDATE link SET round = ? WHERE mailbox = ? AND key = ? AND stream = ?", round,
             mailbox, key, stream);
}

Result<> SqliteWriter::restamp_link(MailboxId mailbox, std::string_view key, StreamId stream,
                                    std::int64_t revision, std::string_view config,
                                    std::string_view revisit_on) {
  return run(
      "UPDATE link SET revision = ?, config = ?, revisit_on = ? "
      "WHERE mailbox = ? AND key = ? AND stream = ?",
      revision, config, revisit_on, mailbox, key, stream);
}

Result<> SqliteWriter::drop_link(MailboxId mailbox, std::string_view key, StreamId stream) {
  return run("DELETE FROM link WHERE mailbox = ? AND key = ? AND stream = ?", mailbox, key, stream);
}

Result<> SqliteWriter::drop_links(StreamId stream) {
  return run("DELETE FROM link WHERE stream = ?", stream);
}

Result<std::int64_t> SqliteWriter::claim_missing(const Stream& stream) {
  return db_.run("UPDATE link SET seen = ? WHERE stream = ? AND round < ? AND seen <> ?",
                 static_cast<int>(Seen::claimed), stream.id, stream.round,
                 static_cast<int>(Seen::gone));
}

Result<> SqliteWriter::put_intent(MailboxId mailbox, const Intent& i) {
  return run("INSERT OR REPLACE INTO intent VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
             mailbox, i.key, i.stream, i.kind, i.item, i.part, i.incarnation, i.token, i.document,
             i.written, i.degraded, i.revisit_on, i.config, i.revision, i.recreate, i.created_at);
}

Result<> SqliteWriter::drop_intent(MailboxId mailbox, std::string_view key, StreamId stream) {
  return run("DELETE FROM intent WHERE mailbox = ? AND key = ? AND stream = ?", mailbox, key,
             stream);
}

Result<> SqliteWriter::put_sweep(MailboxId mailbox, const Sweep& sweep) {
  return run("INSERT OR REPLACE INTO sweep VALUES(?, ?, ?, ?)", mailbox, sweep.key, sweep.stream,
             sweep.due);
}

Result<> SqliteWriter::drop_sweep(MailboxId mailbox, std::string_view key, StreamId stream) {
  return run("DELETE FROM sweep WHERE mailbox = ? AND key = ? AND stream = ?", mailbox, key,
             stream);
}

Result<> SqliteWriter::put_quarantine(MailboxId mailbox, const Quarantine& q) {
  return run("INSERT OR REPLACE INTO quarantine VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)", mailbox, q.key,
             q.kind, q.item, q.written, q.code, q.text, q.tries, q.next_at);
}

Result<> SqliteWriter::drop_quarantine(MailboxId mailbox, std::string_view key) {
  return run("DELETE FROM quarantine WHERE mailbox = ? AND key = ?", mailbox, key);
}

Result<RunId> SqliteWriter::start_run(std::string_view command, Millis now) {
  RELAIS_TRY(db_.run("INSERT INTO run(command, started) VALUES(?, ?)", command, now));
  return db_.last_insert_rowid();
}

Result<> SqliteWriter::end_run(RunId id, Millis now, std::string_view outcome,
                               std::string_view summary) {
  return run("UPDATE run SET ended = ?, outcome = ?, summary = ? WHERE id = ?", now, outcome,
             summary, id);
}

Result<> SqliteWriter::record(const ActionRecord& a) {
  return run(
      "INSERT INTO action(run, at, mailbox, entity, kind, item, key, type, reason, cause, "
      "outcome, code, request_id) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      a.run, a.at, a.mailbox, a.entity, a.kind, a.item, a.key, a.type, a.reason, a.cause, a.outcome,
      a.code, a.request_id);
}

Result<> SqliteWriter::record(const Refusal& r) {
  return run("INSERT INTO refusal(at, verb, needed, had, uid) VALUES(?, ?, ?, ?, ?)", r.at, r.verb,
             r.needed, r.had, r.uid);
}

Result<> SqliteWriter::forget_history(Millis before) {
  RELAIS_TRY(db_.run("DELETE FROM refusal WHERE at < ?", before));
  RELAIS_TRY(db_.run("DELETE FROM action WHERE at < ?", before));
  return run("DELETE FROM run WHERE ended > 0 AND ended < ?", before);
}

Result<std::int64_t> SqliteWriter::put_hold(const Hold& hold, std::span<const HoldKey> keys) {
  RELAIS_TRY(db_.run(
      "INSERT INTO hold(entity, mailbox, kind, trip, state, planned, executed, allowed, "
      "created_at) "
      "VALUES(?, ?, ?, ?, 0, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET planned = excluded.planned, "
      "executed = excluded.executed, allowed = excluded.allowed",
      hold.entity, hold.mailbox, hold.kind, hold.trip, hold.planned, hold.executed, hold.allowed,
      hold.created_at));
  RELAIS_ASSIGN(const auto id, db_.integer("SELECT id FROM hold WHERE entity = ? AND mailbox = ? "
                                           "AND kind = ? AND trip = ? AND state = 0",
                                           hold.entity, hold.mailbox, hold.kind, hold.trip));
  RELAIS_TRY(db_.run("DELETE FROM hold_key WHERE hold = ?", *id));
  RELAIS_TRY(db_.run("INSERT OR IGNORE INTO hold_key SELECT ?, value FROM json_each(?)", *id,
                     json_list(keys)));
  return *id;
}

Result<> SqliteWriter::approve_hold(std::int64_t id, Millis now, std::string_view by) {
  // An earlier approval of the same scope gives way to the new set.
  RELAIS_TRY(
      db_.run("DELETE FROM hold WHERE state = 1 AND (entity, mailbox, kind, trip) = "
              "(SELECT entity, mailbox, kind, trip FROM hold WHERE id = ?) AND id <> ?",
              id, id));
  return run("UPDATE hold SET state = 1, approved_at = ?, approved_by = ? WHERE id = ?", now, by,
             id);
}

Result<> SqliteWriter::drop_hold(std::int64_t id) {
  return run("DELETE FROM hold WHERE id = ? AND state = 0", id);
}

Result<> SqliteWriter::spend_approval(const HoldKey& key) {
  RELAIS_ASSIGN(const auto spent, db_.run("DELETE FROM hold_key WHERE key = ? AND hold IN "
                                          "(SELECT id FROM hold WHERE state = 1)",
                                          key));
  if (spent == 0) return {};
  return run(
      "DELETE FROM hold WHERE state = 1 AND NOT EXISTS "
      "(SELECT 1 FROM hold_key WHERE hold_key.hold = hold.id)");
}

Result<> SqliteWriter::put_dot(const Dot& dot) {
  return run("INSERT OR REPLACE INTO dot VALUES(?, ?, ?, ?, ?)", dot.handler, dot.addin,
             dot.green ? "green" : "red", dot.tested_at, dot.report);
}

Result<> SqliteWriter::put_state(MailboxId mailbox, std::string_view plugin,
                                 std::string_view entity, std::string_view name,
                                 std::string_view value) {
  return run("INSERT OR REPLACE INTO state VALUES(?, ?, ?, ?, ?)", mailbox, plugin, entity, name,
             value);
}

Result<> SqliteWriter::erase_state(MailboxId mailbox, std::string_view plugin,
                                   std::string_view entity, std::string_view name) {
  return run("DELETE FROM state WHERE mailbox = ? AND plugin = ? AND entity = ? AND name = ?",
             mailbox, plugin, entity, name);
}

}  // namespace relais::ledger
