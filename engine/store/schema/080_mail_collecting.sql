-- Version 2: what collecting mail, its markers and filing messages need beyond the tables.

CREATE INDEX employee_by_entity ON employee(entity_id);

-- Why markers do not look as they should there, though they are set.
ALTER TABLE mail_account_state ADD COLUMN marker_degraded TEXT;

-- How far collecting has come, in the words of whoever collects. Written with the verdicts of the
-- page before it, so that neither is there without the other.
CREATE TABLE mail_cursor (
  entity_id TEXT NOT NULL CHECK (entity_id <> ''),
  account TEXT NOT NULL CHECK (account <> ''),
  name TEXT NOT NULL CHECK (name <> ''),
  cursor TEXT NOT NULL,
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    CHECK (updated_at GLOB '????-??-??T??:??:??*Z'
      AND date(updated_at, '+0 days') IS substr(updated_at, 1, 10)),
  PRIMARY KEY (entity_id, account, name)
) STRICT, WITHOUT ROWID;

ALTER TABLE mail_verdict ADD COLUMN folder_id TEXT NOT NULL DEFAULT '';
ALTER TABLE mail_verdict ADD COLUMN received_at TEXT
  CHECK (received_at GLOB '????-??-??T??:??:??*Z'
    AND date(received_at, '+0 days') IS substr(received_at, 1, 10));
-- Of a message that nothing but its folder speaks against: which one, by its well-known name.
ALTER TABLE mail_verdict ADD COLUMN slipped_to TEXT;
CREATE INDEX mail_verdict_slipped ON mail_verdict(entity_id, account, received_at, slipped_to)
  WHERE slipped_to IS NOT NULL;
CREATE INDEX mail_verdict_by_received
  ON mail_verdict(entity_id, account, received_at, folder_id);

ALTER TABLE mail_verdict_history ADD COLUMN folder_id TEXT NOT NULL DEFAULT '';
DROP TRIGGER mail_verdict_replaced;
CREATE TRIGGER mail_verdict_replaced AFTER UPDATE ON mail_verdict
WHEN (NEW.verdict, NEW.reason, NEW.rule, NEW.rule_version)
  IS NOT (OLD.verdict, OLD.reason, OLD.rule, OLD.rule_version)
BEGIN
  INSERT INTO mail_verdict_history(entity_id, account, message_id, verdict, reason, rule,
                                   rule_version, sender_domain, decided_at, folder_id)
  VALUES (OLD.entity_id, OLD.account, OLD.message_id, OLD.verdict, OLD.reason, OLD.rule,
          OLD.rule_version, OLD.sender_domain, OLD.decided_at, OLD.folder_id);
END;

