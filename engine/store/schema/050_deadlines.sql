-- Deadlines and reminders, and the handlers they are for.

-- Pop-ups of any item. No foreign key can reach three tables: leads go with their item by trigger,
-- and one without an item is passed over.
CREATE TABLE item_lead (
  kind TEXT NOT NULL CHECK (kind IN ('deadline', 'reminder', 'appointment')),
  item_id TEXT NOT NULL,
  seq INTEGER NOT NULL CHECK (seq >= 0),
  amount INTEGER NOT NULL CHECK (amount >= 0),
  unit TEXT NOT NULL CHECK (unit IN ('days', 'minutes')),
  label TEXT,
  PRIMARY KEY (kind, item_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE deadline (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64 AND id <> '*'),
  entity_id TEXT NOT NULL CHECK (entity_id <> ''),
  case_id TEXT REFERENCES case_file(id) ON DELETE SET NULL ON UPDATE CASCADE,
  name TEXT NOT NULL CHECK (trim(name) <> ''),
  due_date TEXT NOT NULL
    CHECK (due_date GLOB '????-??-??' AND date(due_date, '+0 days') IS due_date),
  due_time TEXT CHECK (due_time GLOB '??:??' AND time(due_time, '+0 days') IS due_time || ':00'),
  type TEXT NOT NULL DEFAULT 'normal'
    CHECK (type IN ('normal', 'statutory', 'court', 'peremptory')),
  category TEXT,
  subject TEXT,
  description TEXT,
  event_date TEXT
    CHECK (event_date GLOB '????-??-??' AND date(event_date, '+0 days') IS event_date),
  period_text TEXT,
  reminder_time TEXT NOT NULL DEFAULT '08:00'
    CHECK (reminder_time GLOB '??:??' AND time(reminder_time, '+0 days') IS reminder_time || ':00'),
  done_at TEXT
    CHECK (done_at GLOB '????-??-??T??:??:??*Z'
      AND date(done_at, '+0 days') IS substr(done_at, 1, 10)),
  done_by TEXT,
  confidential INTEGER NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1)),
  revision INTEGER NOT NULL DEFAULT 1,
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    CHECK (updated_at GLOB '????-??-??T??:??:??*Z'
      AND date(updated_at, '+0 days') IS substr(updated_at, 1, 10)),
  deleted_at TEXT
    CHECK (deleted_at GLOB '????-??-??T??:??:??*Z'
      AND date(deleted_at, '+0 days') IS substr(deleted_at, 1, 10))
) STRICT;
CREATE INDEX deadline_by_case ON deadline(case_id);

CREATE TRIGGER deadline_inserted AFTER INSERT ON deadline BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('deadline', NEW.id, 'insert', NULL, NULL);
END;

CREATE TRIGGER deadline_deleted AFTER DELETE ON deadline BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('deadline', OLD.id, 'delete', NULL, NULL);
  DELETE FROM item_lead WHERE kind = 'deadline' AND item_id = OLD.id;
  DELETE FROM deadline_assignee WHERE deadline_id = OLD.id;
END;

CREATE TRIGGER deadline_touched AFTER UPDATE ON deadline
WHEN NEW.revision = OLD.revision AND (
    NEW.id, NEW.entity_id, NEW.case_id, NEW.name, NEW.due_date, NEW.due_time, NEW.type,
    NEW.category, NEW.subject, NEW.description, NEW.event_date, NEW.period_text,
    NEW.reminder_time, NEW.done_at, NEW.done_by, NEW.confidential, NEW.deleted_at
  ) IS NOT (
    OLD.id, OLD.entity_id, OLD.case_id, OLD.name, OLD.due_date, OLD.due_time, OLD.type,
    OLD.category, OLD.subject, OLD.description, OLD.event_date, OLD.period_text,
    OLD.reminder_time, OLD.done_at, OLD.done_by, OLD.confidential, OLD.deleted_at
  )
BEGIN
  UPDATE deadline SET revision = OLD.revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.id;
END;

CREATE TRIGGER deadline_updated AFTER UPDATE OF revision ON deadline
WHEN NEW.revision <> OLD.revision
BEGIN
  DELETE FROM change_log
  WHERE seq = (SELECT max(seq) FROM change_log) AND table_name = 'deadline' AND row_id = NEW.id
    AND op <> 'delete';
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('deadline', NEW.id, 'update', NULL, NULL);
END;

CREATE TRIGGER deadline_renamed AFTER UPDATE OF id ON deadline WHEN NEW.id <> OLD.id BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('deadline', OLD.id, 'delete', NULL, NULL);
END;

