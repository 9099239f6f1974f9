-- What MAIL collects, and what it decided. The engine writes here; the practice software files
-- messages by their status and case.

CREATE TABLE mail_account_state (
  entity_id TEXT NOT NULL CHECK (entity_id <> ''),
  account TEXT NOT NULL CHECK (account <> ''),
  state TEXT NOT NULL CHECK (state IN ('draft', 'configured', 'active', 'suspended')),
  active_since TEXT
    CHECK (active_since GLOB '????-??-??T??:??:??*Z'
      AND date(active_since, '+0 days') IS substr(active_since, 1, 10)),
  mailbox_user_id TEXT,
  filters_reviewed_at TEXT
    CHECK (filters_reviewed_at GLOB '????-??-??T??:??:??*Z'
      AND date(filters_reviewed_at, '+0 days') IS substr(filters_reviewed_at, 1, 10)),
  history_used INTEGER NOT NULL DEFAULT 0 CHECK (history_used >= 0),
  PRIMARY KEY (entity_id, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE mail_folder_pin (
  entity_id TEXT NOT NULL CHECK (entity_id <> ''),
  account TEXT NOT NULL CHECK (account <> ''),
  folder_id TEXT NOT NULL CHECK (folder_id <> ''),
  name TEXT NOT NULL,
  missing_since TEXT
    CHECK (missing_since GLOB '????-??-??T??:??:??*Z'
      AND date(missing_since, '+0 days') IS substr(missing_since, 1, 10)),
  PRIMARY KEY (entity_id, account, folder_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE communicator_message (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64 AND id <> '*'),
  entity_id TEXT NOT NULL CHECK (entity_id <> ''),
  account TEXT NOT NULL CHECK (account <> ''),
  graph_id TEXT NOT NULL CHECK (graph_id <> ''),
  internet_message_id TEXT,
  conversation_id TEXT,
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  from_address TEXT,
  from_name TEXT,
  sender_address TEXT,
  subject TEXT,
  received_at TEXT NOT NULL
    CHECK (received_at GLOB '????-??-??T??:??:??*Z'
      AND date(received_at, '+0 days') IS substr(received_at, 1, 10)),
  sent_at TEXT
    CHECK (sent_at GLOB '????-??-??T??:??:??*Z'
      AND date(sent_at, '+0 days') IS substr(sent_at, 1, 10)),
  has_attachments INTEGER NOT NULL CHECK (has_attachments IN (0, 1)),
  importance TEXT NOT NULL,
  sensitivity TEXT,
  folder_id TEXT NOT NULL,
  folder_path TEXT NOT NULL,
  body_type TEXT,
  body_ref TEXT,
  mime_ref TEXT,
  size INTEGER CHECK (size >= 0),
  responsible_handler_id TEXT REFERENCES handler(id) ON DELETE SET NULL ON UPDATE CASCADE,
  paused_until TEXT
    CHECK (paused_until GLOB '????-??-??T??:??:??*Z'
      AND date(paused_until, '+0 days') IS substr(paused_until, 1, 10)),
  status TEXT NOT NULL DEFAULT 'new'
    CHECK (status IN ('new', 'assigned', 'done', 'archived', 'deleted')),
  case_id TEXT REFERENCES case_file(id) ON DELETE SET NULL ON UPDATE CASCADE,
  archived_at TEXT
    CHECK (archived_at GLOB '????-??-??T??:??:??*Z'
      AND date(archived_at, '+0 days') IS substr(archived_at, 1, 10)),
  archived_by TEXT,
  marker_state TEXT NOT NULL DEFAULT 'none'
    CHECK (marker_state IN ('none', 'received', 'archived', 'failed')),
  marker_error TEXT,
  UNIQUE (entity_id, account, graph_id)
) STRICT;
CREATE INDEX communicator_message_by_internet_id ON communicator_message(internet_message_id);
CREATE INDEX communicator_message_by_case ON communicator_message(case_id);

-- Only what changes the marker in the mailbox; the engine needs no word of what it wrote itself.
CREATE TRIGGER communicator_message_status AFTER UPDATE OF status ON communicator_message
WHEN NEW.status <> OLD.status
BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('communicator_message', NEW.id, 'update', NULL, NULL);
END;

CREATE TRIGGER communicator_message_deleted AFTER DELETE ON communicator_message BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('communicator_message', OLD.id, 'delete', NULL, NULL);
  DELETE FROM communicator_recipient WHERE message_id = OLD.id;
  DELETE FROM communicator_read WHERE message_id = OLD.id;
  DELETE FROM communicator_attachment WHERE message_id = OLD.id;
END;

CREATE TABLE communicator_recipient (
  message_id TEXT NOT NULL
    REFERENCES communicator_message(id) ON DELETE CASCADE ON UPDATE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('to', 'cc', 'bcc', 'reply_to')),
  seq INTEGER NOT NULL CHECK (seq >= 0),
  name TEXT,
  address TEXT NOT NULL,
  PRIMARY KEY (message_id, role, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE communicator_read (
  message_id TEXT NOT NULL
    REFERENCES communicator_message(id) ON DELETE CASCADE ON UPDATE CASCADE,
  handler_id TEXT NOT NULL REFERENCES handler(id) ON DELETE CASCADE ON UPDATE CASCADE,
  at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    CHECK (at GLOB '????-??-??T??:??:??*Z' AND date(at, '+0 days') IS substr(at, 1, 10)),
  PRIMARY KEY (message_id, handler_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE communicator_attachment (
  message_id TEXT NOT NULL
    REFERENCES communicator_message(id) ON DELETE CASCADE ON UPDATE CASCADE,
  seq INTEGER NOT NULL CHECK (seq >= 0),
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size >= 0),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  inline INTEGER NOT NULL CHECK (inline IN (0, 1)),
  ref TEXT NOT NULL,
  PRIMARY KEY (message_id, seq)
) STRICT, WITHOUT ROWID;

-- One current verdict for each message seen; nothing of a skipped message but its id and the
-- domain of its sender.
CREATE TABLE mail_verdict (
  entity_id TEXT NOT NULL CHECK (entity_id <> ''),
  account TEXT NOT NULL CHECK (account <> ''),
  message_id TEXT NOT NULL CHECK (message_id <> ''),
  verdict TEXT NOT NULL CHECK (verdict IN ('collect', 'skip')),
  reason TEXT NOT NULL CHECK (reason IN (
    'folder.always', 'folder.excluded', 'before_activation', 'tombstoned', 'already_collected',
    'sender.address', 'sender.domain', 'internal', 'collect')),
  rule TEXT,
  rule_version TEXT,
  sender_domain TEXT,
  decided_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    CHECK (decided_at GLOB '????-??-??T??:??:??*Z'
      AND date(decided_at, '+0 days') IS substr(decided_at, 1, 10)),
  PRIMARY KEY (entity_id, account, message_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE mail_verdict_history (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  entity_id TEXT NOT NULL,
  account TEXT NOT NULL,
  message_id TEXT NOT NULL,
  verdict TEXT NOT NULL,
  reason TEXT NOT NULL,
  rule TEXT,
  rule_version TEXT,
  sender_domain TEXT,
  decided_at TEXT NOT NULL,
  replaced_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
CREATE INDEX mail_verdict_history_by_message
  ON mail_verdict_history(entity_id, account, message_id);

CREATE TRIGGER mail_verdict_replaced AFTER UPDATE ON mail_verdict
WHEN (NEW.verdict, NEW.reason, NEW.rule, NEW.rule_version)
  IS NOT (OLD.verdict, OLD.reason, OLD.rule, OLD.rule_version)
BEGIN
  INSERT INTO mail_verdict_history(entity_id, account, message_id, verdict, reason, rule,
                                   rule_version, sender_domain, decided_at)
  VALUES (OLD.entity_id, OLD.account, OLD.message_id, OLD.verdict, OLD.reason, OLD.rule,
          OLD.rule_version, OLD.sender_domain, OLD.decided_at);
END;
