-- Addresses and who wants them in his mailbox.

CREATE TABLE address (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64 AND id <> '*'),
  entity_id TEXT NOT NULL CHECK (entity_id <> ''),
  kind TEXT NOT NULL CHECK (kind IN ('person', 'company', 'authority', 'court', 'lawyer')),
  salutation TEXT,
  title TEXT,
  given_name TEXT,
  middle_name TEXT,
  surname TEXT,
  name_suffix TEXT,
  company TEXT,
  department TEXT,
  function TEXT,
  language TEXT,
  po_box TEXT,
  street TEXT,
  house_no TEXT,
  address_line2 TEXT,
  postal_code TEXT,
  city TEXT,
  region TEXT,
  country TEXT NOT NULL DEFAULT 'CH' CHECK (country GLOB '[A-Z][A-Z]'),
  home_po_box TEXT,
  home_street TEXT,
  home_house_no TEXT,
  home_address_line2 TEXT,
  home_postal_code TEXT,
  home_city TEXT,
  home_region TEXT,
  home_country TEXT NOT NULL DEFAULT 'CH' CHECK (home_country GLOB '[A-Z][A-Z]'),
  birthday TEXT CHECK (birthday GLOB '????-??-??' AND date(birthday, '+0 days') IS birthday),
  website TEXT,
  remarks TEXT,
  confidential INTEGER NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1)),
  revision INTEGER NOT NULL DEFAULT 1,
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    CHECK (updated_at GLOB '????-??-??T??:??:??*Z'
      AND date(updated_at, '+0 days') IS substr(updated_at, 1, 10)),
  deleted_at TEXT
    CHECK (deleted_at GLOB '????-??-??T??:??:??*Z'
      AND date(deleted_at, '+0 days') IS substr(deleted_at, 1, 10)),
  CONSTRAINT address_needs_a_name CHECK (CASE kind
    WHEN 'person' THEN trim(coalesce(surname, '') || coalesce(given_name, '')) <> ''
    WHEN 'lawyer' THEN
      trim(coalesce(surname, '') || coalesce(given_name, '') || coalesce(company, '')) <> ''
    ELSE trim(coalesce(company, '')) <> ''
  END)
) STRICT;
CREATE INDEX address_by_entity ON address(entity_id) WHERE deleted_at IS NULL;

CREATE TRIGGER address_inserted AFTER INSERT ON address BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('address', NEW.id, 'insert', NULL, NULL);
END;

CREATE TRIGGER address_deleted AFTER DELETE ON address BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('address', OLD.id, 'delete', NULL, NULL);
  DELETE FROM address_category WHERE address_id = OLD.id;
  DELETE FROM address_contact_point WHERE address_id = OLD.id;
  DELETE FROM address_sync_mark WHERE address_id = OLD.id;
  DELETE FROM case_party WHERE address_id = OLD.id;
END;

CREATE TRIGGER address_touched AFTER UPDATE ON address
WHEN NEW.revision = OLD.revision AND (
    NEW.id, NEW.entity_id, NEW.kind, NEW.salutation, NEW.title, NEW.given_name,
    NEW.middle_name, NEW.surname, NEW.name_suffix, NEW.company, NEW.department, NEW.function,
    NEW.language, NEW.po_box, NEW.street, NEW.house_no, NEW.address_line2, NEW.postal_code,
    NEW.city, NEW.region, NEW.country, NEW.home_po_box, NEW.home_street, NEW.home_house_no,
    NEW.home_address_line2, NEW.home_postal_code, NEW.home_city, NEW.home_region,
    NEW.home_country, NEW.birthday, NEW.website, NEW.remarks, NEW.confidential, NEW.deleted_at
  ) IS NOT (
    OLD.id, OLD.entity_id, OLD.kind, OLD.salutation, OLD.title, OLD.given_name,
    OLD.middle_name, OLD.surname, OLD.name_suffix, OLD.company, OLD.department, OLD.function,
    OLD.language, OLD.po_box, OLD.street, OLD.house_no, OLD.address_line2, OLD.postal_code,
    OLD.city, OLD.region, OLD.country, OLD.home_po_box, OLD.home_street, OLD.home_house_no,
    OLD.home_address_line2, OLD.home_postal_code, OLD.home_city, OLD.home_region,
    OLD.home_country, OLD.birthday, OLD.website, OLD.remarks, OLD.confidential, OLD.deleted_at
  )
BEGIN
  UPDATE address SET revision = OLD.revision + 1,
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.id;
END;