CREATE TABLE deadline_assignee (
  deadline_id TEXT NOT NULL REFERENCES deadline(id) ON DELETE CASCADE ON UPDATE CASCADE,
  handler_id TEXT NOT NULL REFERENCES handler(id) ON DELETE CASCADE ON UPDATE CASCADE,
  PRIMARY KEY (deadline_id, handler_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX deadline_assignee_by_handler ON deadline_assignee(handler_id, deadline_id);

CREATE TRIGGER deadline_assignee_inserted AFTER INSERT ON deadline_assignee BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('deadline_assignee', NEW.deadline_id, 'insert', NULL, NEW.handler_id);
END;

CREATE TRIGGER deadline_assignee_updated
AFTER UPDATE OF deadline_id, handler_id ON deadline_assignee
WHEN (NEW.deadline_id, NEW.handler_id) IS NOT (OLD.deadline_id, OLD.handler_id)
BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('deadline_assignee', OLD.deadline_id, 'delete', OLD.handler_id, NULL);
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('deadline_assignee', NEW.deadline_id, 'insert', NULL, NEW.handler_id);
END;

CREATE TRIGGER deadline_assignee_deleted AFTER DELETE ON deadline_assignee BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('deadline_assignee', OLD.deadline_id, 'delete', OLD.handler_id, NULL);
END;

CREATE TABLE reminder (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64 AND id <> '*'),
  entity_id TEXT NOT NULL CHECK (entity_id <> ''),
  case_id TEXT REFERENCES case_file(id) ON DELETE SET NULL ON UPDATE CASCADE,
  name TEXT NOT NULL CHECK (trim(name) <> ''),
  due_date TEXT NOT NULL
    CHECK (due_date GLOB '????-??-??' AND date(due_date, '+0 days') IS due_date),
  due_time TEXT CHECK (due_time GLOB '??:??' AND time(due_time, '+0 days') IS due_time || ':00'),
  category TEXT,
  subject TEXT,
  description TEXT,
  reminder_time TEXT NOT NULL DEFAULT '08:00'
    CHECK (reminder_time GLOB '??:??' AND time(reminder_time, '+0 days') IS reminder_time || ':00'),
  done_at TEXT
    CHECK (done_at GLOB '????-??-??T??:??:??*Z'
      AND date(done_at, '+0 days') IS substr(done_at, 1, 10)),
  done_by TEXT,
  confidential INTEGER NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1)),
  revision INTEGER NOT NULL DEFAULT 1,
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    CHECK (updated_at GLOB '????-??-??T??:??:??*Z'
      AND date(updated_at, '+0 days') IS substr(updated_at, 1, 10)),
  deleted_at TEXT
    CHECK (deleted_at GLOB '????-??-??T??:??:??*Z'
      AND date(deleted_at, '+0 days') IS substr(deleted_at, 1, 10))
) STRICT;
CREATE INDEX reminder_by_case ON reminder(case_id);

CREATE TRIGGER reminder_inserted AFTER INSERT ON reminder BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('reminder', NEW.id, 'insert', NULL, NULL);
END;

CREATE TRIGGER reminder_deleted AFTER DELETE ON reminder BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('reminder', OLD.id, 'delete', NULL, NULL);
  DELETE FROM item_lead WHERE kind = 'reminder' AND item_id = OLD.id;
  DELETE FROM reminder_assignee WHERE reminder_id = OLD.id;
END;

CREATE TRIGGER reminder_touched AFTER UPDATE ON reminder
WHEN NEW.revision = OLD.revision AND (
    NEW.id, NEW.entity_id, NEW.case_id, NEW.name, NEW.due_date, NEW.due_time, NEW.category,
    NEW.subject, NEW.description, NEW.reminder_time, NEW.done_at, NEW.done_by,
    NEW.confidential, NEW.deleted_at
  ) IS NOT (
    OLD.id, OLD.entity_id, OLD.case_id, OLD.name, OLD.due_date, OLD.due_time, OLD.category,
    OLD.subject, OLD.description, OLD.reminder_time, OLD.done_at, OLD.done_by,
    OLD.confidential, OLD.deleted_at
  )
BEGIN
  UPDATE reminder SET revision = OLD.revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.id;
END;

CREATE TRIGGER reminder_updated AFTER UPDATE OF revision ON reminder
WHEN NEW.revision <> OLD.revision
BEGIN
  DELETE FROM change_log
  WHERE seq = (SELECT max(seq) FROM change_log) AND table_name = 'reminder' AND row_id = NEW.id
    AND op <> 'delete';
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('reminder', NEW.id, 'update', NULL, NULL);
END;

CREATE TRIGGER reminder_renamed AFTER UPDATE OF id ON reminder WHEN NEW.id <> OLD.id BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('reminder', OLD.id, 'delete', NULL, NULL);
END;

CREATE TABLE reminder_assignee (
  reminder_id TEXT NOT NULL REFERENCES reminder(id) ON DELETE CASCADE ON UPDATE CASCADE,
  handler_id TEXT NOT NULL REFERENCES handler(id) ON DELETE CASCADE ON UPDATE CASCADE,
  PRIMARY KEY (reminder_id, handler_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_assignee_by_handler ON reminder_assignee(handler_id, reminder_id);

CREATE TRIGGER reminder_assignee_inserted AFTER INSERT ON reminder_assignee BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('reminder_assignee', NEW.reminder_id, 'insert', NULL, NEW.handler_id);
END;

CREATE TRIGGER reminder_assignee_updated
AFTER UPDATE OF reminder_id, handler_id ON reminder_assignee
WHEN (NEW.reminder_id, NEW.handler_id) IS NOT (OLD.reminder_id, OLD.handler_id)
BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('reminder_assignee', OLD.reminder_id, 'delete', OLD.handler_id, NULL);
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('reminder_assignee', NEW.reminder_id, 'insert', NULL, NEW.handler_id);
END;

CREATE TRIGGER reminder_assignee_deleted AFTER DELETE ON reminder_assignee BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('reminder_assignee', OLD.reminder_id, 'delete', OLD.handler_id, NULL);
END;
