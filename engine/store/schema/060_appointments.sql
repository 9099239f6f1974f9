-- Appointments, and the leads of all items.

CREATE TABLE appointment (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64 AND id <> '*'),
  entity_id TEXT NOT NULL CHECK (entity_id <> ''),
  case_id TEXT REFERENCES case_file(id) ON DELETE SET NULL ON UPDATE CASCADE,
  subject TEXT NOT NULL,
  starts_at TEXT NOT NULL
    CHECK (starts_at GLOB '????-??-??T??:??'
      AND strftime('%Y-%m-%dT%H:%M', starts_at, '+0 days') IS starts_at),
  ends_at TEXT NOT NULL
    CHECK (ends_at GLOB '????-??-??T??:??'
      AND strftime('%Y-%m-%dT%H:%M', ends_at, '+0 days') IS ends_at),
  time_zone TEXT NOT NULL CHECK (time_zone <> ''),
  all_day INTEGER NOT NULL DEFAULT 0 CHECK (all_day IN (0, 1)),
  location TEXT,
  description TEXT,
  show_as TEXT NOT NULL DEFAULT 'busy' CHECK (show_as IN ('free', 'tentative', 'busy', 'oof')),
  private INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0, 1)),
  lead_minutes INTEGER CHECK (lead_minutes >= 0),
  rrule TEXT,
  type TEXT NOT NULL DEFAULT 'other'
    CHECK (type IN ('hearing', 'meeting', 'call', 'absence', 'other')),
  revision INTEGER NOT NULL DEFAULT 1,
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    CHECK (updated_at GLOB '????-??-??T??:??:??*Z'
      AND date(updated_at, '+0 days') IS substr(updated_at, 1, 10)),
  deleted_at TEXT
    CHECK (deleted_at GLOB '????-??-??T??:??:??*Z'
      AND date(deleted_at, '+0 days') IS substr(deleted_at, 1, 10)),
  CONSTRAINT appointment_ends_after_its_start CHECK (CASE all_day
    WHEN 0 THEN ends_at > starts_at
    ELSE substr(ends_at, 1, 10) >= substr(starts_at, 1, 10)
  END)
) STRICT;
CREATE INDEX appointment_by_case ON appointment(case_id);

CREATE TRIGGER appointment_inserted AFTER INSERT ON appointment BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('appointment', NEW.id, 'insert', NULL, NULL);
END;

CREATE TRIGGER appointment_deleted AFTER DELETE ON appointment BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('appointment', OLD.id, 'delete', NULL, NULL);
  DELETE FROM item_lead WHERE kind = 'appointment' AND item_id = OLD.id;
  DELETE FROM appointment_assignee WHERE appointment_id = OLD.id;
  DELETE FROM appointment_exdate WHERE appointment_id = OLD.id;
END;

CREATE TRIGGER appointment_touched AFTER UPDATE ON appointment
WHEN NEW.revision = OLD.revision AND (
    NEW.id, NEW.entity_id, NEW.case_id, NEW.subject, NEW.starts_at, NEW.ends_at, NEW.time_zone,
    NEW.all_day, NEW.location, NEW.description, NEW.show_as, NEW.private, NEW.lead_minutes,
    NEW.rrule, NEW.type, NEW.deleted_at
  ) IS NOT (
    OLD.id, OLD.entity_id, OLD.case_id, OLD.subject, OLD.starts_at, OLD.ends_at, OLD.time_zone,
    OLD.all_day, OLD.location, OLD.description, OLD.show_as, OLD.private, OLD.lead_minutes,
    OLD.rrule, OLD.type, OLD.deleted_at
  )
BEGIN
  UPDATE appointment SET revision = OLD.revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.id;
END;

CREATE TRIGGER appointment_updated AFTER UPDATE OF revision ON appointment
WHEN NEW.revision <> OLD.revision
BEGIN
  DELETE FROM change_log
  WHERE seq = (SELECT max(seq) FROM change_log) AND table_name = 'appointment'
    AND row_id = NEW.id
    AND op <> 'delete';
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('appointment', NEW.id, 'update', NULL, NULL);
END;

CREATE TRIGGER appointment_renamed AFTER UPDATE OF id ON appointment WHEN NEW.id <> OLD.id BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('appointment', OLD.id, 'delete', NULL, NULL);
END;