-- What is left of a message whose row somebody deleted: enough not to collect it again, and to take
-- its marker away.
CREATE TABLE communicator_tombstone (
  entity_id TEXT NOT NULL CHECK (entity_id <> ''),
  account TEXT NOT NULL CHECK (account <> ''),
  graph_id TEXT NOT NULL CHECK (graph_id <> ''),
  message_id TEXT NOT NULL,
  internet_message_id TEXT,
  received_at TEXT NOT NULL,
  marker_state TEXT NOT NULL CHECK (marker_state IN ('none', 'received', 'archived', 'failed')),
  marker_tried TEXT CHECK (marker_tried IN ('none', 'received', 'archived')),
  marker_error TEXT,
  deleted_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  PRIMARY KEY (entity_id, account, graph_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX communicator_tombstone_by_copy
  ON communicator_tombstone(entity_id, account, internet_message_id, received_at);
CREATE INDEX communicator_tombstone_owed ON communicator_tombstone(entity_id, account, graph_id)
  WHERE marker_state <> 'none' AND marker_tried IS NOT 'none';

-- An attachment may be known without its content: it is fetched as part of the whole message, or
-- lies elsewhere.
CREATE TEMP TABLE attachment_of_version_1 AS SELECT * FROM communicator_attachment;
DROP TABLE communicator_attachment;
CREATE TABLE communicator_attachment (
  message_id TEXT NOT NULL
    REFERENCES communicator_message(id) ON DELETE CASCADE ON UPDATE CASCADE,
  seq INTEGER NOT NULL CHECK (seq >= 0),
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size >= 0),
  sha256 TEXT CHECK (length(sha256) = 64),
  inline INTEGER NOT NULL CHECK (inline IN (0, 1)),
  ref TEXT,
  note TEXT,
  PRIMARY KEY (message_id, seq),
  CHECK ((sha256 IS NULL) = (ref IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO communicator_attachment(message_id, seq, name, content_type, size, sha256, inline, ref)
SELECT message_id, seq, name, content_type, size, sha256, inline, ref FROM attachment_of_version_1;
DROP TABLE attachment_of_version_1;

ALTER TABLE communicator_message ADD COLUMN notes TEXT;
ALTER TABLE communicator_message ADD COLUMN marker_tried TEXT
  CHECK (marker_tried IN ('none', 'received', 'archived'));
ALTER TABLE communicator_message ADD COLUMN copy_archived INTEGER NOT NULL DEFAULT 0
  CHECK (copy_archived IN (0, 1));
-- The marker that the mailbox is to show: of this message alone, and with the copies of others.
ALTER TABLE communicator_message ADD COLUMN marker_wanted TEXT GENERATED ALWAYS AS (
  CASE status WHEN 'deleted' THEN 'none' WHEN 'archived' THEN 'archived' ELSE 'received' END
) VIRTUAL;
ALTER TABLE communicator_message ADD COLUMN marker_wanted_as_copy TEXT GENERATED ALWAYS AS (
  CASE WHEN status = 'deleted' THEN 'none'
       WHEN status = 'archived' OR copy_archived = 1 THEN 'archived' ELSE 'received' END
) VIRTUAL;
-- They hold what is owed and nothing else: asking costs what is to be done.
CREATE INDEX communicator_message_owed ON communicator_message(entity_id, account, graph_id)
  WHERE marker_state <> marker_wanted AND marker_tried IS NOT marker_wanted;
CREATE INDEX communicator_message_owed_as_copy
  ON communicator_message(entity_id, account, graph_id)
  WHERE marker_state <> marker_wanted_as_copy AND marker_tried IS NOT marker_wanted_as_copy;
CREATE INDEX communicator_message_tried ON communicator_message(entity_id, account)
  WHERE marker_tried IS NOT NULL;
CREATE INDEX communicator_message_by_copy
  ON communicator_message(entity_id, account, internet_message_id, received_at);
CREATE INDEX communicator_message_by_received
  ON communicator_message(entity_id, account, received_at);
CREATE INDEX communicator_message_by_responsible ON communicator_message(responsible_handler_id);
CREATE INDEX communicator_read_by_handler ON communicator_read(handler_id);
CREATE INDEX communicator_message_by_body ON communicator_message(body_ref)
  WHERE body_ref IS NOT NULL;
CREATE INDEX communicator_message_by_mime ON communicator_message(mime_ref)
  WHERE mime_ref IS NOT NULL;
CREATE INDEX communicator_attachment_by_ref ON communicator_attachment(ref);

DROP TRIGGER communicator_message_status;
CREATE TRIGGER communicator_message_filed
AFTER UPDATE OF status, archived_at ON communicator_message
WHEN (NEW.status, NEW.archived_at) IS NOT (OLD.status, OLD.archived_at)
BEGIN
  DELETE FROM change_log
  WHERE seq = (SELECT max(seq) FROM change_log) AND table_name = 'communicator_message'
    AND row_id = NEW.id AND op <> 'delete';
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('communicator_message', NEW.id, 'update', NULL, NULL);
END;

CREATE TRIGGER communicator_message_renamed AFTER UPDATE OF id ON communicator_message
WHEN NEW.id <> OLD.id
BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('communicator_message', OLD.id, 'delete', NULL, NULL),
         ('communicator_message', NEW.id, 'update', NULL, NULL);
END;

-- `status` and `archived_at` say the same: whichever is written, the other follows.
CREATE TRIGGER communicator_message_archived AFTER UPDATE OF status ON communicator_message
WHEN NEW.status = 'archived' AND NEW.status <> OLD.status AND NEW.archived_at IS NULL
BEGIN
  UPDATE communicator_message SET archived_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.id;
END;

CREATE TRIGGER communicator_message_archived_by_time
AFTER UPDATE OF archived_at ON communicator_message
WHEN NEW.archived_at IS NOT NULL AND NEW.archived_at IS NOT OLD.archived_at
  AND NEW.status NOT IN ('archived', 'deleted')
BEGIN
  UPDATE communicator_message SET status = 'archived' WHERE id = NEW.id;
END;

CREATE TRIGGER communicator_message_unarchived AFTER UPDATE OF status ON communicator_message
WHEN NEW.status NOT IN ('archived', 'deleted') AND NEW.status <> OLD.status
  AND NEW.archived_at IS NOT NULL AND NEW.archived_at IS OLD.archived_at
BEGIN
  UPDATE communicator_message SET archived_at = NULL, archived_by = NULL WHERE id = NEW.id;
END;

CREATE TRIGGER communicator_message_unarchived_by_time
AFTER UPDATE OF archived_at ON communicator_message
WHEN NEW.archived_at IS NULL AND OLD.archived_at IS NOT NULL AND NEW.status = 'archived'
BEGIN
  UPDATE communicator_message
  SET status = CASE WHEN responsible_handler_id IS NULL THEN 'new' ELSE 'assigned' END,
      archived_by = NULL
  WHERE id = NEW.id;
END;

-- Both at once.
CREATE TRIGGER communicator_message_unarchived_by_both
AFTER UPDATE OF status, archived_at ON communicator_message
WHEN NEW.status NOT IN ('archived', 'deleted') AND NEW.archived_at IS NULL
  AND OLD.archived_at IS NOT NULL AND NEW.archived_by IS NOT NULL
BEGIN
  UPDATE communicator_message SET archived_by = NULL WHERE id = NEW.id;
END;

CREATE TRIGGER communicator_message_inserted_archived AFTER INSERT ON communicator_message
WHEN (NEW.status = 'archived') <> (NEW.archived_at IS NOT NULL) AND NEW.status <> 'deleted'
BEGIN
  UPDATE communicator_message
  SET status = 'archived',
      archived_at = coalesce(archived_at, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  WHERE id = NEW.id;
END;

-- All copies of a message in the entity know whether one of them is archived.
CREATE TRIGGER communicator_message_joins_copies AFTER INSERT ON communicator_message
WHEN EXISTS (
  SELECT 1 FROM communicator_message
  WHERE internet_message_id = NEW.internet_message_id AND entity_id = NEW.entity_id
    AND status = 'archived')
BEGIN
  UPDATE communicator_message SET copy_archived = 1
  WHERE internet_message_id = NEW.internet_message_id AND entity_id = NEW.entity_id
    AND copy_archived = 0;
END;

CREATE TRIGGER communicator_message_copies AFTER UPDATE OF status ON communicator_message
WHEN (NEW.status = 'archived') <> (OLD.status = 'archived')
BEGIN
  UPDATE communicator_message SET copy_archived = EXISTS (
    SELECT 1 FROM communicator_message
    WHERE internet_message_id = NEW.internet_message_id AND entity_id = NEW.entity_id
      AND status = 'archived')
  WHERE internet_message_id = NEW.internet_message_id AND entity_id = NEW.entity_id;
END;

CREATE TRIGGER communicator_message_leaves_copies AFTER DELETE ON communicator_message
WHEN OLD.status = 'archived'
BEGIN
  UPDATE communicator_message SET copy_archived = EXISTS (
    SELECT 1 FROM communicator_message
    WHERE internet_message_id = OLD.internet_message_id AND entity_id = OLD.entity_id
      AND status = 'archived')
  WHERE internet_message_id = OLD.internet_message_id AND entity_id = OLD.entity_id;
END;

-- A deleted message keeps what is needed not to collect it again, and nothing of its content.
CREATE TRIGGER communicator_message_erased AFTER UPDATE OF status ON communicator_message
WHEN NEW.status = 'deleted' AND OLD.status <> 'deleted'
BEGIN
  UPDATE communicator_message
  SET conversation_id = NULL, from_address = NULL, from_name = NULL, sender_address = NULL,
      subject = NULL, has_attachments = 0, sensitivity = NULL, folder_path = '', body_type = NULL,
      body_ref = NULL, mime_ref = NULL, size = NULL, notes = NULL,
      responsible_handler_id = NULL, paused_until = NULL, case_id = NULL, archived_at = NULL, archived_by = NULL
  WHERE id = NEW.id;
  DELETE FROM communicator_recipient WHERE message_id = NEW.id;
  DELETE FROM communicator_read WHERE message_id = NEW.id;
  DELETE FROM communicator_attachment WHERE message_id = NEW.id;
END;

CREATE TRIGGER communicator_message_stays_deleted
BEFORE UPDATE OF status ON communicator_message
WHEN OLD.status = 'deleted' AND NEW.status <> 'deleted'
BEGIN
  SELECT RAISE(ABORT, 'communicator_message.status stays deleted: its content is gone');
END;

CREATE TRIGGER communicator_message_buried AFTER DELETE ON communicator_message BEGIN
  INSERT INTO communicator_tombstone(entity_id, account, graph_id, message_id, internet_message_id,
                                     received_at, marker_state, marker_tried, marker_error)
  VALUES (OLD.entity_id, OLD.account, OLD.graph_id, OLD.id, OLD.internet_message_id,
          OLD.received_at, OLD.marker_state, OLD.marker_tried, OLD.marker_error)
  ON CONFLICT(entity_id, account, graph_id) DO UPDATE
  SET message_id = excluded.message_id, marker_state = excluded.marker_state,
      marker_tried = excluded.marker_tried, marker_error = excluded.marker_error;
END;

-- INSERT OR REPLACE removes rows without a delete trigger. A row that gives way to another one of
-- the same message is deleted; one that gives way to another message leaves a tombstone.
CREATE TRIGGER communicator_message_evicts BEFORE INSERT ON communicator_message BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old)
  SELECT 'communicator_message', id, 'delete', NULL FROM communicator_message
  WHERE entity_id = NEW.entity_id AND account = NEW.account AND graph_id = NEW.graph_id
    AND id <> NEW.id;
  INSERT INTO communicator_tombstone(entity_id, account, graph_id, message_id, internet_message_id,
                                     received_at, marker_state, marker_tried, marker_error)
  SELECT entity_id, account, graph_id, id, internet_message_id, received_at, marker_state,
         marker_tried, marker_error
  FROM communicator_message
  WHERE id = NEW.id
    AND (entity_id, account, graph_id) <> (NEW.entity_id, NEW.account, NEW.graph_id)
  ON CONFLICT(entity_id, account, graph_id) DO UPDATE SET marker_state = excluded.marker_state;
END;

-- Who puts a row back takes its tombstone away.
CREATE TRIGGER communicator_message_returns AFTER INSERT ON communicator_message BEGIN
  DELETE FROM communicator_tombstone
  WHERE entity_id = NEW.entity_id AND account = NEW.account AND graph_id = NEW.graph_id;
END;

-- Rows from before these rules.
UPDATE communicator_message SET status = 'archived'
WHERE archived_at IS NOT NULL AND status NOT IN ('archived', 'deleted');
UPDATE communicator_message SET archived_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
WHERE status = 'archived' AND archived_at IS NULL;
UPDATE communicator_message SET copy_archived = 1
WHERE internet_message_id IN (
    SELECT internet_message_id FROM communicator_message AS archived
    WHERE archived.status = 'archived' AND archived.entity_id = communicator_message.entity_id)
  AND copy_archived = 0;
