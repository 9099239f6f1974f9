-- Cases and their parties.

CREATE TABLE case_file (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64 AND id <> '*'),
  entity_id TEXT NOT NULL CHECK (entity_id <> ''),
  number TEXT NOT NULL CHECK (trim(number) <> ''),
  title TEXT NOT NULL,
  client_address_id TEXT REFERENCES address(id) ON DELETE SET NULL ON UPDATE CASCADE,
  parent_case_id TEXT REFERENCES case_file(id) ON DELETE SET NULL ON UPDATE CASCADE,
  status INTEGER NOT NULL DEFAULT 0 CHECK (status IN (0, 1, 2)),
  responsible_handler_id TEXT REFERENCES handler(id) ON DELETE SET NULL ON UPDATE CASCADE,
  confidential INTEGER NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1)),
  language TEXT,
  court TEXT,
  court_ref TEXT,
  revision INTEGER NOT NULL DEFAULT 1,
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    CHECK (updated_at GLOB '????-??-??T??:??:??*Z'
      AND date(updated_at, '+0 days') IS substr(updated_at, 1, 10)),
  deleted_at TEXT
    CHECK (deleted_at GLOB '????-??-??T??:??:??*Z'
      AND date(deleted_at, '+0 days') IS substr(deleted_at, 1, 10)),
  UNIQUE (entity_id, number)
) STRICT;
CREATE INDEX case_file_by_client ON case_file(client_address_id);
CREATE INDEX case_file_by_parent ON case_file(parent_case_id);
CREATE INDEX case_file_by_responsible ON case_file(responsible_handler_id);

CREATE TRIGGER case_file_inserted AFTER INSERT ON case_file BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('case_file', NEW.id, 'insert', NULL, NULL);
END;

CREATE TRIGGER case_file_deleted AFTER DELETE ON case_file BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('case_file', OLD.id, 'delete', NULL, NULL);
  DELETE FROM case_party WHERE case_id = OLD.id;
END;

CREATE TRIGGER case_file_touched AFTER UPDATE ON case_file
WHEN NEW.revision = OLD.revision AND (
    NEW.id, NEW.entity_id, NEW.number, NEW.title, NEW.client_address_id, NEW.parent_case_id,
    NEW.status, NEW.responsible_handler_id, NEW.confidential, NEW.language, NEW.court,
    NEW.court_ref, NEW.deleted_at
  ) IS NOT (
    OLD.id, OLD.entity_id, OLD.number, OLD.title, OLD.client_address_id, OLD.parent_case_id,
    OLD.status, OLD.responsible_handler_id, OLD.confidential, OLD.language, OLD.court,
    OLD.court_ref, OLD.deleted_at
  )
BEGIN
  UPDATE case_file SET revision = OLD.revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.id;
END;

CREATE TRIGGER case_file_updated AFTER UPDATE OF revision ON case_file
WHEN NEW.revision <> OLD.revision
BEGIN
  DELETE FROM change_log
  WHERE seq = (SELECT max(seq) FROM change_log) AND table_name = 'case_file' AND row_id = NEW.id
    AND op <> 'delete';
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('case_file', NEW.id, 'update', NULL, NULL);
END;

CREATE TRIGGER case_file_renamed AFTER UPDATE OF id ON case_file WHEN NEW.id <> OLD.id BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('case_file', OLD.id, 'delete', NULL, NULL);
END;

-- INSERT OR REPLACE removes the row that has the same number without a delete trigger.
CREATE TRIGGER case_file_evicts BEFORE INSERT ON case_file BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old)
  SELECT 'case_file', id, 'delete', NULL FROM case_file
  WHERE entity_id = NEW.entity_id AND number = NEW.number AND id <> NEW.id;
END;

CREATE TRIGGER case_file_evicts_by_update BEFORE UPDATE OF entity_id, number ON case_file BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old)
  SELECT 'case_file', id, 'delete', NULL FROM case_file
  WHERE entity_id = NEW.entity_id AND number = NEW.number AND id <> NEW.id;
END;

CREATE TABLE case_party (
  case_id TEXT NOT NULL REFERENCES case_file(id) ON DELETE CASCADE ON UPDATE CASCADE,
  address_id TEXT NOT NULL REFERENCES address(id) ON DELETE CASCADE ON UPDATE CASCADE,
  role TEXT NOT NULL CHECK (trim(role) <> ''),
  PRIMARY KEY (case_id, address_id, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_party_by_address ON case_party(address_id);

CREATE TRIGGER case_party_inserted AFTER INSERT ON case_party BEGIN
  UPDATE case_file SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.case_id;
END;

CREATE TRIGGER case_party_updated AFTER UPDATE ON case_party
WHEN (NEW.case_id, NEW.address_id, NEW.role)
  IS NOT (OLD.case_id, OLD.address_id, OLD.role)
BEGIN
  UPDATE case_file SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.case_id;
  UPDATE case_file SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.case_id AND OLD.case_id <> NEW.case_id;
END;

CREATE TRIGGER case_party_deleted AFTER DELETE ON case_party BEGIN
  UPDATE case_file SET revision = revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.case_id;
END;
