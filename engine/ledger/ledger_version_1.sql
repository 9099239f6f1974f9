-- A ledger as relais made it when its schema had the version 1, with a row in some of its tables.
PRAGMA application_id = 1919710028;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES('feed_seq','42');
CREATE TABLE mailbox(
  id INTEGER PRIMARY KEY,
  connection TEXT NOT NULL, tenant TEXT NOT NULL, account_id TEXT NOT NULL,
  not_before INTEGER NOT NULL DEFAULT 0,
  blocked TEXT NOT NULL DEFAULT '',
  UNIQUE(connection, tenant, account_id)) STRICT;
INSERT INTO mailbox VALUES(1,'microsoft365','11111111-2222-3333-4444-555555555555','u1',0,'');
CREATE TABLE member(
  handler TEXT NOT NULL, mailbox INTEGER NOT NULL REFERENCES mailbox(id),
  entity TEXT NOT NULL, linked INTEGER NOT NULL,
  PRIMARY KEY(handler, mailbox)) STRICT, WITHOUT ROWID;
INSERT INTO member VALUES('h1',1,'zurich',1);
CREATE TABLE stream(
  id INTEGER PRIMARY KEY,
  mailbox INTEGER NOT NULL REFERENCES mailbox(id),
  entity TEXT NOT NULL, addin TEXT NOT NULL, target TEXT NOT NULL, name TEXT NOT NULL,
  container TEXT NOT NULL DEFAULT '', created INTEGER NOT NULL DEFAULT 0,
  cursor TEXT NOT NULL DEFAULT '', round INTEGER NOT NULL DEFAULT 0,
  round_open INTEGER NOT NULL DEFAULT 0, observed_at INTEGER NOT NULL DEFAULT 0,
  audited_at INTEGER NOT NULL DEFAULT 0, inventoried INTEGER NOT NULL DEFAULT 0,
  UNIQUE(mailbox, entity, addin, target, name)) STRICT;
INSERT INTO stream VALUES(1,1,'zurich','A04','contacts','all','c1',1,'cursor',3,0,5,6,1);
CREATE TABLE planned_config(
  mailbox INTEGER NOT NULL, entity TEXT NOT NULL, kind TEXT NOT NULL, fingerprint TEXT NOT NULL,
  PRIMARY KEY(mailbox, entity, kind)) STRICT, WITHOUT ROWID;
INSERT INTO planned_config VALUES(1,'zurich','contact','f');
CREATE TABLE dirty(
  mailbox INTEGER NOT NULL, kind TEXT NOT NULL, item TEXT NOT NULL,
  seq INTEGER NOT NULL, reason TEXT NOT NULL, not_before INTEGER NOT NULL, since INTEGER NOT NULL,
  PRIMARY KEY(mailbox, kind, item)) STRICT, WITHOUT ROWID;
INSERT INTO dirty VALUES(1,'contact','7',42,'changed',0,9);
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
INSERT INTO link VALUES(1,'k1',1,'contact','6','','r1','e1','c1','w','r','','','','cf',1,1,1,0,'','',3,8);
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
CREATE TABLE run(
  id INTEGER PRIMARY KEY AUTOINCREMENT, command TEXT NOT NULL, started INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0, outcome TEXT NOT NULL DEFAULT '',
  summary TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE action(
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, at INTEGER NOT NULL, mailbox INTEGER NOT NULL,
  entity TEXT NOT NULL, kind TEXT NOT NULL, item TEXT NOT NULL, key TEXT NOT NULL,
  type TEXT NOT NULL, reason TEXT NOT NULL, cause TEXT NOT NULL, outcome TEXT NOT NULL,
  code TEXT NOT NULL, request_id TEXT NOT NULL) STRICT;
CREATE TABLE hold(
  id INTEGER PRIMARY KEY AUTOINCREMENT, entity TEXT NOT NULL, mailbox INTEGER NOT NULL,
  kind TEXT NOT NULL, trip TEXT NOT NULL, state INTEGER NOT NULL, planned INTEGER NOT NULL,
  executed INTEGER NOT NULL, allowed INTEGER NOT NULL, created_at INTEGER NOT NULL,
  approved_at INTEGER NOT NULL DEFAULT 0, approved_by TEXT NOT NULL DEFAULT '',
  UNIQUE(entity, mailbox, kind, trip, state)) STRICT;
CREATE TABLE hold_key(
  hold INTEGER NOT NULL REFERENCES hold(id) ON DELETE CASCADE, key TEXT NOT NULL,
  PRIMARY KEY(hold, key)) STRICT, WITHOUT ROWID;
CREATE TABLE dot(
  handler TEXT NOT NULL, addin TEXT NOT NULL, colour TEXT NOT NULL, tested_at INTEGER NOT NULL,
  report TEXT NOT NULL,
  PRIMARY KEY(handler, addin)) STRICT, WITHOUT ROWID;
INSERT INTO dot VALUES('h1','A04','green',1777622400000,'{}');
CREATE TABLE state(
  mailbox INTEGER NOT NULL, plugin TEXT NOT NULL, entity TEXT NOT NULL, name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY(mailbox, plugin, entity, name)) STRICT, WITHOUT ROWID;
INSERT INTO state VALUES(1,'relais.a04','zurich','s','v');
CREATE INDEX link_item ON link(kind, item, mailbox);
CREATE INDEX link_mailbox_item ON link(mailbox, kind, item);
CREATE INDEX link_remote ON link(mailbox, remote_id);
CREATE INDEX link_stream ON link(stream, key);
CREATE INDEX link_claimed ON link(stream) WHERE seen = 1;
CREATE INDEX link_revisit ON link(mailbox, kind, revisit_on) WHERE revisit_on <> '';
CREATE INDEX link_degraded ON link(mailbox) WHERE degraded <> '';
CREATE INDEX quarantine_item ON quarantine(mailbox, kind, item);
CREATE INDEX run_ended ON run(ended) WHERE ended > 0;
CREATE INDEX action_item ON action(kind, item, mailbox);
CREATE INDEX action_brake ON action(entity, kind, type, at) WHERE type IN ('delete', 'update');
CREATE INDEX action_restored ON action(mailbox, key, at) WHERE type IN ('recreate', 'repair');
CREATE INDEX action_at ON action(at);
CREATE INDEX hold_key_key ON hold_key(key);
COMMIT;
