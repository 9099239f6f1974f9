-- The people of the firm: employees, handlers and the mailboxes they are linked to.

CREATE TABLE employee (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64 AND id <> '*'),
  entity_id TEXT NOT NULL CHECK (entity_id <> ''),
  given_name TEXT,
  surname TEXT NOT NULL CHECK (trim(surname) <> ''),
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  revision INTEGER NOT NULL DEFAULT 1,
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    CHECK (updated_at GLOB '????-??-??T??:??:??*Z'
      AND date(updated_at, '+0 days') IS substr(updated_at, 1, 10)),
  deleted_at TEXT
    CHECK (deleted_at GLOB '????-??-??T??:??:??*Z'
      AND date(deleted_at, '+0 days') IS substr(deleted_at, 1, 10))
) STRICT;

CREATE TRIGGER employee_inserted AFTER INSERT ON employee BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('employee', NEW.id, 'insert', NULL, NULL);
END;

CREATE TRIGGER employee_deleted AFTER DELETE ON employee BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('employee', OLD.id, 'delete', NULL, NULL);
  DELETE FROM employee_email WHERE employee_id = OLD.id;
END;

CREATE TRIGGER employee_touched AFTER UPDATE ON employee
WHEN NEW.revision = OLD.revision AND (
    NEW.id, NEW.entity_id, NEW.given_name, NEW.surname, NEW.active, NEW.deleted_at
  ) IS NOT (
    OLD.id, OLD.entity_id, OLD.given_name, OLD.surname, OLD.active, OLD.deleted_at
  )
BEGIN
  UPDATE employee SET revision = OLD.revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.id;
END;

CREATE TRIGGER employee_updated AFTER UPDATE OF revision ON employee
WHEN NEW.revision <> OLD.revision
BEGIN
  DELETE FROM change_log
  WHERE seq = (SELECT max(seq) FROM change_log) AND table_name = 'employee' AND row_id = NEW.id
    AND op <> 'delete';
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('employee', NEW.id, 'update', NULL, NULL);
END;

CREATE TRIGGER employee_renamed AFTER UPDATE OF id ON employee WHEN NEW.id <> OLD.id BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('employee', OLD.id, 'delete', NULL, NULL);
END;

CREATE TABLE employee_email (
  employee_id TEXT NOT NULL REFERENCES employee(id) ON DELETE CASCADE ON UPDATE CASCADE,
  email TEXT NOT NULL CHECK (email LIKE '_%@_%'),
  PRIMARY KEY (employee_id, email)
) STRICT, WITHOUT ROWID;
CREATE INDEX employee_email_by_email ON employee_email(email COLLATE NOCASE);

CREATE TRIGGER employee_email_inserted AFTER INSERT ON employee_email BEGIN
  UPDATE employee SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.employee_id;
END;

CREATE TRIGGER employee_email_updated AFTER UPDATE ON employee_email
WHEN (NEW.employee_id, NEW.email) IS NOT (OLD.employee_id, OLD.email)
BEGIN
  UPDATE employee SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.employee_id;
  UPDATE employee SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.employee_id AND OLD.employee_id <> NEW.employee_id;
END;

CREATE TRIGGER employee_email_deleted AFTER DELETE ON employee_email BEGIN
  UPDATE employee SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.employee_id;
END;

CREATE TABLE handler (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64 AND id <> '*'),
  entity_id TEXT NOT NULL CHECK (entity_id <> ''),
  code TEXT NOT NULL CHECK (length(code) BETWEEN 2 AND 6),
  given_name TEXT NOT NULL,
  surname TEXT NOT NULL,
  role TEXT NOT NULL
    CHECK (role IN ('partner', 'lawyer', 'trainee', 'paralegal', 'secretary', 'admin')),
  language TEXT,
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  employee_id TEXT REFERENCES employee(id) ON DELETE SET NULL ON UPDATE CASCADE,
  sync_addresses INTEGER NOT NULL DEFAULT 0 CHECK (sync_addresses IN (0, 1)),
  sync_calendar_items INTEGER NOT NULL DEFAULT 0 CHECK (sync_calendar_items IN (0, 1)),
  sync_deadlines INTEGER CHECK (sync_deadlines IN (0, 1)),
  sync_reminders INTEGER CHECK (sync_reminders IN (0, 1)),
  sync_appointments INTEGER CHECK (sync_appointments IN (0, 1)),
  privacy TEXT CHECK (privacy IN ('full', 'case-number-only', 'busy')),
  revision INTEGER NOT NULL DEFAULT 1,
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    CHECK (updated_at GLOB '????-??-??T??:??:??*Z'
      AND date(updated_at, '+0 days') IS substr(updated_at, 1, 10)),
  deleted_at TEXT
    CHECK (deleted_at GLOB '????-??-??T??:??:??*Z'
      AND date(deleted_at, '+0 days') IS substr(deleted_at, 1, 10)),
  UNIQUE (entity_id, code)
) STRICT;