CREATE TABLE appointment_assignee (
  appointment_id TEXT NOT NULL REFERENCES appointment(id) ON DELETE CASCADE ON UPDATE CASCADE,
  handler_id TEXT NOT NULL REFERENCES handler(id) ON DELETE CASCADE ON UPDATE CASCADE,
  PRIMARY KEY (appointment_id, handler_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX appointment_assignee_by_handler ON appointment_assignee(handler_id, appointment_id);

CREATE TRIGGER appointment_assignee_inserted AFTER INSERT ON appointment_assignee BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('appointment_assignee', NEW.appointment_id, 'insert', NULL, NEW.handler_id);
END;

CREATE TRIGGER appointment_assignee_updated
AFTER UPDATE OF appointment_id, handler_id ON appointment_assignee
WHEN (NEW.appointment_id, NEW.handler_id) IS NOT (OLD.appointment_id, OLD.handler_id)
BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('appointment_assignee', OLD.appointment_id, 'delete', OLD.handler_id, NULL);
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('appointment_assignee', NEW.appointment_id, 'insert', NULL, NEW.handler_id);
END;

CREATE TRIGGER appointment_assignee_deleted AFTER DELETE ON appointment_assignee BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('appointment_assignee', OLD.appointment_id, 'delete', OLD.handler_id, NULL);
END;

CREATE TABLE appointment_exdate (
  appointment_id TEXT NOT NULL REFERENCES appointment(id) ON DELETE CASCADE ON UPDATE CASCADE,
  date TEXT NOT NULL CHECK (date GLOB '????-??-??' AND date(date, '+0 days') IS date),
  PRIMARY KEY (appointment_id, date)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER appointment_exdate_inserted AFTER INSERT ON appointment_exdate BEGIN
  UPDATE appointment SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.appointment_id;
END;

CREATE TRIGGER appointment_exdate_updated AFTER UPDATE ON appointment_exdate
WHEN (NEW.appointment_id, NEW.date) IS NOT (OLD.appointment_id, OLD.date)
BEGIN
  UPDATE appointment SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.appointment_id;
  UPDATE appointment SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.appointment_id AND OLD.appointment_id <> NEW.appointment_id;
END;

CREATE TRIGGER appointment_exdate_deleted AFTER DELETE ON appointment_exdate BEGIN
  UPDATE appointment SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.appointment_id;
END;

CREATE TRIGGER item_lead_inserted_of_deadline AFTER INSERT ON item_lead BEGIN
  UPDATE deadline SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.item_id AND NEW.kind = 'deadline';
END;

CREATE TRIGGER item_lead_updated_of_deadline AFTER UPDATE ON item_lead
WHEN (NEW.kind, NEW.item_id, NEW.seq, NEW.amount, NEW.unit, NEW.label)
  IS NOT (OLD.kind, OLD.item_id, OLD.seq, OLD.amount, OLD.unit, OLD.label)
BEGIN
  UPDATE deadline SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.item_id AND NEW.kind = 'deadline';
  UPDATE deadline SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.item_id AND (OLD.item_id <> NEW.item_id OR OLD.kind <> NEW.kind)
    AND OLD.kind = 'deadline';
END;

CREATE TRIGGER item_lead_deleted_of_deadline AFTER DELETE ON item_lead BEGIN
  UPDATE deadline SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.item_id AND OLD.kind = 'deadline';
END;

CREATE TRIGGER item_lead_inserted_of_reminder AFTER INSERT ON item_lead BEGIN
  UPDATE reminder SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.item_id AND NEW.kind = 'reminder';
END;

CREATE TRIGGER item_lead_updated_of_reminder AFTER UPDATE ON item_lead
WHEN (NEW.kind, NEW.item_id, NEW.seq, NEW.amount, NEW.unit, NEW.label)
  IS NOT (OLD.kind, OLD.item_id, OLD.seq, OLD.amount, OLD.unit, OLD.label)
BEGIN
  UPDATE reminder SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.item_id AND NEW.kind = 'reminder';
  UPDATE reminder SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.item_id AND (OLD.item_id <> NEW.item_id OR OLD.kind <> NEW.kind)
    AND OLD.kind = 'reminder';
END;

CREATE TRIGGER item_lead_deleted_of_reminder AFTER DELETE ON item_lead BEGIN
  UPDATE reminder SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.item_id AND OLD.kind = 'reminder';
END;

CREATE TRIGGER item_lead_inserted_of_appointment AFTER INSERT ON item_lead BEGIN
  UPDATE appointment SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.item_id AND NEW.kind = 'appointment';
END;

CREATE TRIGGER item_lead_updated_of_appointment AFTER UPDATE ON item_lead
WHEN (NEW.kind, NEW.item_id, NEW.seq, NEW.amount, NEW.unit, NEW.label)
  IS NOT (OLD.kind, OLD.item_id, OLD.seq, OLD.amount, OLD.unit, OLD.label)
BEGIN
  UPDATE appointment SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.item_id AND NEW.kind = 'appointment';
  UPDATE appointment SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.item_id AND (OLD.item_id <> NEW.item_id OR OLD.kind <> NEW.kind)
    AND OLD.kind = 'appointment';
END;

CREATE TRIGGER item_lead_deleted_of_appointment AFTER DELETE ON item_lead BEGIN
  UPDATE appointment SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.item_id AND OLD.kind = 'appointment';
END;