CREATE TRIGGER address_updated AFTER UPDATE OF revision ON address
WHEN NEW.revision <> OLD.revision
BEGIN
  DELETE FROM change_log
  WHERE seq = (SELECT max(seq) FROM change_log) AND table_name = 'address' AND row_id = NEW.id
    AND op <> 'delete';
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('address', NEW.id, 'update', NULL, NULL);
END;

CREATE TRIGGER address_renamed AFTER UPDATE OF id ON address WHEN NEW.id <> OLD.id BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('address', OLD.id, 'delete', NULL, NULL);
END;

CREATE TABLE address_category (
  address_id TEXT NOT NULL REFERENCES address(id) ON DELETE CASCADE ON UPDATE CASCADE,
  category TEXT NOT NULL CHECK (trim(category) <> ''),
  PRIMARY KEY (address_id, category)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER address_category_inserted AFTER INSERT ON address_category BEGIN
  UPDATE address SET revision = revision + 1, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.address_id;
END;

CREATE TRIGGER address_category_updated AFTER UPDATE ON address_category
WHEN (NEW.address_id, NEW.category) IS NOT (OLD.address_id, OLD.category)
BEGIN
  UPDATE address SET revision = revision + 1, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.address_id;
  UPDATE address SET revision = revision + 1, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.address_id AND OLD.address_id <> NEW.address_id;
END;

CREATE TRIGGER address_category_deleted AFTER DELETE ON address_category BEGIN
  UPDATE address SET revision = revision + 1, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.address_id;
END;

CREATE TABLE address_contact_point (
  address_id TEXT NOT NULL REFERENCES address(id) ON DELETE CASCADE ON UPDATE CASCADE,
  slot INTEGER NOT NULL CHECK (slot BETWEEN 1 AND 6),
  type TEXT NOT NULL
    CHECK (type IN ('phone_b', 'phone_p', 'mobile', 'fax', 'email_b', 'email_p',
                    'web', 'other')),
  value TEXT NOT NULL CHECK (trim(value) <> ''),
  label TEXT,
  PRIMARY KEY (address_id, slot)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER address_contact_point_inserted AFTER INSERT ON address_contact_point BEGIN
  UPDATE address SET revision = revision + 1, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.address_id;
END;

CREATE TRIGGER address_contact_point_updated AFTER UPDATE ON address_contact_point
WHEN (NEW.address_id, NEW.slot, NEW.type, NEW.value, NEW.label)
  IS NOT (OLD.address_id, OLD.slot, OLD.type, OLD.value, OLD.label)
BEGIN
  UPDATE address SET revision = revision + 1, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = NEW.address_id;
  UPDATE address SET revision = revision + 1, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.address_id AND OLD.address_id <> NEW.address_id;
END;

CREATE TRIGGER address_contact_point_deleted AFTER DELETE ON address_contact_point BEGIN
  UPDATE address SET revision = revision + 1, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id = OLD.address_id;
END;

-- A mark is no part of what the address looks like: it leaves the revision alone.
CREATE TABLE address_sync_mark (
  address_id TEXT NOT NULL REFERENCES address(id) ON DELETE CASCADE ON UPDATE CASCADE,
  handler_id TEXT NOT NULL REFERENCES handler(id) ON DELETE CASCADE ON UPDATE CASCADE,
  marked_by TEXT NOT NULL DEFAULT 'practice',
  marked_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    CHECK (marked_at GLOB '????-??-??T??:??:??*Z'
      AND date(marked_at, '+0 days') IS substr(marked_at, 1, 10)),
  PRIMARY KEY (address_id, handler_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX address_sync_mark_by_handler ON address_sync_mark(handler_id, address_id);

CREATE TRIGGER address_sync_mark_inserted AFTER INSERT ON address_sync_mark BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('address_sync_mark', NEW.address_id, 'insert', NULL, NEW.handler_id);
END;

CREATE TRIGGER address_sync_mark_updated
AFTER UPDATE OF address_id, handler_id ON address_sync_mark
WHEN (NEW.address_id, NEW.handler_id) IS NOT (OLD.address_id, OLD.handler_id)
BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('address_sync_mark', OLD.address_id, 'delete', OLD.handler_id, NULL);
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('address_sync_mark', NEW.address_id, 'insert', NULL, NEW.handler_id);
END;

CREATE TRIGGER address_sync_mark_deleted AFTER DELETE ON address_sync_mark BEGIN
  INSERT INTO change_log(table_name, row_id, op, handler_old, handler_new)
  VALUES ('address_sync_mark', OLD.address_id, 'delete', OLD.handler_id, NULL);
END;