CREATE TRIGGER handler_inserted AFTER INSERT ON handler BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('handler', NEW.id, 'insert', NULL, NEW.id);
END;

CREATE TRIGGER handler_deleted AFTER DELETE ON handler BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('handler', OLD.id, 'delete', OLD.id, NULL);
  DELETE FROM handler_link WHERE handler_id = OLD.id;
  DELETE FROM address_sync_mark WHERE handler_id = OLD.id;
  DELETE FROM deadline_assignee WHERE handler_id = OLD.id;
  DELETE FROM reminder_assignee WHERE handler_id = OLD.id;
  DELETE FROM appointment_assignee WHERE handler_id = OLD.id;
  DELETE FROM communicator_read WHERE handler_id = OLD.id;
END;

CREATE TRIGGER handler_touched AFTER UPDATE ON handler
WHEN NEW.revision = OLD.revision AND (
    NEW.id, NEW.entity_id, NEW.code, NEW.given_name, NEW.surname, NEW.role, NEW.language,
    NEW.active, NEW.employee_id, NEW.sync_addresses, NEW.sync_calendar_items,
    NEW.sync_deadlines, NEW.sync_reminders, NEW.sync_appointments, NEW.privacy, NEW.deleted_at
  ) IS NOT (
    OLD.id, OLD.entity_id, OLD.code, OLD.given_name, OLD.surname, OLD.role, OLD.language,
    OLD.active, OLD.employee_id, OLD.sync_addresses, OLD.sync_calendar_items,
    OLD.sync_deadlines, OLD.sync_reminders, OLD.sync_appointments, OLD.privacy, OLD.deleted_at
  )
BEGIN
  UPDATE handler SET revision = OLD.revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.id;
END;

CREATE TRIGGER handler_updated AFTER UPDATE OF revision ON handler
WHEN NEW.revision <> OLD.revision
BEGIN
  DELETE FROM change_log
  WHERE seq = (SELECT max(seq) FROM change_log) AND table_name = 'handler' AND row_id = NEW.id
    AND op <> 'delete';
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('handler', NEW.id, 'update', OLD.id, NEW.id);
END;

CREATE TRIGGER handler_renamed AFTER UPDATE OF id ON handler WHEN NEW.id <> OLD.id BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('handler', OLD.id, 'delete', OLD.id, NULL);
END;

-- INSERT OR REPLACE removes the row that has the same code without a delete trigger.
CREATE TRIGGER handler_evicts BEFORE INSERT ON handler BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old)
  SELECT 'handler', id, 'delete', handler.id FROM handler
  WHERE entity_id = NEW.entity_id AND code = NEW.code AND id <> NEW.id;
END;

CREATE TRIGGER handler_evicts_by_update BEFORE UPDATE OF entity_id, code ON handler BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old)
  SELECT 'handler', id, 'delete', handler.id FROM handler
  WHERE entity_id = NEW.entity_id AND code = NEW.code AND id <> NEW.id;
END;

CREATE TABLE handler_link (
  handler_id TEXT NOT NULL REFERENCES handler(id) ON DELETE CASCADE ON UPDATE CASCADE,
  connection TEXT NOT NULL DEFAULT 'microsoft365' CHECK (connection <> ''),
  address TEXT NOT NULL CHECK (trim(address) <> ''),
  user_id TEXT,
  primary_address TEXT,
  PRIMARY KEY (handler_id, connection)
) STRICT, WITHOUT ROWID;
CREATE INDEX handler_link_by_address ON handler_link(address COLLATE NOCASE, connection);

-- user_id and primary_address are the engine's notes, not a change of the handler.
CREATE TRIGGER handler_link_inserted AFTER INSERT ON handler_link BEGIN
  UPDATE handler SET revision = revision + 1, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.handler_id;
END;

CREATE TRIGGER handler_link_updated AFTER UPDATE ON handler_link
WHEN (NEW.handler_id, NEW.connection, NEW.address)
  IS NOT (OLD.handler_id, OLD.connection, OLD.address)
BEGIN
  UPDATE handler SET revision = revision + 1, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id IN (NEW.handler_id, OLD.handler_id);
  -- Another address is another mailbox: what the old one resolved to must not be written to.
  UPDATE handler_link SET user_id = NULL, primary_address = NULL
  WHERE handler_id = NEW.handler_id AND connection = NEW.connection
    AND NEW.address <> OLD.address AND NEW.user_id IS OLD.user_id;
END;

CREATE TRIGGER handler_link_deleted AFTER DELETE ON handler_link BEGIN
  UPDATE handler SET revision = revision + 1, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.handler_id;
END;
